import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, expect, test, vi } from 'vitest'
import type { CacheConfig } from '../../src/cache/config.js'
import { memoryCache } from '../../src/cache/memory-cache.js'
import type { Cache, CacheLease } from '../../src/contract/cache.js'
import type { CallOptions } from '../../src/contract/call.js'
import type { Hooks } from '../../src/contract/hooks.js'
import { createRelay } from '../../src/relay.js'
import { json, type LocalServer, localServer } from '../support/local-server.js'

// A vendor whose answers the test writes: how many requests came, and when each goes on.

const body = { model: 'openai/gpt-4o', messages: [{ role: 'user' as const, content: 'Hi' }] }
const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o', choices: [{ index: 0, delta, finish_reason }] })}\n\n`
const answer = (content: string) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-4o',
  choices: [
    { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})

let open: Array<{ close(): unknown }> = []
afterEach(async () => {
  for (const each of open.reverse()) await each.close()
  open = []
})

async function vendor(more: Partial<CacheConfig> = {}, hooks: Hooks = {}) {
  const requests: ServerResponse[] = []
  const waiting: Array<(response: ServerResponse) => void> = []
  const server: LocalServer = await localServer((_, response) => {
    requests.push(response)
    waiting.shift()?.(response)
  })
  const make = (cache: CacheConfig) => {
    const relay = createRelay({
      cache,
      hooks,
      defaults: { apiKey: 'k', baseURL: server.url, maxRetries: 0 },
    })
    open.push(relay)
    return relay
  }
  const config: CacheConfig = { store: memoryCache(), ...more }
  open.push(server)
  const relay = make(config)
  /** The next request that comes. */
  const next = () => new Promise<ServerResponse>((resolve) => waiting.push(resolve))
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { server, relay, make, config, requests, next, settled }
}

const textOf = (reply: { choices: ReadonlyArray<{ message: { content: string | null } }> }) =>
  reply.choices[0]?.message.content

test('1,000 identical calls at once are one request, and all have the answer', async () => {
  const { relay, requests, next } = await vendor()
  const arrived = next()
  const calls = Array.from({ length: 1_000 }, () => relay.completion(body))
  json(await arrived, 200, answer('Hello'))
  const replies = await Promise.all(calls)
  expect(new Set(replies.map(textOf))).toEqual(new Set(['Hello']))
  expect(requests).toHaveLength(1)
  expect(replies.filter(({ meta }) => meta.cache === 'miss')).toHaveLength(1)
  expect(new Set(replies.map(({ meta }) => meta.id)).size).toBe(1_000)
  expect(new Set(replies.map(({ choices }) => choices)).size).toBe(1_000) // nobody can change another's answer
  expect(relay.cacheStatistics()[0]).toMatchObject({ misses: 1, hits: 999 })
})

test('1,000 identical streams at once are one request, and late ones get what was sent so far', async () => {
  const { relay, requests, next } = await vendor()
  const arrived = next()
  const opening = Array.from({ length: 1_000 }, () => relay.completion({ ...body, stream: true }))
  const response = await arrived
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(chunk({ role: 'assistant', content: 'One ' }) + chunk({ content: 'two ' }))
  const streams = await Promise.all(opening)
  const [first] = streams
  expect((await first?.next())?.value?.choices[0]?.delta.content).toBe('One ')
  const late = await relay.completion({ ...body, stream: true })
  expect((await late.next()).value?.choices[0]?.delta.content).toBe('One ')
  response.end(`${chunk({ content: 'three' })}${chunk({}, 'stop')}data: [DONE]\n\n`)
  const replies = await Promise.all([...streams, late].map((stream) => stream.final()))
  expect(new Set(replies.map(textOf))).toEqual(new Set(['One two three']))
  expect(requests).toHaveLength(1)
  expect(replies.filter(({ meta }) => meta.cache === 'miss')).toHaveLength(1)
  expect(textOf(await relay.completion(body))).toBe('One two three')
  expect(requests).toHaveLength(1)
})

test("one caller's abort is his own; the last one's ends the request", async () => {
  const { relay, requests, next } = await vendor()
  for (const stream of [false, true] as const) {
    const controls = [new AbortController(), new AbortController(), new AbortController()]
    const arrived = next()
    const calls = controls.map(({ signal }) =>
      relay.completion({ ...body, stream }, { signal }).catch((error) => error),
    )
    const response = await arrived
    const closed = once(response, 'close')
    const reasons = controls.map((_, at) => new Error(`reason ${at}`))
    controls[0]?.abort(reasons[0])
    expect(await calls[0]).toBe(reasons[0])
    controls[1]?.abort(reasons[1])
    expect(await calls[1]).toBe(reasons[1])
    expect(response.destroyed).toBe(false)
    controls[2]?.abort(reasons[2])
    expect(await calls[2]).toBe(reasons[2])
    await closed
  }
  expect(requests).toHaveLength(2)
  const arrived = next()
  const call = relay.completion(body)
  json(await arrived, 200, answer('again'))
  expect(textOf(await call)).toBe('again')
})

test('a stream goes on for others when the first reader leaves, and ends with the last', async () => {
  const { relay, requests, next } = await vendor()
  const arrived = next()
  const opening = [relay.completion({ ...body, stream: true }), relay.completion({ ...body, stream: true })]
  const response = await arrived
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(chunk({ role: 'assistant', content: 'One ' }))
  const [first, second] = await Promise.all(opening)
  await first?.next()
  await first?.return()
  response.write(chunk({ content: 'two' }))
  await second?.next()
  expect((await second?.next())?.value?.choices[0]?.delta.content).toBe('two')
  const closed = once(response, 'close')
  second?.abort()
  await closed
  await expect(second?.final()).rejects.toMatchObject({ name: 'APIUserAbortError' })
  expect(requests).toHaveLength(1)
})

test('the time limit of the call that made the request is not that of the others', async () => {
  const { relay, requests, next } = await vendor()
  const first = next()
  const short = relay.completion(body, { timeout: 30 })
  await first
  const second = next()
  const long = [relay.completion(body), relay.completion(body)]
  await expect(short).rejects.toMatchObject({ name: 'APITimeoutError' })
  json(await second, 200, answer('in time'))
  expect((await Promise.all(long)).map(textOf)).toEqual(['in time', 'in time'])
  expect(requests).toHaveLength(2)
})

test('who follows has a time limit too', async () => {
  const { relay, next } = await vendor()
  const arrived = next()
  const long = relay.completion(body)
  const response = await arrived
  await expect(relay.completion(body, { timeout: 20 })).rejects.toMatchObject({ name: 'APITimeoutError' })
  json(response, 200, answer('later'))
  expect(textOf(await long)).toBe('later')
})

test('an error is shared by those who ask in the same way, and not by those with another key', async () => {
  const { relay, requests, next } = await vendor()
  const first = next()
  const calls = [relay.completion(body), relay.completion(body), relay.completion(body, { apiKey: 'other' })]
  const outcomes = Promise.allSettled(calls)
  const response = await first
  const second = next()
  json(response, 401, { error: { message: 'wrong key' } })
  json(await second, 200, answer('mine'))
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(requests).toHaveLength(2)
})

test('users, namespaces and calls that keep nothing share nothing', async () => {
  const { relay, requests } = await vendor()
  const options: CallOptions[] = [
    {},
    { user: 'a' },
    { user: 'b' },
    { cache: { namespace: 'n' } },
    { cache: { read: false } },
    { cache: { write: false } },
    { cache: false },
  ]
  const calls = options.map((each) => relay.completion(body, each))
  const random = [1, 2].map(() => relay.completion({ ...body, temperature: 1 }))
  await vi.waitFor(() => expect(requests).toHaveLength(options.length + 2))
  for (const response of requests) json(response, 200, answer('x'))
  await Promise.all([...calls, ...random])
})

test('singleFlight: false asks for each', async () => {
  const { relay, requests } = await vendor({ singleFlight: false })
  const calls = [relay.completion(body), relay.completion(body)]
  await vi.waitFor(() => expect(requests).toHaveLength(2))
  for (const response of requests) json(response, 200, answer('x'))
  await Promise.all(calls)
})

test('every call has its hooks once, also those that follow', async () => {
  const heard: string[] = []
  const tell = (name: string) => () => void heard.push(name)
  const hooks = { onRequest: tell('request'), onResponse: tell('response'), onError: tell('error') }
  const { relay, next, settled } = await vendor({}, hooks)
  const good = next()
  const calls = [1, 2, 3].map(() => relay.completion(body))
  json(await good, 200, answer('x'))
  await Promise.all(calls)
  expect(heard.sort()).toEqual([...Array(3).fill('request'), ...Array(3).fill('response')])
  heard.length = 0
  const bad = next()
  const failing = [1, 2].map(() => relay.completion({ ...body, seed: 1 }).catch(() => {}))
  json(await bad, 400, { error: { message: 'no' } })
  await Promise.all(failing)
  await settled()
  expect(heard.sort()).toEqual(['error', 'error', 'request', 'request'])
  heard.length = 0
  const streaming = next()
  const opening = [1, 2].map(() => relay.completion({ ...body, seed: 2, stream: true }))
  const response = await streaming
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(chunk({ role: 'assistant', content: 'One' }))
  const [first, second] = await Promise.all(opening)
  second?.abort()
  response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`)
  await first?.final()
  expect(heard.sort()).toEqual(['error', 'request', 'request', 'response'])
})

/** Leases between the relays of one test. */
function leasing(store: Cache): Cache & { taken: Set<string> } {
  const taken = new Set<string>()
  const lease = (key: string): CacheLease | undefined => {
    if (taken.has(key)) return undefined
    taken.add(key)
    return { release: () => void taken.delete(key) }
  }
  return { ...store, lease, taken }
}

test('of several processes one asks, and the others find its answer', async () => {
  const store = leasing(memoryCache())
  const { make, requests, next } = await vendor()
  const relays = [1, 2, 3].map(() => make({ store }))
  const arrived = next()
  const calls = relays.flatMap((relay) => [relay.completion(body), relay.completion(body)])
  json(await arrived, 200, answer('shared'))
  expect((await Promise.all(calls)).map(textOf)).toEqual(Array(6).fill('shared'))
  expect(requests).toHaveLength(1)
  await Promise.all(relays.map((relay) => relay.close()))
  expect(store.taken.size).toBe(0)
})

test('where the one that asks fails, another one asks; where nobody ends, all do', async () => {
  const store = leasing(memoryCache())
  const { make, next, requests } = await vendor()
  const [one, two] = [make({ store }), make({ store, leaseMs: 50 })]
  const first = next()
  const failing = one.completion(body)
  const response = await first
  const second = next()
  const waiting = two.completion({ ...body, stream: true })
  json(response, 400, { error: { message: 'no' } })
  await expect(failing).rejects.toThrow('no')
  const streamed = await second
  streamed.writeHead(200, { 'content-type': 'text/event-stream' })
  streamed.end(`${chunk({ role: 'assistant', content: 'mine' })}${chunk({}, 'stop')}data: [DONE]\n\n`)
  expect(textOf(await (await waiting).final())).toBe('mine')
  const third = next()
  store.lease?.((await two.explainCache({ ...body, seed: 1 })).key ?? '', 1) // by a process that hangs
  const patient = two.completion({ ...body, seed: 1 })
  json(await third, 200, answer('after all'))
  expect(textOf(await patient)).toBe('after all')
  expect(requests).toHaveLength(3)
})
