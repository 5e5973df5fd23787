import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import type { CacheConfig } from '../../src/cache/config.js'
import { memoryCache } from '../../src/cache/memory-cache.js'
import { tieredCache } from '../../src/cache/tiered-cache.js'
import type { Cache, CacheEntry } from '../../src/contract/cache.js'
import type { ChatCompletionChunk, ChatRequest, ProviderCompletion } from '../../src/contract/chat.js'
import { APIConnectionError } from '../../src/contract/errors.js'
import type { Hooks } from '../../src/contract/hooks.js'
import { createRelay } from '../../src/relay.js'
import { naturalChunks } from '../../src/stream/natural-chunks.js'
import { type Step, scriptedProvider } from '../support/scripted-provider.js'

const body = { model: 'scripted/a', messages: [{ role: 'user' as const, content: 'Hi' }] }

function relayWith(cache: Cache | CacheConfig, steps: Step[] = [], hooks: Hooks = {}) {
  const onFailure = vi.fn()
  const { provider, calls } = scriptedProvider({ a: steps.length > 0 ? steps : [{ text: 'Hello to you all' }] })
  return { relay: createRelay({ providers: [provider], cache, onFailure, hooks }), calls, onFailure }
}

/** A provider whose whole answers are given ones. */
function answering(completion: Partial<ProviderCompletion> & Pick<ProviderCompletion, 'choices'>, cache: Cache) {
  let asked = 0
  const answer = (model: string): ProviderCompletion => ({
    id: 'x',
    object: 'chat.completion',
    created: 5,
    model,
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    ...structuredClone(completion),
  })
  const relay = createRelay({
    cache,
    providers: [
      {
        id: 'scripted',
        params: () => ['response_format', 'tools', 'temperature', 'stream_options'],
        complete: async (_, { model }) => {
          asked++
          return answer(model)
        },
        stream: async (_, { model }) => {
          asked++
          return (async function* () {
            for (const chunk of naturalChunks(answer(model))) yield [chunk]
          })()
        },
      },
    ],
  })
  return { relay, asked: () => asked }
}

const message = { role: 'assistant' as const, content: '{"city":"Oslo"}', refusal: null }
const choice = { index: 0, finish_reason: 'stop' as const, logprobs: null, message }

const plain = ({ meta: _, ...answer }: object & { meta?: unknown }) => JSON.stringify(answer)

test('a hit is the original to the letter: whole, streamed, by final(), with what a schema makes of it', async () => {
  const rich = {
    ...choice,
    message: {
      ...message,
      reasoning_content: 'Let me think',
      thinking_blocks: [{ type: 'thinking' as const, thinking: 'Let me think', signature: 's' }],
      tool_calls: [{ id: 'c', type: 'function' as const, function: { name: 'f', arguments: '{}' } }],
    },
  }
  for (const choices of [[choice], [rich, { ...choice, index: 1 }]]) {
    const { relay, asked } = answering({ choices }, memoryCache())
    const first = await relay.completion(body)
    const second = await relay.completion(body)
    expect(plain(second)).toBe(plain(first))
    expect(second.meta).toMatchObject({ cache: 'hit', attempts: [], cost: { total: 0 }, provider: 'scripted' })
    const stream = await relay.completion({ ...body, stream: true, stream_options: { include_usage: true } })
    const chunks: ChatCompletionChunk[] = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(JSON.parse(plain(await stream.final()))).toEqual(JSON.parse(plain(first)))
    expect(chunks.at(-1)).toMatchObject({ usage: { total_tokens: 2 }, meta: { cache: 'hit', cost: { total: 0 } } })
    expect(asked()).toBe(1)
  }
  const { relay, asked } = answering({ choices: [choice] }, memoryCache())
  const schema = z.object({ city: z.string() })
  const original = await relay.completion({ ...body, response_format: schema })
  const again = await relay.completion({ ...body, response_format: schema })
  expect(again.choices[0]?.message.parsed).toEqual({ city: 'Oslo' })
  expect(plain(again)).toBe(plain(original))
  expect(asked()).toBe(1)
})

test('a hit says what it saved', async () => {
  const { relay } = relayWith(memoryCache())
  const prices = { input: 1_000_000, output: 1_000_000 }
  const first = await relay.completion(body, { prices })
  const second = await relay.completion(body, { prices })
  expect(first.meta.cost?.total).toBeGreaterThan(0)
  expect(second.meta.savedCost).toBe(first.meta.cost?.total)
  expect(second.meta.cost?.total).toBe(0)
  await relay.close() // waits for what is being stored
  expect(relay.cacheStatistics()).toMatchObject([
    { cache: 'memory', namespace: '', hits: 1, misses: 1, stored: 1, errors: 0, savedCost: first.meta.cost?.total },
  ])
})

test.each([
  ['cut at its length', { ...choice, finish_reason: 'length' as const }],
  ['filtered', { ...choice, finish_reason: 'content_filter' as const }],
  ['refused', { ...choice, message: { ...message, content: null, refusal: 'No.' } }],
])('an answer that was %s is not kept, whole or streamed', async (_, unkept) => {
  for (const stream of [false, true]) {
    const { relay, asked } = answering({ choices: [choice, { ...unkept, index: 1 }] }, memoryCache())
    for (let call = 0; call < 2; call++) {
      const reply = await relay.completion({ ...body, stream })
      if ('final' in reply) await reply.final()
    }
    expect(asked()).toBe(2)
  }
})

test('errors, streams that break and streams that are left are not kept', async () => {
  const error = new APIConnectionError('gone', { retryable: false })
  const { relay, calls } = relayWith(memoryCache(), [
    { error },
    { text: 'one two three', breakAfter: { batches: 2, error } },
    { text: 'one two three four' },
    { text: 'whole' },
  ])
  await expect(relay.completion(body)).rejects.toThrow('gone')
  const broken = await relay.completion({ ...body, stream: true })
  await expect(broken.final()).rejects.toThrow('gone')
  for await (const _ of await relay.completion({ ...body, stream: true })) break
  expect((await relay.completion(body)).meta.cache).toBe('miss')
  expect((await relay.completion(body)).meta.cache).toBe('hit')
  expect(calls).toHaveLength(4)
})

test('cache: false, read: false and write: false do what they say', async () => {
  const { relay, calls } = relayWith(memoryCache(), [{ text: '1' }, { text: '2' }, { text: '3' }, { text: '4' }])
  expect((await relay.completion(body, { cache: false })).meta.cache).toBe('off')
  expect((await relay.completion(body, { cache: { write: false } })).meta.cache).toBe('miss')
  expect((await relay.completion(body)).choices[0]?.message.content).toBe('3')
  expect((await relay.completion(body, { cache: { read: false } })).choices[0]?.message.content).toBe('4')
  expect((await relay.completion(body)).choices[0]?.message.content).toBe('4')
  expect(calls).toHaveLength(4)
})

test('mode, models and the rule of temperature', async () => {
  const ask = async (cache: CacheConfig, more: Partial<ChatRequest>, options = {}) => {
    const { relay } = relayWith(cache)
    await relay.completion({ ...body, ...more, stream: false }, options)
    return (await relay.completion({ ...body, ...more, stream: false }, options)).meta.cache
  }
  const store = () => memoryCache()
  expect(await ask({ store: store(), mode: 'opt-in' }, {})).toBe('off')
  expect(await ask({ store: store(), mode: 'opt-in' }, {}, { cache: {} })).toBe('hit')
  expect(await ask({ store: store(), models: ['other/x'] }, {})).toBe('off')
  expect(await ask({ store: store(), models: (model) => model.startsWith('scripted/') }, {})).toBe('hit')
  expect(await ask({ store: store(), models: () => { throw new Error('no') } }, {})).toBe('off') // biome-ignore format: one case, one line
  expect(await ask({ store: store() }, { temperature: 0 })).toBe('hit')
  expect(await ask({ store: store() }, { temperature: 0.1 })).toBe('miss')
  expect(await ask({ store: store() }, { temperature: 0.1 }, { cache: { write: true } })).toBe('hit')
  expect(await ask({ store: store(), temperature: 'any' }, { temperature: 2 })).toBe('hit')
})

test('an answer is served until its time, and not at it; maxAge passes over older ones', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
  try {
    const { relay } = relayWith({ store: memoryCache(), ttl: 1_000 })
    const cacheOf = async (options = {}) => (await relay.completion(body, options)).meta.cache
    expect(await cacheOf()).toBe('miss')
    vi.setSystemTime(1_000_500)
    expect(await cacheOf({ cache: { maxAge: 500 } })).toBe('hit')
    expect(await cacheOf({ cache: { maxAge: 499, write: false } })).toBe('miss')
    vi.setSystemTime(1_000_999)
    expect(await cacheOf()).toBe('hit')
    vi.setSystemTime(1_001_000)
    expect(await cacheOf({ cache: { ttl: 50 } })).toBe('miss')
    vi.setSystemTime(1_001_050)
    expect(await cacheOf()).toBe('miss')
  } finally {
    vi.useRealTimers()
  }
})

test('entries that are corrupt, of another form or of another kind are misses, and are reported', async () => {
  const answer = { v: 1, kind: 'chat', createdAt: Date.now(), body: '{}', provider: 'p', model: 'm' }
  const wrong: unknown[] = [
    answer,
    { ...answer, body: '{"object":"chat.completion","choices":[' },
    { ...answer, body: '{"object":"chat.completion","choices":[]}' },
    { ...answer, body: '{"object":"chat.completion","choices":[{"message":null}]}' },
    { ...answer, kind: 'embedding' },
    { ...answer, v: 2 },
    { ...answer, body: 7 },
    'text',
  ]
  for (const entry of wrong) {
    // What a store of the user's may give, whatever its type says.
    const store: Cache = { ...memoryCache(), get: async () => entry as CacheEntry }
    const { relay, onFailure } = relayWith(store)
    expect((await relay.completion(body)).meta.cache, JSON.stringify(entry)).toBe('miss')
    expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ source: 'cache', name: 'memory' }))
  }
})

test('a cache that throws, rejects or hangs is a miss', async () => {
  const never = () => new Promise<never>(() => {})
  const faults: Array<() => never | Promise<never>> = [
    () => { throw new Error('broken') }, // biome-ignore format: one case, one line
    async () => { throw new Error('broken') }, // biome-ignore format: one case, one line
    never,
  ]
  for (const fault of faults) {
    const set = () => Promise.reject(new Error('full'))
    const store: Cache = { name: 'bad', get: fault, set, delete: fault, close: () => {}, lease: fault }
    const { relay, onFailure } = relayWith({ store, timeout: 5 })
    expect((await relay.completion(body)).meta.cache).toBe('miss')
    expect((await (await relay.completion({ ...body, stream: true })).final()).meta.cache).toBe('miss')
    expect(onFailure).toHaveBeenCalled()
    expect(relay.cacheStatistics()[0]?.errors).toBeGreaterThan(1)
  }
})

test('an abort ends the wait for a cache that hangs', async () => {
  const never = () => new Promise<never>(() => {})
  const store: Cache = { name: 'slow', get: never, set: never, delete: never, close: () => {} }
  const { relay } = relayWith({ store, timeout: 60_000 })
  const reason = new Error('enough')
  const control = new AbortController()
  const asking = relay.completion(body, { signal: control.signal })
  control.abort(reason)
  await expect(asking).rejects.toBe(reason)
})

test('hooks hear of each call once, with what the cache did', async () => {
  const heard: string[] = []
  const { relay } = relayWith(memoryCache(), [], {
    onRequest: () => heard.push('request'),
    onResponse: ({ meta }) => heard.push(`response ${meta.cache}`),
    onError: () => heard.push('error'),
    onCache: ({ outcome, call }) => heard.push(`${outcome} ${call?.model}`),
  })
  await relay.completion(body)
  await relay.close()
  await relay.completion(body)
  const stream = await relay.completion({ ...body, stream: true })
  await stream.final()
  for await (const _ of await relay.completion({ ...body, stream: true })) break
  expect(heard).toEqual([
    'request', 'miss scripted/a', 'response miss', 'stored scripted/a',
    'request', 'hit scripted/a', 'response hit',
    'request', 'hit scripted/a', 'response hit',
    'request', 'hit scripted/a', 'error',
  ]) // biome-ignore format: one call, one line
})

test('a stored stream can be paced, and aborted meanwhile', async () => {
  const { relay } = relayWith({ store: memoryCache(), replay: { chunkMs: 60_000 } }, [{ text: 'word '.repeat(40) }])
  await relay.completion(body)
  const control = new AbortController()
  const stream = await relay.completion({ ...body, stream: true }, { signal: control.signal })
  expect((await stream.next()).done).toBe(false)
  const reason = new Error('enough')
  const pending = stream.next()
  control.abort(reason)
  await expect(pending).rejects.toBe(reason)
  await expect(stream.final()).rejects.toBe(reason)
})

test('what a fallback said is not kept for the model that was asked', async () => {
  const { provider, calls } = scriptedProvider({
    a: [{ error: new APIConnectionError('gone', { retryable: false }) }, { text: 'from a' }],
    b: [{ text: 'from b' }],
  })
  const relay = createRelay({ providers: [provider], cache: memoryCache() })
  expect((await relay.completion(body, { fallbacks: ['scripted/b'] })).choices[0]?.message.content).toBe('from b')
  expect((await relay.completion(body)).choices[0]?.message.content).toBe('from a')
  expect((await relay.completion(body)).meta.cache).toBe('hit')
  expect(calls).toHaveLength(3)
})

test('systemPromptOnly marks the end of the tools and of the system prompt, and keeps nothing', async () => {
  const { provider, requests } = scriptedProvider()
  const relay = createRelay({ providers: [provider], cache: { systemPromptOnly: true } })
  const tool = (name: string) => ({ type: 'function' as const, function: { name } })
  const request = {
    model: 'scripted/a',
    messages: [
      { role: 'system' as const, content: 'Rules' },
      { role: 'user' as const, content: 'Hi' },
    ],
    tools: [tool('f'), tool('g')],
  }
  const control = { type: 'ephemeral' }
  for (let call = 0; call < 2; call++) expect((await relay.completion(request)).meta.cache).toBe('off')
  expect(requests).toHaveLength(2)
  expect(requests[1]).toMatchObject({
    messages: [{ role: 'system', cache_control: control }, { role: 'user' }],
    tools: [{ function: { name: 'f' } }, { function: { name: 'g' }, cache_control: control }],
  })
  expect(JSON.stringify(requests[1]).match(/cache_control/g)).toHaveLength(2)
  await relay.completion(request, { cache: false })
  expect(JSON.stringify(requests[2])).not.toContain('cache_control')
  expect(JSON.stringify(request)).not.toContain('cache_control')
  expect(relay.cacheStatistics()).toEqual([])
})

test('settings and options that cannot be right are refused by their path', async () => {
  const make = (cache: unknown) => () => createRelay({ cache: cache as CacheConfig }) // that is what is tested
  expect(make({})).toThrow('cache.store: expected a cache')
  expect(make(true)).toThrow('cache: expected a cache')
  expect(make({ get() {}, set() {} })).toThrow('cache: expected a cache with a name')
  expect(make({ store: memoryCache(), ttl: -1 })).toThrow('cache.ttl: expected a number of ms above 0')
  expect(make({ store: memoryCache(), tttl: 1 })).toThrow('cache.tttl: there is no such setting')
  expect(make({ store: memoryCache(), mode: 'off' })).toThrow("cache.mode: expected 'on' or 'opt-in'")
  expect(make({ store: memoryCache(), systemPromptOnly: true })).toThrow('cache.store: with systemPromptOnly')
  const { relay } = relayWith(memoryCache())
  const ask = (cache: unknown) => relay.completion(body, { cache: cache as false }) // that is what is tested
  await expect(ask({ ttl: 0 })).rejects.toThrow('cache.ttl: expected a number of ms above 0, got 0')
  await expect(ask({ maxage: 1 })).rejects.toThrow('Unknown option cache.maxage. There are: ttl')
  await expect(ask(true)).rejects.toThrow('cache: expected false or an object')
})

test('explainCache says what would be found, and counts nothing', async () => {
  const { relay, calls } = relayWith(memoryCache())
  expect(await relay.explainCache(body)).toMatchObject({ outcome: 'miss', namespace: '' })
  await relay.completion(body)
  expect(await relay.explainCache(body)).toMatchObject({ outcome: 'hit', stored: { provider: 'scripted' } })
  expect((await relay.explainCache(body, { cache: false })).outcome).toBe('off')
  expect(calls).toHaveLength(1)
  expect(relay.cacheStatistics()[0]).toMatchObject({ hits: 0, misses: 1 })
  expect((await createRelay().explainCache(body)).outcome).toBe('off')
})

test('tiers: the farther one fills the nearer, and one that fails is passed over', async () => {
  const [near, far] = [memoryCache(), memoryCache()]
  const entry = { v: 1 as const, kind: 'chat' as const, createdAt: 1, body: 'x', provider: 'p', model: 'm' }
  await far.set('a', entry)
  const fail = () => Promise.reject(new Error('sick'))
  const sick: Cache = { name: 'sick', get: fail, set: fail, delete: fail, close: fail }
  const tiers = tieredCache([near, sick, far])
  expect(await tiers.get('a')).toEqual(entry)
  await vi.waitFor(async () => expect(await near.get('a')).toEqual(entry))
  expect(await tiers.getMany?.(['b', 'a'])).toEqual([undefined, entry])
  await tiers.set('b', entry)
  expect(await far.get('b')).toEqual(entry)
  await expect((async () => tieredCache([sick]).get('a'))()).rejects.toThrow('sick')
  expect(tiers.name).toBe('memory+sick+memory')
})
