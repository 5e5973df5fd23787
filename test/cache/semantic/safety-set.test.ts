import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withSafetyTable } from '../../../docs/safety-table.js'
import { type Half, hitPairs, PAIRS, searchTogether } from './safety-set/safety-set.js'

const ofHalf = (half: Half) => PAIRS.filter((pair) => pair.half === half)
const isParaphrase = ({ kind }: { kind: string }) => kind === 'paraphrase'

test('there are pairs enough of every kind', () => {
  expect(PAIRS.length).toBeGreaterThanOrEqual(300)
  for (const kind of [
    'paraphrase',
    'number',
    'unit',
    'date',
    'negation',
    'opposite',
    'name',
    'language',
    'code',
    'quoted',
  ])
    expect(PAIRS.filter((pair) => pair.kind === kind).length, kind).toBeGreaterThanOrEqual(10)
})

test('of all pairs, at least 60 % of the paraphrases hit and at most 1 % of the traps', async () => {
  const hits = await hitPairs(PAIRS, true)
  const paraphrases = PAIRS.filter(isParaphrase).length
  expect(hits.filter(isParaphrase).length / paraphrases).toBeGreaterThanOrEqual(0.6)
  const wrong = hits.filter((pair) => !isParaphrase(pair))
  expect(wrong.length / (PAIRS.length - paraphrases), JSON.stringify(wrong)).toBeLessThanOrEqual(0.01)
})

describe.each<Half>(['tuning', 'held out'])('the %s half', (half) => {
  test('at most 1 % of its traps hit', async () => {
    const wrong = (await hitPairs(ofHalf(half), true)).filter((pair) => !isParaphrase(pair))
    expect(wrong.length / ofHalf(half).length, JSON.stringify(wrong)).toBeLessThanOrEqual(0.01)
  })

  test('stored side by side, at most 1 % of the searches find a wrong answer', async () => {
    const { wrong, searches } = await searchTogether(ofHalf(half))
    expect(wrong.length / searches, wrong.join('\n')).toBeLessThanOrEqual(0.01)
  })
})

test('the table in docs/semantic-cache.md is what the set shows: `npm run docs` writes it', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/semantic-cache.md'), 'utf8')
  expect(page).toBe(await withSafetyTable(page))
})
