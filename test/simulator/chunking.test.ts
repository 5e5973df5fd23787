import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitJson, splitText } from '../../src/simulator/chunking.js'
import { seededRandom } from '../../src/simulator/random.js'
import type { Chunking } from '../../src/simulator.js'

const chunkings = fc.constantFrom<Chunking>('words', 'characters', 'whole', 'random', 1, 3, 0)

describe('chunks', () => {
  it('give the text again, and none is empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), chunkings, fc.nat(), (text, chunking, seed) => {
        for (const split of [splitText, splitJson]) {
          const chunks = split(text, chunking, seededRandom(seed))
          expect(chunks.join('')).toBe(text)
          expect(chunks).not.toContain('')
        }
      }),
    )
  })

  it('are words with the blank before them, characters, sizes or one', () => {
    const random = seededRandom(0)
    expect(splitText('a bc  d ', 'words', random)).toEqual(['a', ' bc', '  d '])
    expect(splitText('a😀b', 'characters', random)).toEqual(['a', '😀', 'b'])
    expect(splitText('abcde', 2, random)).toEqual(['ab', 'cd', 'e'])
    expect(splitText('abcde', 'whole', random)).toEqual(['abcde'])
    expect(splitText(['given', 'so'], 'characters', random)).toEqual(['given', 'so'])
    expect(splitJson('{"city":"Paris"}', 'words', random)).toEqual(['{"', 'city', '":"', 'Paris', '"}'])
  })
})
