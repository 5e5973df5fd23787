import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type MemorySemanticCacheOptions,
  memorySemanticCache,
} from '../../../src/cache/semantic/memory-semantic-cache.js'
import { modelJudge } from '../../../src/cache/semantic/model-judge.js'
import type { CacheEntry } from '../../../src/contract/cache.js'
import { entryOf, keyOf } from '../../../src/testing/cache-behaviour.js'
import { testCache } from '../../../src/testing/test-cache.js'
import { testSemanticCache } from '../../../src/testing/test-semantic-cache.js'
import { toyVectors } from '../../../src/testing/toy-vectors.js'

const embed = async (texts: string[]) => toyVectors(texts)
const open = (options: Partial<MemorySemanticCacheOptions> = {}) =>
  memorySemanticCache({ embed, threshold: 0.8, ...options })

afterEach(() => vi.useRealTimers())

testCache({ describe, test }, { name: 'memory-semantic', create: () => open() })
testSemanticCache({ describe, test }, { name: 'memory-semantic', create: (options) => memorySemanticCache(options) })

const P = (text: string, partition = 'p') => ({ partition, text })
const [STORED, NEAR] = ['How do I reset my password?', 'Please tell me how do I reset my password']

test('ttl counts from when the answer was made, where the entry does not say itself', async () => {
  const cache = open({ ttl: 1_000 })
  await cache.set(keyOf('a'), entryOf('answer', { createdAt: Date.now() - 999_999 }), P(STORED))
  expect(await cache.search(P(STORED))).toBeUndefined()
  await cache.set(keyOf('a'), entryOf('answer'), P(STORED))
  expect(await cache.search(P(STORED))).toBeDefined()
})

test('what was found last is evicted last', async () => {
  const cache = open({ max: 2 })
  await cache.set(keyOf('a'), entryOf('a'), P('alpha beta gamma'))
  await cache.set(keyOf('b'), entryOf('b'), P('delta epsilon zeta'))
  expect((await cache.search(P('alpha beta gamma')))?.key).toBe(keyOf('a'))
  await cache.explain(P('delta epsilon zeta'))
  await cache.set(keyOf('c'), entryOf('c'), P('eta theta iota'))
  expect(await cache.search(P('delta epsilon zeta'))).toBeUndefined()
  expect((await cache.search(P('alpha beta gamma')))?.key).toBe(keyOf('a'))
})

test('an entry larger than the cache is not kept and not found', async () => {
  const cache = open({ maxSize: 2_000 })
  await cache.set(keyOf('a'), entryOf('x'.repeat(2_000)), P(STORED))
  expect(await cache.search(P(STORED))).toBeUndefined()
  expect(await cache.get(keyOf('a'))).toBeUndefined()
})

test('verify has the last word, and is not asked where something else speaks against a hit', async () => {
  const asked: string[] = []
  let answer = false
  const cache = open({
    verify: ({ asked: text, stored, similarity }) => {
      asked.push(`${text} / ${stored} / ${similarity > 0.8}`)
      return answer
    },
  })
  await cache.set(keyOf('a'), entryOf('answer'), P(STORED))
  expect(await cache.search(P(NEAR))).toBeUndefined()
  expect((await cache.explain(P(NEAR))).reason).toContain('verify said no')
  answer = true
  expect((await cache.search(P(NEAR)))?.key).toBe(keyOf('a'))
  expect(asked).toEqual(Array(3).fill(`${NEAR} / ${STORED} / true`))
  await cache.search(P('How do I not reset my password?'))
  expect(asked).toHaveLength(3)
})

test('a verify that throws or is late rejects', async () => {
  const failing = open({ verify: () => Promise.reject(new Error('judge is ill')) })
  await failing.set(keyOf('a'), entryOf('answer'), P(STORED))
  await expect(failing.search(P(NEAR))).rejects.toThrow('judge is ill')
  let signal: AbortSignal | undefined
  const slow = open({
    verifyTimeout: 5,
    verify: (pair) => {
      signal = pair.signal
      return new Promise(() => {})
    },
  })
  await slow.set(keyOf('a'), entryOf('answer'), P(STORED))
  await expect(slow.search(P(NEAR))).rejects.toThrow('verify did not answer within 5 ms')
  expect(signal?.aborted).toBe(true)
})

test('a judge says yes only with a yes', async () => {
  const signal = new AbortController().signal
  const pair = { asked: 'a "quoted" question', stored: 'b', similarity: 0.9, signal }
  const prompts: string[] = []
  const judged = (answer: string | null) =>
    modelJudge(async (prompt) => {
      prompts.push(prompt)
      return answer
    })(pair)
  expect(await Promise.all(['yes', 'Yes.', ' "YES"', '**Yes**, they do'].map(judged))).toEqual(Array(4).fill(true))
  expect(await Promise.all(['no', '', null, 'Not yes', 'yesterday'].map(judged))).toEqual(Array(5).fill(false))
  expect(prompts[0]).toContain('"a \\"quoted\\" question"')
})

test('guards of the user come beside the built-in ones; false leaves all out', async () => {
  const own = open({ guards: [({ text }) => (text.includes('password') ? 'passwords are never shared' : undefined)] })
  await own.set(keyOf('a'), entryOf('answer'), P(STORED))
  expect((await own.explain(P(NEAR))).nearest[0]?.refused).toBe('passwords are never shared')
  expect((await own.explain(P('How do I not reset my password?'))).nearest[0]?.refused).toContain('negations')
  const none = open({ guards: false })
  await none.set(keyOf('a'), entryOf('answer'), P(STORED))
  expect(await none.search(P('How do I not reset my password?'))).toBeDefined()
})

test('a question that is empty or too long is not embedded', async () => {
  const texts: string[] = []
  const cache = open({
    maxLength: 40,
    embed: async (given) => {
      texts.push(...given)
      return toyVectors(given)
    },
  })
  const long = `${'very '.repeat(20)}long question`
  for (const text of [long, '', ' \n']) {
    await cache.set(keyOf('a'), entryOf('answer'), P(text))
    expect(await cache.search(P(text))).toBeUndefined()
  }
  expect((await cache.explain(P(long))).reason).toBe('the question is longer than 40 characters (maxLength)')
  expect(texts).toEqual([])
})

test('an answer that was deleted while its question was embedded does not come back', async () => {
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const cache = open({
    embed: async (texts) => {
      await gate
      return toyVectors(texts)
    },
  })
  const setting = cache.set(keyOf('a'), entryOf('answer'), P(STORED))
  await vi.waitFor(() => expect(cache.get(keyOf('a'))).toBeDefined())
  await cache.delete(keyOf('a'))
  release()
  await setting
  expect(await cache.search(P(STORED))).toBeUndefined()
  expect((await cache.explain(P(STORED))).nearest).toEqual([])
})

test.each([
  [{ embed: '' }, 'memorySemanticCache embed'],
  [{ threshold: 0 }, 'memorySemanticCache threshold'],
  [{ threshold: 1.5 }, 'memorySemanticCache threshold'],
  [{ max: -1 }, 'memorySemanticCache max'],
  [{ maxSize: Number.NaN }, 'memorySemanticCache maxSize'],
  [{ ttl: 0 }, 'memorySemanticCache ttl'],
  [{ maxLength: 0 }, 'memorySemanticCache maxLength'],
])('the option %j is refused', (options, message) => {
  expect(() => open(options)).toThrow(message)
})

const PARTITIONS = ['tenant-1', 'tenant-2', 'tenant-3']
const TEXTS = ['reset my password', 'delete the account', 'open a ticket', 'reset password', 'close this ticket']
const KEYS = ['a', 'b', 'c', 'd', 'e'].map(keyOf)
const question = fc.record({ partition: fc.constantFrom(...PARTITIONS), text: fc.constantFrom(...TEXTS) })
const action = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    key: fc.constantFrom(...KEYS),
    question,
    life: fc.constantFrom(undefined, 50),
  }),
  fc.record({ kind: fc.constant('delete' as const), key: fc.constantFrom(...KEYS) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(10, 60) }),
  fc.record({ kind: fc.constant('search' as const), question }),
)

test('whatever happens: a hit is of the partition, not expired, not gone, and what was stored last under its key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.constantFrom(2, 3, 10), async (actions, max) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      const cache = open({ max, guards: false, threshold: 0.5 })
      const kept = new Map<string, { entry: CacheEntry; partition: string; text: string }>()
      for (const [at, each] of actions.entries()) {
        if (each.kind === 'wait') vi.advanceTimersByTime(each.ms)
        else if (each.kind === 'delete') {
          await cache.delete(each.key)
          kept.delete(each.key)
        } else if (each.kind === 'set') {
          const expiresAt = each.life === undefined ? {} : { expiresAt: Date.now() + each.life }
          const entry = entryOf(`body ${at}`, expiresAt)
          await cache.set(each.key, entry, each.question)
          kept.set(each.key, { entry, ...each.question })
        } else {
          const match = await cache.search(each.question)
          const live = await Promise.all(KEYS.map(async (key) => (await cache.get(key)) !== undefined))
          expect(live.filter(Boolean).length).toBeLessThanOrEqual(max)
          if (!match) continue
          const known = kept.get(match.key)
          expect(known).toMatchObject({ partition: each.question.partition, text: match.question, entry: match.entry })
          expect(match.entry.expiresAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(Date.now())
          expect(await cache.get(match.key)).toEqual(match.entry)
        }
      }
    }),
  )
})
