import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toUnitVector } from '../../../src/cache/vectors/unit-vector.js'
import { VectorIndex } from '../../../src/cache/vectors/vector-index.js'
import { cosine, type Random, randomBy, randomVector, vectorNear } from './vectors.js'

const DIMENSIONS = 384

describe('recall against exact search, where signs decide what is compared whole', () => {
  const ROWS = 6_000
  const QUERIES = 40

  test.each([
    ['random vectors, near ones asked', 0, true],
    ['random vectors, random ones asked', 0, false],
    ['few clusters, near ones asked', 20, true],
    ['many clusters, others of them asked', 500, false],
  ])('%s', (_, clusters, near) => {
    const random = randomBy(clusters + 1)
    const centres = Array.from({ length: clusters }, () => randomVector(random, DIMENSIONS))
    const make = () => {
      const centre = centres[Math.floor(random() * clusters)]
      return centre ? vectorNear(random, centre, 0.8) : randomVector(random, DIMENSIONS)
    }
    const vectors = Array.from({ length: ROWS }, make)
    const index = new VectorIndex()
    for (const [at, vector] of vectors.entries()) index.add(String(at), 'p', vector)
    let found = 0
    for (let query = 0; query < QUERIES; query++) {
      const chosen = vectors[Math.floor(random() * ROWS)] ?? make()
      const asked = near ? vectorNear(random, chosen, 0.5) : make()
      const best = exactBest(vectors, asked)
      if (index.search('p', asked, { limit: 4 }).some(({ key }) => key === best)) found++
    }
    expect(found / QUERIES).toBeGreaterThanOrEqual(0.98)
  })
})

function exactBest(vectors: readonly Float32Array[], asked: Float32Array): string {
  let [best, most] = [-1, Number.NEGATIVE_INFINITY]
  for (const [at, vector] of vectors.entries()) {
    const similarity = cosine(vector, asked)
    if (similarity > most) [best, most] = [at, similarity]
  }
  return String(best)
}

test('similarities are right to a hundredth, those of the same vector to a thousandth', () => {
  const random = randomBy(1)
  for (const dimensions of [3, 31, 32, 100, 384, 1536]) {
    const index = new VectorIndex()
    const stored = randomVector(random, dimensions)
    index.add('a', 'p', stored)
    const asked = vectorNear(random, stored, 0.7)
    expect(index.search('p', stored)[0]?.similarity).toBeCloseTo(1, 3)
    expect(Math.abs((index.search('p', asked)[0]?.similarity ?? 0) - cosine(stored, asked))).toBeLessThan(0.01)
  }
})

test('a search gives what it is asked for: best first, so many, so near', () => {
  const random = randomBy(2)
  const index = new VectorIndex()
  const asked = randomVector(random, 64)
  for (const spread of [0.1, 0.5, 1, 3]) index.add(`spread ${spread}`, 'p', vectorNear(random, asked, spread))
  const all = index.search('p', asked, { limit: 10 })
  expect(all.map(({ key }) => key)).toEqual(['spread 0.1', 'spread 0.5', 'spread 1', 'spread 3'])
  expect(index.search('p', asked, { limit: 2 })).toEqual(all.slice(0, 2))
  const floor = all[2]?.similarity ?? 0
  expect(index.search('p', asked, { limit: 10, floor })).toEqual(all.slice(0, 3))
  expect(index.search('q', asked)).toEqual([])
})

test('vectors of another length are refused, also to search for, until the index is empty', () => {
  const index = new VectorIndex()
  index.add('a', 'p', toUnitVector([1, 2, 3]))
  expect(() => index.add('b', 'p', toUnitVector([1, 2]))).toThrow('A vector has 2 dimensions, those stored have 3.')
  expect(() => index.search('p', toUnitVector([1, 2]))).toThrow('2 dimensions')
  expect(index.size).toBe(1)
  index.delete('a')
  index.add('b', 'p', toUnitVector([1, 2]))
  expect(index.search('p', toUnitVector([1, 2]))[0]?.key).toBe('b')
})

test.each([[[]], [[0, 0]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY, 1]]])('%j has no direction', (vector) => {
  expect(() => toUnitVector(vector)).toThrow('without a direction')
})

test('vectors take at most 1.3 times their bytes, and places that became free are used again', () => {
  const random = randomBy(3)
  const index = new VectorIndex()
  for (let at = 0; at < 4_096; at++)
    index.add(`first ${at}`, `partition ${at % 1_000}`, randomVector(random, DIMENSIONS))
  const full = index.byteLength
  expect(full / (index.size * DIMENSIONS)).toBeLessThan(1.2)
  for (let at = 0; at < 4_096; at += 2) index.delete(`first ${at}`)
  for (let at = 0; at < 2_048; at++) index.add(`second ${at}`, 'other', randomVector(random, DIMENSIONS))
  expect(index.byteLength).toBe(full)
  index.clear()
  expect(index.byteLength).toBe(0)
})

test('a cache of one entry takes little', () => {
  const index = new VectorIndex()
  index.add('a', 'p', randomVector(randomBy(4), DIMENSIONS))
  expect(index.byteLength).toBeLessThan(128 * 1024)
})

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f']
const PARTITIONS = ['p', 'q']
const step = fc.record({
  add: fc.boolean(),
  key: fc.constantFrom(...KEYS),
  partition: fc.constantFrom(...PARTITIONS),
  seed: fc.integer({ min: 1, max: 1_000 }),
})

test('after any additions and deletions a partition holds what it should, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const index = new VectorIndex()
      const held = new Map<string, { partition: string; vector: Float32Array }>()
      for (const { add, key, partition, seed } of steps) {
        const vector = randomVector(randomBy(seed), 16)
        if (add) {
          index.add(key, partition, vector)
          held.set(key, { partition, vector })
        } else expect(index.delete(key)).toBe(held.delete(key))
      }
      expect(index.size).toBe(held.size)
      for (const name of PARTITIONS) {
        const inside = [...held].filter(([, { partition }]) => partition === name)
        for (const [key, { vector }] of inside) {
          const found = index.search(name, vector, { limit: KEYS.length })
          expect(found.map((each) => each.key).sort()).toEqual(inside.map(([each]) => each).sort())
          expect(found.find((each) => each.key === key)?.similarity).toBeCloseTo(1, 2)
        }
      }
    }),
  )
})

test('large partitions stay apart too', () => {
  const random: Random = randomBy(5)
  const index = new VectorIndex()
  for (let at = 0; at < 4_000; at++) index.add(`${at % 2}/${at}`, String(at % 2), randomVector(random, 64))
  for (let query = 0; query < 20; query++)
    for (const { key } of index.search('1', randomVector(random, 64), { limit: 20 })) expect(key).toMatch(/^1\//)
})
