import Anthropic from '@anthropic-ai/sdk'
import OpenAI, { AzureOpenAI } from 'openai'
import { afterEach, describe, expect, test } from 'vitest'
import {
  AuthenticationError,
  BadRequestError,
  type ChatRequest,
  ContextWindowExceededError,
  createRelay,
  InternalServerError,
  isModelRelayError,
  type ModelRelayError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ServiceUnavailableError,
  UnprocessableEntityError,
} from '../../src/index.js'
import { type Script, type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined
afterEach(() => simulator?.close())

interface Kind {
  name: string
  model: string
  provider: 'openai' | 'anthropic'
  create(baseURL: string, fetch?: typeof globalThis.fetch): object
}

const defaultHeaders = { 'x-team': 'blue' }
const apiKey = 'own-key-of-the-client'
const azure = { apiKey, defaultHeaders, apiVersion: '2024-10-21' }

/** A subclass whose clients cannot be derived from: what an SDK without `withOptions` is like. */
class Plain extends OpenAI {
  override withOptions(): never {
    throw new Error('no copies of this client')
  }
}

const kinds: Kind[] = [
  {
    name: 'OpenAI',
    model: 'openai/gpt-4o-mini',
    provider: 'openai',
    create: (baseURL, fetch) => new OpenAI({ apiKey, defaultHeaders, baseURL, ...(fetch && { fetch }) }),
  },
  {
    name: 'AzureOpenAI',
    model: 'openai/gpt-4o-mini',
    provider: 'openai',
    create: (baseURL, fetch) => new AzureOpenAI({ ...azure, baseURL, ...(fetch && { fetch }) }),
  },
  {
    name: 'Anthropic',
    model: 'anthropic/claude-sonnet-5',
    provider: 'anthropic',
    create: (baseURL, fetch) => new Anthropic({ apiKey, defaultHeaders, baseURL, ...(fetch && { fetch }) }),
  },
]

const messages: ChatRequest['messages'] = [{ role: 'user', content: 'How deep is the sea?' }]
const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}

/** The simulator speaks OpenAI's dialect at `/openai/v1`; Azure's deployments lie below its base URL. */
async function relayOver(kind: Kind, script?: Script, options: SimulatorOptions = {}, fetch?: typeof globalThis.fetch) {
  simulator = await startSimulator({ ...options, ...(script && { script }) })
  const base = simulator.url(kind.provider)
  const client = kind.create(base, kind.name === 'AzureOpenAI' ? withoutDeployment(fetch) : fetch)
  return createRelay({ providers: { [kind.provider]: { client } }, defaults: { maxRetries: 0 } })
}

const azureURLs: string[] = []

/** Sends what Azure's client addresses to a deployment, with its `api-key`, where the simulator serves the dialect. */
function withoutDeployment(fetch = globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    azureURLs.push(String(input))
    const headers = new Headers(init?.headers)
    headers.set('authorization', `Bearer ${headers.get('api-key')}`)
    return fetch(String(input).replace('/deployments/gpt-4o-mini', ''), { ...init, headers })
  }
}

async function failureOf(promise: Promise<unknown>): Promise<ModelRelayError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!isModelRelayError(thrown)) throw new Error('no error of ours', { cause: thrown })
  return thrown
}

describe.each(kinds)('through a client of $name', (kind) => {
  const { model } = kind

  test("an answer comes back whole, sent with the client's key and headers", async () => {
    const relay = await relayOver(kind, { text: 'Deep.', usage: { inputTokens: 9, outputTokens: 2 } })
    const reply = await relay.completion({ model, messages })
    expect(reply.choices[0]?.message.content).toBe('Deep.')
    expect(reply.usage?.total_tokens).toBe(11)
    expect(reply.meta.attempts).toMatchObject([{ status: 200 }])
    const { headers } = simulator?.requests[0] ?? {}
    expect(headers?.['x-team']).toBe('blue')
    expect(headers?.['authorization'] ?? headers?.['x-api-key']).toContain(apiKey)
  })

  test('an answer is streamed', async () => {
    const relay = await relayOver(kind, { text: 'The sea is deep.' })
    const stream = await relay.completion({ model, messages, stream: true })
    const pieces: string[] = []
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) pieces.push(chunk.choices[0].delta.content)
    expect(pieces.join('')).toBe('The sea is deep.')
    expect((await stream.final()).choices[0]?.finish_reason).toBe('stop')
  })

  test('tools are called, whole and streamed', async () => {
    const relay = await relayOver(kind, { toolCalls: [{ name: 'get_weather', arguments: { city: 'San José' } }] })
    const body = { model, messages, tools: [weather] }
    const whole = await relay.completion(body)
    const streamed = await (await relay.completion({ ...body, stream: true })).final()
    for (const reply of [whole, streamed]) {
      const call = reply.choices[0]?.message.tool_calls?.[0]
      expect(call?.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ city: 'San José' })
      expect(reply.choices[0]?.finish_reason).toBe('tool_calls')
    }
  })

  test.each([
    [400, BadRequestError],
    [401, AuthenticationError],
    [403, PermissionDeniedError],
    [404, NotFoundError],
    [422, UnprocessableEntityError],
    [429, RateLimitError],
    [500, InternalServerError],
    [503, ServiceUnavailableError],
  ])('a status of %i is an error of its class, asked for once', async (status, expected) => {
    const relay = await relayOver(kind, { status, message: 'Not now.' })
    for (const stream of [false, true]) {
      const error = await failureOf(relay.completion({ model, messages, stream }))
      expect(error).toBeInstanceOf(expected)
      expect(error.status).toBe(status)
      expect(error.message).toContain('Not now.')
      expect(error.requestId).toMatch(/^req_/)
    }
    expect(simulator?.requests).toHaveLength(2)
  })

  test('our retries honour what the error says', async () => {
    const relay = await relayOver(kind, [{ status: 429, headers: { 'retry-after-ms': '1' } }, { text: 'Deep.' }])
    const reply = await relay.completion({ model, messages }, { maxRetries: 1 })
    expect(reply.meta.attempts.map((attempt) => attempt.status)).toEqual([429, 200])
  })

  test.each([
    [{ message: 'Too long.', code: 'context_length_exceeded' }, 400, ContextWindowExceededError, 'Too long.'],
    [{ detail: 'The field is missing.' }, 422, UnprocessableEntityError, 'The field is missing.'],
    [{ error: 'A text alone.' }, 400, BadRequestError, 'A text alone.'],
    ['<html><title>Bad gateway</title></html>', 502, InternalServerError, 'Bad gateway'],
  ])('an error body of another form is read: %j', async (body, status, expected, message) => {
    const relay = await relayOver(kind, { body, status })
    const error = await failureOf(relay.completion({ model, messages }))
    expect(error).toBeInstanceOf(expected)
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('no body')
    expect(error.message).not.toMatch(/\b502 </)
  })

  test('an error without a body says so in our words', async () => {
    const relay = await relayOver(kind, { body: '', status: 413 })
    const error = await failureOf(relay.completion({ model, messages }))
    expect(error.status).toBe(413)
    expect(error.message).not.toContain('no body')
  })

  test.each([302, 307, 308])('a redirect (%i) is refused, and says what to set', async (status) => {
    const relay = await relayOver(kind, { body: '', status, headers: { location: '/v2/elsewhere' } })
    const error = await failureOf(relay.completion({ model, messages }))
    expect(error).toMatchObject({ code: 'redirect', status, retryable: false })
    expect(error.message).toContain('baseURL')
    expect(simulator?.requests).toHaveLength(1)
  })

  test("the client's key leaves in no error", async () => {
    const relay = await relayOver(kind, { status: 401, message: `Wrong key: ${apiKey}.` })
    const error = await failureOf(relay.completion({ model, messages }))
    expect(error.message).toBe('Wrong key: [redacted].')
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(apiKey)
  })

  test('an abort in the middle of a stream reaches the socket', async () => {
    const relay = await relayOver(kind, { text: 'One two', faults: { stall: { after: 1 } } })
    const abort = new AbortController()
    const stream = await relay.completion({ model, messages, stream: true }, { signal: abort.signal })
    const read = async () => {
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) abort.abort(new Error('enough'))
    }
    await expect(read()).rejects.toThrow('enough')
    await simulator?.requests[0]?.ended
    expect(simulator?.requests[0]?.aborted).toBe(true)
  })

  test('a fetch that does not listen cannot hold an aborted call', async () => {
    const never = () => new Promise<Response>(() => {})
    const relay = await relayOver(kind, undefined, {}, never)
    const call = relay.completion({ model, messages }, { signal: AbortSignal.timeout(5) })
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})

describe('an AzureOpenAI client', () => {
  const [, kind] = kinds
  if (!kind) throw new Error('not there')

  test('addresses the deployment named by the model, with its API version', async () => {
    azureURLs.length = 0
    const relay = await relayOver(kind)
    await relay.completion({ model: kind.model, messages })
    expect(azureURLs).toEqual([
      expect.stringMatching(/\/deployments\/gpt-4o-mini\/chat\/completions\?api-version=2024-10-21$/),
    ])
  })

  test('keeps a deployment of its own, and asks its token function', async () => {
    simulator = await startSimulator({ keys: ['token-of-entra'] })
    const urls: string[] = []
    const client = new AzureOpenAI({
      baseURL: simulator.url('openai'),
      apiVersion: '2024-10-21',
      deployment: 'mine',
      azureADTokenProvider: async () => 'token-of-entra',
      fetch: (input, init) => {
        urls.push(String(input))
        return fetch(String(input).replace('/deployments/mine', ''), init)
      },
    })
    await createRelay().completion({ model: 'openai/gpt-4o', messages }, { client })
    expect(urls).toEqual([expect.stringContaining('/deployments/mine/chat/completions')])
  })
})

describe('a client that refreshes its key', () => {
  test('of Anthropic, with middleware: it sees the real status and body, and may ask again', async () => {
    simulator = await startSimulator({ keys: ['new-key-of-the-client'] })
    const seen: Array<[number, boolean]> = []
    const client = new Anthropic({
      baseURL: simulator.url('anthropic'),
      apiKey: 'old-key-of-the-client',
      middleware: [
        async (request, next) => {
          const response = await next(request)
          seen.push([response.status, (await response.clone().text()).includes('authentication_error')])
          if (response.status !== 401) return response
          request.headers.set('x-api-key', 'new-key-of-the-client')
          return next(request)
        },
      ],
    })
    const reply = await createRelay().completion({ model: 'anthropic/claude-sonnet-5', messages }, { client })
    expect(reply.choices[0]?.message.content).toContain('How deep is the sea?')
    expect(seen).toEqual([[401, true]])
  })

  test('of OpenAI, with a key function: it is asked for each request', async () => {
    simulator = await startSimulator({ keys: ['key-1-of-the-client', 'key-2-of-the-client'] })
    let asked = 0
    const client = new OpenAI({
      baseURL: simulator.url('openai'),
      apiKey: async () => `key-${++asked}-of-the-client`,
    })
    const relay = createRelay({ providers: { openai: { client } } })
    await relay.completion({ model: 'openai/gpt-4o', messages })
    await relay.completion({ model: 'openai/gpt-4o', messages })
    expect(asked).toBe(2)
  })

  test('of OpenAI, by assignment: the new key is used', async () => {
    simulator = await startSimulator({ keys: ['new-key-of-the-client'] })
    const client = new OpenAI({ baseURL: simulator.url('openai'), apiKey: 'old-key-of-the-client' })
    const relay = createRelay({ providers: { openai: { client } } })
    expect(await failureOf(relay.completion({ model: 'openai/gpt-4o', messages }))).toBeInstanceOf(AuthenticationError)
    client.apiKey = 'new-key-of-the-client'
    await relay.completion({ model: 'openai/gpt-4o', messages })
    expect(simulator.requests).toHaveLength(2)
  })
})

describe('a client that gives no copy of itself', () => {
  async function plain(script: Script) {
    simulator = await startSimulator({ script })
    const client = new Plain({ apiKey, baseURL: simulator.url('openai') })
    return createRelay({ providers: { openai: { client } }, defaults: { maxRetries: 0 } })
  }
  const body: ChatRequest & { stream?: false } = { model: 'openai/gpt-4o', messages }

  test("carries answers and OpenAI's errors", async () => {
    const relay = await plain([{ text: 'Deep.' }, { status: 429, message: 'Slow down.' }])
    expect((await relay.completion(body)).choices[0]?.message.content).toBe('Deep.')
    expect((await failureOf(relay.completion(body))).message).toBe('Slow down.')
  })

  test('loses bodies of other forms, but puts no words of its SDK in their place', async () => {
    const relay = await plain([
      { status: 422, body: { detail: 'The field is missing.' } },
      { status: 502, body: '<html>Bad gateway</html>' },
      { status: 307, body: '', headers: { location: '/v2' } },
    ])
    expect((await failureOf(relay.completion(body))).message).not.toContain('no body')
    expect((await failureOf(relay.completion(body))).message).not.toMatch(/^502 /)
    expect((await failureOf(relay.completion(body))).code).toBe('redirect')
  })
})
