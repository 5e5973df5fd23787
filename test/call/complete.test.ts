import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import {
  APIConnectionError,
  AuthenticationError,
  BadRequestError,
  createRelay,
  InternalServerError,
  isModelRelayError,
  RateLimitError,
} from '../../src/index.js'
import { scriptedProvider } from '../support/scripted-provider.js'

const messages = [{ role: 'user' as const, content: 'hi' }]
const fail = (times: number, error: () => Error) => Array.from({ length: times }, () => ({ error: error() }))

describe('a whole call', () => {
  test('gives the provider its own model name and the reply its meta', async () => {
    const { provider, requests } = scriptedProvider()
    const reply = await createRelay({ providers: [provider] }).completion({ model: 'scripted/a/b', messages })
    expect(reply.choices[0]?.message.content).toBe('I am a/b')
    expect(requests[0]).toMatchObject({ model: 'a/b', messages })
    expect(reply.meta).toMatchObject({ provider: 'scripted', model: 'a/b', cache: 'off' })
    expect(reply.meta.attempts).toHaveLength(1)
    expect(reply.meta.attempts[0]).not.toHaveProperty('error')
  })

  test('fails before any request when the body is wrong, and names the path', async () => {
    const { provider, calls } = scriptedProvider()
    const relay = createRelay({ providers: [provider] })
    const body = { model: 'scripted/a', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] }
    await expect(relay.completion(body as never)).rejects.toThrow('messages[0].content[0].image_url.url')
    expect(calls).toHaveLength(0)
  })

  test('retries what may succeed later, and lists every attempt', async () => {
    const { provider } = scriptedProvider({
      a: [...fail(2, () => new InternalServerError('boom', { retryAfterMs: 1 })), { text: 'ok' }],
    })
    const reply = await createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages })
    expect(reply.meta.attempts.map(({ error, status }) => [error, status])).toEqual([
      ['InternalServerError', 500],
      ['InternalServerError', 500],
      [undefined, undefined],
    ])
  })

  test('does not retry what cannot', async () => {
    const { provider, calls } = scriptedProvider({ a: fail(1, () => new AuthenticationError('no')) })
    await expect(
      createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages }),
    ).rejects.toBeInstanceOf(AuthenticationError)
    expect(calls).toHaveLength(1)
  })

  test('does not wait for a provider that asks for longer than the call has', async () => {
    const { provider, calls } = scriptedProvider({
      a: fail(1, () => new RateLimitError('wait', { retryAfterMs: 50_000 })),
    })
    const call = createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages },
      { timeout: 10_000 },
    )
    await expect(call).rejects.toMatchObject({ name: 'RateLimitError', retryAfterMs: 50_000 })
    expect(calls).toHaveLength(1)
  })

  test('retries and fallbacks share one budget', async () => {
    const broken = () => fail(1, () => new InternalServerError('boom', { retryAfterMs: 1 }))
    const { provider, calls } = scriptedProvider({ a: broken(), b: broken(), c: broken() })
    const call = createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages },
      { maxRetries: 2, fallbacks: ['scripted/b', { model: 'scripted/c' }] },
    )
    const error = await call.catch((caught) => caught)
    expect(calls.map(({ model }) => model)).toEqual(['a', 'a', 'a', 'b', 'c'])
    expect(error.attempts).toHaveLength(5)
    expect(error).toMatchObject({ provider: 'scripted', model: 'c' })
  })

  test('a fallback answers and is named in meta', async () => {
    const { provider } = scriptedProvider({ a: fail(1, () => new AuthenticationError('no')) })
    const reply = await createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages },
      { fallbacks: ['scripted/b'] },
    )
    expect(reply.meta).toMatchObject({
      model: 'b',
      attempts: [{ model: 'a', error: 'AuthenticationError' }, { model: 'b' }],
    })
  })

  test('the key of one provider never goes to a fallback of another', async () => {
    const first = scriptedProvider({ a: fail(1, () => new AuthenticationError('no')) }, 'first')
    const second = scriptedProvider({}, 'second')
    await createRelay({ providers: [first.provider, second.provider] }).completion(
      { model: 'first/a', messages },
      {
        apiKey: 'sk-first-0123456789abcdef',
        baseURL: 'https://first.test',
        headers: { 'x-first': '1' },
        fallbacks: ['second/b'],
      },
    )
    expect(first.calls[0]?.connection).toMatchObject({ apiKey: 'sk-first-0123456789abcdef' })
    expect(second.calls[0]?.connection).toEqual({})
  })

  test('an abort rejects with the reason of the signal, whatever it is, and stops retrying', async () => {
    const { provider, calls } = scriptedProvider({ a: [{ hang: true }] })
    const controller = new AbortController()
    const call = createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages },
      { signal: controller.signal, fallbacks: ['scripted/b'] },
    )
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    controller.abort('enough')
    await expect(call).rejects.toBe('enough')
    expect(calls).toHaveLength(1)
  })

  test('an abort ends a back-off wait', async () => {
    const { provider, calls } = scriptedProvider({
      a: fail(1, () => new RateLimitError('wait', { retryAfterMs: 30_000 })),
    })
    const controller = new AbortController()
    const call = createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages },
      { signal: controller.signal },
    )
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    controller.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
  })

  test('a signal that is aborted already sends nothing', async () => {
    const { provider, calls } = scriptedProvider()
    const call = createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages },
      { signal: AbortSignal.abort(new Error('too late')) },
    )
    await expect(call).rejects.toThrow('too late')
    expect(calls).toHaveLength(0)
  })

  test('the time limit of the call is a typed error', async () => {
    const { provider } = scriptedProvider({ a: [{ hang: true }] })
    const call = createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages }, { timeout: 20 })
    await expect(call).rejects.toMatchObject({ name: 'APITimeoutError', provider: 'scripted', retryable: false })
  })

  test.each([
    ['timeout', { timeout: -1 }],
    ['maxRetries', { maxRetries: 1.5 }],
    ['idleTimeout', { idleTimeout: Number.NaN }],
  ])('a wrong %s is refused', async (name, options) => {
    const { provider } = scriptedProvider()
    const call = createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages, stream: true },
      options,
    )
    await expect(call).rejects.toThrow(name)
  })

  test('what breaks inside a provider is a typed error with its cause', async () => {
    const { provider } = scriptedProvider({ a: [{ error: new TypeError('undefined is not a function') }] })
    const error = await createRelay({ providers: [provider] })
      .completion({ model: 'scripted/a', messages })
      .catch((caught) => caught)
    expect(isModelRelayError(error, 'unexpected_error')).toBe(true)
    expect(error).toMatchObject({ name: 'APIResponseError', provider: 'scripted', model: 'a' })
    expect(error.cause).toMatchObject({ name: 'TypeError' })
  })

  test('unsupported parameters are refused by name, or dropped and listed', async () => {
    const { provider, requests } = scriptedProvider()
    const relay = createRelay({ providers: [provider] })
    const body = { model: 'scripted/a', messages, seed: 1, top_k: 3, temperature: 0 }
    await expect(relay.completion(body)).rejects.toMatchObject({
      name: 'UnsupportedParamsError',
      params: ['seed', 'top_k'],
    })
    const reply = await relay.completion(body, { dropParams: true })
    expect(reply.meta.droppedParams).toEqual(['seed', 'top_k'])
    expect(requests.at(-1)).not.toHaveProperty('seed')
    expect(requests.at(-1)).toHaveProperty('temperature', 0)
  })
})

describe('model names', () => {
  const relay = createRelay()

  test('an unknown provider is refused with near names', async () => {
    await expect(relay.completion({ model: 'opanai/gpt-4o', messages })).rejects.toThrow(
      /Unknown provider "opanai".*openai/,
    )
  })

  test('a bare name that nobody is known for is refused with the form to use', async () => {
    await expect(relay.completion({ model: 'my-model', messages })).rejects.toThrow('provider/model')
  })

  test.each(['__proto__/x', 'constructor/x', 'toString/x'])(
    '%s is an unknown provider like any other',
    async (model) => {
      await expect(relay.completion({ model, messages })).rejects.toMatchObject({ code: 'unknown_provider' })
    },
  )

  test('a provider without a model is refused', async () => {
    await expect(relay.completion({ model: 'openai/', messages })).rejects.toThrow('names a provider but no model')
  })

  test('near names do not mind capitals', async () => {
    await expect(relay.completion({ model: 'OpenAI/gpt-4o', messages })).rejects.toThrow('Did you mean openai')
  })

  test('a bare known name goes to its maker', async () => {
    const reply = await relay.completion({ model: 'claude-sonnet-4-5', messages }, { mock: 'hello' })
    expect(reply.meta.provider).toBe('anthropic')
  })
})

describe('options', () => {
  const { provider, calls } = scriptedProvider()
  const aliased = { ...provider, aliases: ['other-name'] }

  test('in another spelling are refused with the right one', async () => {
    const call = createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages }, {
      api_key: 'x',
    } as never)
    await expect(call).rejects.toThrow('Unknown option api_key. Did you mean apiKey?')
  })

  test('of other clients pass', async () => {
    const options = { path: '/x', idempotencyKey: 'k' } as never
    await createRelay({ providers: [provider] }).chat.completions.create({ model: 'scripted/a', messages }, options)
  })

  test.each([
    ['openai/x', 'fallbacks: expected a list'],
    [['nowhere'], 'fallbacks[0]: model: "nowhere" names no provider'],
    [['scripted/b', 7], 'fallbacks[1]: expected'],
    [[{ model: 'scripted/b', apikey: 'x' }], 'fallbacks[0]: Unknown option apikey'],
    [[{ apiKey: 'k' }], 'fallbacks[0]'],
  ])('fallbacks %j are refused by path', async (fallbacks, message) => {
    const call = createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages }, {
      fallbacks,
    } as never)
    await expect(call).rejects.toThrow(message)
  })

  test.each([
    ['apiKey', 42, 'a string'],
    ['headers', 'abc', 'an object'],
    ['extraBody', 'abc', 'an object'],
    ['extraBody', ['a'], 'an object, got a list'],
    ['maxResponseBytes', 'x', 'a number above 0'],
    ['mock', 42, 'a string, a reply'],
    ['mock', {}, 'a string, a reply'],
    ['client', 'x', 'an object'],
    ['fetch', 'x', 'a function'],
    ['signal', {}, 'an AbortSignal'],
    ['tags', [1], 'a list of strings'],
    ['dropParams', 'yes', 'true or false'],
  ])('%s: %j is refused', async (name, value, expected) => {
    const call = createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages }, {
      [name]: value,
    } as never)
    await expect(call).rejects.toMatchObject({
      name: 'BadRequestError',
      param: name,
      message: expect.stringContaining(`${name}: expected ${expected}`),
    })
  })

  test('settings of providers are checked like options', () => {
    expect(() => createRelay({ providers: { openai: { apiKey: 1 as never } } })).toThrow(
      'providers.openai.apiKey: expected a string',
    )
    expect(() => createRelay({ providers: { openai: { base_url: 'x' } as never } })).toThrow('Did you mean baseURL?')
  })

  test('an undefined option leaves the default, and headers and query are joined', async () => {
    const relay = createRelay({
      providers: [provider],
      defaults: { maxRetries: 0, headers: { a: '1', b: '1' }, query: { q: '1' } },
    })
    await relay.completion({ model: 'scripted/a', messages }, {
      maxRetries: undefined,
      headers: { b: '2' },
      query: { r: '2' },
    } as never)
    const { headers, query } = calls.at(-1)?.connection ?? {}
    expect(headers).toEqual([
      ['a', '1'],
      ['b', '1'],
      ['b', '2'],
    ])
    expect(query).toEqual({ q: '1', r: '2' })
  })

  test('a limit of one fallback fails that attempt alone', async () => {
    const slow = scriptedProvider({
      b: [{ hang: true }],
      c: [{ text: 'c answers' }],
      a: fail(1, () => new AuthenticationError('no')),
    })
    const reply = await createRelay({ providers: [slow.provider] }).completion(
      { model: 'scripted/a', messages },
      { maxRetries: 0, fallbacks: [{ model: 'scripted/b', timeout: 20 }, 'scripted/c'] },
    )
    expect(reply.choices[0]?.message.content).toBe('c answers')
    expect(reply.meta.attempts.map(({ error }) => error)).toEqual(['AuthenticationError', 'APITimeoutError', undefined])
  })

  test('a time limit that is no number says so', async () => {
    const call = createRelay({ providers: [provider] }).completion({ model: 'scripted/a', messages }, {
      timeout: '5',
    } as never)
    await expect(call).rejects.toThrow('timeout: expected a number of ms above 0, got string.')
  })

  test('settings of a provider hold under each of its names, and meta names it by its own', async () => {
    const relay = createRelay({ providers: { 'other-name': { apiKey: 'k-1' }, scripted: aliased } })
    const reply = await relay.completion({ model: 'scripted/a', messages })
    expect(calls.at(-1)?.connection.apiKey).toBe('k-1')
    expect(reply.meta.provider).toBe('scripted')
    const byAlias = await relay.completion({ model: 'other-name/a', messages })
    expect(byAlias.meta).toMatchObject({ provider: 'scripted', attempts: [{ provider: 'scripted' }] })
  })

  test('the nearest fetch wins: the call’s, the provider’s, the relay’s', async () => {
    const [one, two, three] = [async () => new Response(), async () => new Response(), async () => new Response()]
    const relay = createRelay({ fetch: one, providers: { 'other-name': { fetch: two }, scripted: aliased } })
    await relay.completion({ model: 'scripted/a', messages })
    expect(calls.at(-1)?.connection.fetch).toBe(two)
    await relay.completion({ model: 'scripted/a', messages }, { fetch: three })
    expect(calls.at(-1)?.connection.fetch).toBe(three)
    await createRelay({ fetch: one, providers: [provider] }).completion({ model: 'scripted/a', messages })
    expect(calls.at(-1)?.connection.fetch).toBe(one)
  })
})

describe('keys', () => {
  const key = 'sk-secret-0123456789abcdefghij'

  test('no error, cause, stack or inspection shows one', async () => {
    const { provider } = scriptedProvider({
      a: [{ error: new APIConnectionError(`failed with Bearer ${key}`, { cause: new Error(`inner ${key}`) }) }],
    })
    provider.complete = ((complete) => async (request, call) => {
      call.secrets.push('plainsecret')
      await complete(request, call).catch((error) => {
        throw new BadRequestError(`plainsecret in ${error.message}`, {
          cause: Object.assign(new Error('x'), { headers: { authorization: key } }),
        })
      })
      throw new Error('unreachable')
    })(provider.complete)
    const relay = createRelay({ providers: [provider] })
    const error = await relay
      .completion({ model: 'scripted/a', messages }, { apiKey: key, maxRetries: 0 })
      .catch((caught) => caught)
    const shown = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error) + error.stack
    expect(shown).not.toContain(key)
    expect(shown).not.toContain('plainsecret')
  })

  test('an error shows only what is known of it', () => {
    const error = new RateLimitError('slow down', { provider: 'p' })
    expect(Object.keys(error).sort()).toEqual(['attempts', 'code', 'provider', 'retryable', 'status'])
    expect(error.name).toBe('RateLimitError')
    expect(RateLimitError.name).toBe('RateLimitError')
    expect(inspect(error)).not.toContain('undefined')
  })

  test('inspecting a relay shows none', () => {
    const relay = createRelay({ providers: { openai: { apiKey: key } }, defaults: { apiKey: key } })
    expect(inspect(relay, { depth: 10, showHidden: true })).not.toContain(key)
  })
})

describe('mock', () => {
  test('a text, a reply, an error and a function stand in for the provider', async () => {
    const { provider, calls } = scriptedProvider()
    const relay = createRelay({ providers: [provider] })
    const body = { model: 'scripted/a', messages }
    expect((await relay.completion(body, { mock: 'text' })).choices[0]?.message.content).toBe('text')
    const whole = await relay.completion(body, { mock: 'text' })
    expect((await relay.completion(body, { mock: whole })).choices).toEqual(whole.choices)
    await expect(
      relay.completion(body, { mock: new RateLimitError('slow', { retryAfterMs: 1 }) }),
    ).rejects.toMatchObject({
      attempts: { length: 3 },
    })
    expect(
      (await relay.completion(body, { mock: ({ messages: sent }) => `${sent.length}` })).choices[0]?.message.content,
    ).toBe('1')
    expect(calls).toHaveLength(0)
  })

  test('a mock is never changed, though it serves many calls', async () => {
    const { provider } = scriptedProvider()
    const relay = createRelay({ providers: [provider] })
    const whole = Object.freeze(await relay.completion({ model: 'scripted/a', messages }, { mock: '{"x":1}' }))
    Object.freeze(whole.choices[0]?.message)
    const schema = { type: 'json_schema' as const, json_schema: { name: 'x', schema: { type: 'object' } } }
    const reply = await relay.completion({ model: 'scripted/a', messages, response_format: schema }, { mock: whole })
    expect(reply.choices[0]?.message.parsed).toEqual({ x: 1 })
    const error = Object.freeze(new RateLimitError('slow', { retryable: false }))
    const caught = await relay.completion({ model: 'scripted/a', messages }, { mock: error }).catch((thrown) => thrown)
    expect(caught).toMatchObject({
      name: 'RateLimitError',
      message: 'slow',
      provider: 'scripted',
      attempts: { length: 1 },
    })
    expect(caught).toBeInstanceOf(RateLimitError)
    expect(error.provider).toBeUndefined()
  })

  test('a function that throws is like one that returns the error', async () => {
    const { provider } = scriptedProvider()
    const relay = createRelay({ providers: [provider] })
    const failing = () => {
      throw new Error('boom')
    }
    await expect(relay.completion({ model: 'scripted/a', messages }, { mock: failing })).rejects.toMatchObject({
      message: 'boom',
      code: 'mock_error',
    })
  })

  test('one that never answers is under the time limit', async () => {
    const { provider } = scriptedProvider()
    const never = createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages },
      { timeout: 20, mock: () => new Promise(() => {}) },
    )
    await expect(never).rejects.toMatchObject({ name: 'APITimeoutError' })
  })

  test('streams too', async () => {
    const { provider } = scriptedProvider()
    const stream = await createRelay({ providers: [provider] }).completion(
      { model: 'scripted/a', messages, stream: true },
      { mock: 'text' },
    )
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('text')
  })
})
