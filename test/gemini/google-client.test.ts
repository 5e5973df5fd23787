// An instance of Google's SDK carries the requests: its key or identity, host, version, headers and body.
import { GoogleGenAI, type GoogleGenAIOptions } from '@google/genai'
import { OAuth2Client } from 'google-auth-library'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  AuthenticationError,
  BadRequestError,
  type ChatRequest,
  createRelay,
  InternalServerError,
  isModelRelayError,
  type ModelRelayError,
  NotFoundError,
  RateLimitError,
  ServiceUnavailableError,
} from '../../src/index.js'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((each) => /^(?:GOOGLE|GCLOUD|VERTEX|GEMINI)/.test(each)))
    vi.stubEnv(name, undefined)
  return () => void vi.unstubAllEnvs()
})
afterEach(() => simulator?.close())

type Api = 'gemini' | 'vertex'
const apiKey = 'own-key-of-the-client'
const messages: ChatRequest['messages'] = [{ role: 'user', content: 'How deep is the sea?' }]
const headers = { 'X-Team': 'blue' }

function clientOf(api: Api, baseUrl: string, more: GoogleGenAIOptions['httpOptions'] = {}): GoogleGenAI {
  const httpOptions = { baseUrl, headers, ...more }
  if (api === 'gemini') return new GoogleGenAI({ apiKey, httpOptions })
  const authClient = new OAuth2Client()
  authClient.setCredentials({ access_token: apiKey })
  const place = { project: 'p', location: 'europe-west4' }
  return new GoogleGenAI({ vertexai: true, ...place, googleAuthOptions: { authClient }, httpOptions })
}

async function relayOver(api: Api, script?: Script, more: GoogleGenAIOptions['httpOptions'] = {}) {
  simulator = await startSimulator(script ? { script } : {})
  const client = clientOf(api, simulator.url(api), more)
  return createRelay({ providers: { [api]: { client } }, defaults: { maxRetries: 0 } })
}

async function failureOf(promise: Promise<unknown>): Promise<ModelRelayError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!isModelRelayError(thrown)) throw new Error('no error of ours', { cause: thrown })
  return thrown
}

const sent = () => simulator?.requests ?? []

describe.each<Api>(['gemini', 'vertex'])('through a GoogleGenAI for %s', (api) => {
  const model = `${api}/gemini-2.5-flash`
  const path =
    api === 'gemini'
      ? '/gemini/v1beta/models/gemini-2.5-flash:generateContent'
      : '/vertex/v1beta1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent'

  test("an answer comes back whole, sent with the client's identity and headers", async () => {
    const relay = await relayOver(api, { text: 'Deep.', usage: { inputTokens: 9, outputTokens: 2 } })
    const reply = await relay.completion({ model, messages }, { headers: { 'x-mine': '1', 'x-team': 'red' } })
    expect(reply.choices[0]?.message.content).toBe('Deep.')
    expect(reply.usage?.total_tokens).toBe(11)
    expect(reply.meta.attempts).toMatchObject([{ status: 200 }])
    const [request] = sent()
    expect(request?.url).toBe(path)
    expect(request?.headers).toMatchObject({ 'x-team': 'red', 'x-mine': '1' })
    expect(request?.headers['user-agent']).toContain('google-genai-sdk')
    expect(request?.headers['x-goog-api-key'] ?? request?.headers['authorization']).toContain(apiKey)
  })

  test('an answer is streamed', async () => {
    const relay = await relayOver(api, { text: 'The sea is deep.' })
    const stream = await relay.completion({ model, messages, stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('The sea is deep.')
    expect((await stream.final()).choices[0]?.finish_reason).toBe('stop')
    expect(sent()[0]?.url).toBe(path.replace(':generateContent', ':streamGenerateContent?alt=sse'))
  })

  test('texts are embedded', async () => {
    const relay = await relayOver(api)
    const reply = await relay.embedding({ model: `${api}/gemini-embedding-001`, input: ['a', 'b'], dimensions: 3 })
    expect(reply.data.map(({ embedding }) => embedding.length)).toEqual([3, 3])
  })

  test("the client's version, extra body and fetch are kept, its retries and its time limit are not", async () => {
    let fetched = 0
    const fetch: typeof globalThis.fetch = (input, init) => {
      fetched++
      return globalThis.fetch(input, init)
    }
    const extraBody = { labels: { team: 'blue' } }
    const options = { apiVersion: 'v1alpha', extraBody, fetch, timeout: 1, retryOptions: { attempts: 4 } }
    const relay = await relayOver(api, [{ status: 503 }, { text: 'Deep.', latencyMs: 20 }], options)
    await failureOf(relay.completion({ model, messages }))
    expect(fetched).toBe(1)
    await relay.completion({ model, messages })
    expect(sent()[1]?.url).toContain('/v1alpha/')
    expect(sent()[1]?.body).toMatchObject({ contents: [{ role: 'user' }], ...extraBody })
    expect(sent()[1]?.headers['x-server-timeout']).toBeUndefined()
  })

  test.each([
    [400, BadRequestError],
    [401, AuthenticationError],
    [404, NotFoundError],
    [429, RateLimitError],
    [500, InternalServerError],
    [503, ServiceUnavailableError],
  ])('a status of %i is an error of its class, asked for once', async (status, expected) => {
    const relay = await relayOver(api, { status, message: 'Not now.' })
    for (const stream of [false, true]) {
      const error = await failureOf(relay.completion({ model, messages, stream }))
      expect(error).toBeInstanceOf(expected)
      expect(error).toMatchObject({ status, message: 'Not now.' })
    }
    expect(sent()).toHaveLength(2)
  })

  test('our retries honour what the error says in its headers', async () => {
    const relay = await relayOver(api, [{ status: 429, headers: { 'retry-after-ms': '1' } }, { text: 'Deep.' }])
    const reply = await relay.completion({ model, messages }, { maxRetries: 1 })
    expect(reply.meta.attempts.map(({ status }) => status)).toEqual([429, 200])
  })

  test("the client's key leaves in no error", async () => {
    const relay = await relayOver('gemini', { status: 401, message: `Wrong key: ${apiKey}.` })
    const error = await failureOf(relay.completion({ model: 'gemini/gemini-2.5-flash', messages }))
    expect(error.message).toBe('Wrong key: [redacted].')
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(apiKey)
  })

  test.each([302, 308])('a redirect (%i) is refused', async (status) => {
    const relay = await relayOver(api, { body: '', status, headers: { location: 'http://127.0.0.1:1/elsewhere' } })
    expect(await failureOf(relay.completion({ model, messages }))).toMatchObject({ code: 'redirect', status })
    expect(sent()).toHaveLength(1)
  })

  test('an abort in the middle of a stream reaches the socket, with its reason', async () => {
    const relay = await relayOver(api, { text: 'One two', faults: { stall: { after: 1 } } })
    const abort = new AbortController()
    const stream = await relay.completion({ model, messages, stream: true }, { signal: abort.signal })
    const read = async () => {
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) abort.abort(new Error('enough'))
    }
    await expect(read()).rejects.toThrow('enough')
    await sent()[0]?.ended
    expect(sent()[0]?.aborted).toBe(true)
  })

  test('an abort before the answer ends the request', async () => {
    const relay = await relayOver(api, { text: 'Late.', latencyMs: 60_000 })
    const abort = new AbortController()
    const call = relay.completion({ model, messages }, { signal: abort.signal })
    await vi.waitFor(() => expect(sent()).toHaveLength(1))
    abort.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
    await sent()[0]?.ended
    expect(sent()[0]?.aborted).toBe(true)
  })

  test('a stream that is left early is ended', async () => {
    const relay = await relayOver(api, { text: 'One two', faults: { stall: { after: 1 } } })
    for await (const _ of await relay.completion({ model, messages, stream: true })) break
    await sent()[0]?.ended
    expect(sent()[0]?.aborted).toBe(true)
  })

  test('a server that is not there is a lost connection', async () => {
    const relay = createRelay({ providers: { [api]: { client: clientOf(api, 'http://127.0.0.1:1') } } })
    const error = await failureOf(relay.completion({ model, messages }, { maxRetries: 0 }))
    expect(error).toMatchObject({ name: 'APIConnectionError', retryable: true })
    expect(error.message).toContain('http://127.0.0.1:1')
  })

  test('a client that was made for the other product is refused, and says what to use', async () => {
    const other = api === 'gemini' ? 'vertex' : 'gemini'
    const relay = createRelay({ providers: { [other]: { client: clientOf(api, 'http://127.0.0.1:1') } } })
    const error = await failureOf(relay.completion({ model: `${other}/gemini-2.5-flash`, messages }))
    expect(error).toMatchObject({ name: 'BadRequestError', param: 'client' })
    expect(error.message).toContain(model)
  })
})

test('a key in place of an identity needs no project, as without a client', async () => {
  simulator = await startSimulator({ script: { text: 'Deep.' } })
  const client = new GoogleGenAI({ vertexai: true, apiKey, httpOptions: { baseUrl: simulator.url('vertex') } })
  const relay = createRelay({ providers: { vertex: { client } } })
  await relay.completion({ model: 'vertex/gemini-2.5-flash', messages })
  expect(sent()[0]?.url).toBe('/vertex/v1beta1/publishers/google/models/gemini-2.5-flash:generateContent')
})

test('partner models on Vertex go through it too', async () => {
  const relay = await relayOver('vertex', { text: 'Deep.' })
  for (const model of ['claude-sonnet-4-5', 'meta/llama-3.3-70b-instruct-maas']) {
    const reply = await relay.completion({ model: `vertex/${model}`, messages })
    expect(reply.choices[0]?.message.content).toBe('Deep.')
  }
  expect(sent().map(({ url }) => url)).toEqual([
    '/vertex/v1beta1/projects/p/locations/europe-west4/publishers/anthropic/models/claude-sonnet-4-5:rawPredict',
    '/vertex/v1beta1/projects/p/locations/europe-west4/endpoints/openapi/chat/completions',
  ])
})

test('an older SDK, which takes no fetch, tells the body of an error', async () => {
  simulator = await startSimulator({ script: [{ status: 429, message: 'Not now.' }, { text: 'Deep.' }] })
  const client = clientOf('gemini', simulator.url('gemini'))
  const { apiClient } = client as unknown as { apiClient: { request(request: { httpOptions: object }): unknown } }
  const request = apiClient.request.bind(apiClient)
  apiClient.request = ({ httpOptions, ...rest }) =>
    request({ ...rest, httpOptions: { ...httpOptions, fetch: undefined } })
  const relay = createRelay({ providers: { gemini: { client } }, defaults: { maxRetries: 0 } })
  const model = 'gemini/gemini-2.5-flash'
  const error = await failureOf(relay.completion({ model, messages }))
  expect(error).toMatchObject({ name: 'RateLimitError', message: 'Not now.' })
  expect((await relay.completion({ model, messages })).choices[0]?.message.content).toBe('Deep.')
})
