import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chatKey } from '../../src/cache/key.js'
import { memoryCache } from '../../src/cache/memory-cache.js'
import { toContext } from '../../src/cache/plan.js'
import type { CallOptions } from '../../src/contract/call.js'
import type { ChatRequest } from '../../src/contract/chat.js'
import { isStandardSchema } from '../../src/contract/standard-schema.js'
import { createRelay } from '../../src/relay.js'
import { anyRequest } from '../support/any-request.js'
import { runs } from '../support/runs.js'

const relay = createRelay({ cache: memoryCache() })

async function keyOf(body: object, options?: CallOptions): Promise<string | undefined> {
  // Made by the generator or changed at random: our checks judge it.
  return (await relay.explainCache({ model: 'openai/gpt-4o', ...body } as ChatRequest, options)).key
}

/** Of a body that our checks may refuse: one field alone is changed. */
function pureKey(body: object): string {
  const request = { model: 'openai/gpt-4o', ...body } as ChatRequest // made by the generator
  const format = request.response_format
  return chatKey(request, isStandardSchema(format) ? undefined : format, toContext({}, request, {}))
}

/** Fields that change nothing of an answer. */
const NO_PART = new Set([
  'stream',
  'stream_options',
  'metadata',
  'store',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
])

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).reverse()
  // As JSON.parse makes it: a key named __proto__ is a key.
  return entries.reduce<object>((made, [key, member]) => {
    Object.defineProperty(made, key, { value: reversed(member), enumerable: true, configurable: true, writable: true })
    return made
  }, {})
}

const absent = (value: unknown) => value === undefined || value === null

test('the order of keys, however deep, changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyRequest, async (body) => {
      expect(await keyOf(reversed(body) as object)).toBe(await keyOf(body))
    }),
    { numRuns: runs(200) },
  )
})

test('another value of one field is another key, but for fields that change no answer', () => {
  fc.assert(
    fc.property(anyRequest, anyRequest, (body, other) => {
      const key = pureKey(body)
      for (const field of new Set([...Object.keys(body), ...Object.keys(other)])) {
        const [before, after] = [Reflect.get(body, field), Reflect.get(other, field)]
        const same =
          (absent(before) && absent(after)) || JSON.stringify(before) === JSON.stringify(reordered(before, after))
        const changed = { ...body, [field]: after }
        const equal = same || NO_PART.has(field)
        expect(pureKey(changed) === key, field).toBe(equal)
      }
    }),
    { numRuns: runs(100) },
  )
})

/** `after` with its keys in the order of `before`, as far as that is needed to compare them as text. */
function reordered(before: unknown, after: unknown): unknown {
  return sortedText(before) === sortedText(after) ? before : after
}
const sortedText = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? 'undefined'

const body = { messages: [{ role: 'user', content: 'Hi' }] }

test('keys, headers, metadata, time limits and the like are no part of it', async () => {
  const key = await keyOf(body)
  const options: CallOptions[] = [
    { apiKey: 'sk-1' },
    { headers: { a: 'b' } },
    { metadata: { a: 1 } },
    { tags: ['a'] },
    { timeout: 1_000 },
    { maxRetries: 0 },
    { signal: new AbortController().signal },
    { priority: 3 },
    { cache: { ttl: 5, maxAge: 7, read: true, write: false } },
  ]
  for (const each of options) expect(await keyOf(body, each), JSON.stringify(each)).toBe(key)
})

test('user, namespace, place and what is sent besides are part of it', async () => {
  const different: Array<[object, CallOptions]> = [
    [body, {}],
    [body, { user: 'a' }],
    [body, { user: 'b' }],
    [{ ...body, user: 'b2' }, {}],
    [{ ...body, user: 'b2' }, { user: 'a' }],
    [body, { cache: { namespace: 'a' } }],
    [body, { cache: { namespace: 'a' }, user: 'a' }],
    [body, { baseURL: 'http://localhost:1' }],
    [body, { query: { a: '1' } }],
    [body, { region: 'eu' }],
    [body, { aws: { region: 'eu-west-1' } }],
    [body, { extraBody: { a: 1 } }],
    [body, { dropParams: true }],
    [body, { mock: 'Hi' }],
    [{ ...body, model: 'openai/gpt-4o-mini' }, {}],
  ]
  const keys = await Promise.all(different.map(([each, options]) => keyOf(each, options)))
  expect(new Set(keys).size).toBe(different.length)
})

test('parts cannot be confused with each other', async () => {
  const said = (...contents: string[]) => ({ messages: contents.map((content) => ({ role: 'user', content })) })
  const keys = await Promise.all([
    keyOf(said('ab', 'c')),
    keyOf(said('a', 'bc')),
    keyOf(said('abc')),
    keyOf(said('a\ud83d')),
    keyOf(said('a\ud83e')),
    keyOf({ ...said('abc'), stop: '1' }),
    keyOf({ ...said('abc'), stop: ['1'] }),
  ])
  expect(new Set(keys).size).toBe(keys.length)
  expect(await keyOf({ ...said('abc'), seed: -0 })).toBe(await keyOf({ ...said('abc'), seed: 0 }))
  expect(await keyOf({ ...said('abc'), stop: null })).toBe(await keyOf(said('abc')))
})
