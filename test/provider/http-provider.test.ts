import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CallOptions, createRelay } from '../../src/index.js'
import { bodyOf, json, type LocalServer, localServer } from '../support/local-server.js'
import { plainProvider } from '../support/plain-provider.js'

const messages = [{ role: 'user' as const, content: 'hi' }]
const key = 'sk-plain-0123456789abcdef'

let server: LocalServer
let answer: (incoming: IncomingMessage, response: ServerResponse) => unknown
const relay = createRelay({ providers: [plainProvider({ listHeaders: ['x-list'] })] })

beforeEach(async () => {
  answer = (_incoming, response) => json(response, 200, { text: 'hello' })
  server = await localServer((incoming, response) => void answer(incoming, response))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const options = (more: CallOptions = {}): CallOptions => ({ apiKey: key, baseURL: server.url, maxRetries: 0, ...more })
const call = (more: CallOptions = {}) => relay.completion({ model: 'plain/m', messages }, options(more))
const stream = async (more: CallOptions = {}) =>
  (await relay.completion({ model: 'plain/m', messages, stream: true }, options(more))).final()

const events = (response: ServerResponse, ...lines: string[]) =>
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(lines.map((line) => `${line}\n\n`).join(''))

describe('a request', () => {
  test('carries the key, JSON and the headers of the caller', async () => {
    const seen: IncomingMessage[] = []
    answer = (incoming, response) => {
      seen.push(incoming)
      json(response, 200, { text: 'ok' })
    }
    await call({ headers: { 'X-One': '1', 'content-type': null, 'X-List': 'b' }, query: { v: '2' } })
    expect(seen[0]?.headers).toMatchObject({ authorization: `Bearer ${key}`, 'x-one': '1', 'x-list': 'b' })
    expect(seen[0]?.headers).not.toHaveProperty('content-type')
    expect(seen[0]?.url).toBe('/say?v=2')
  })

  test('takes key and base URL from the environment', async () => {
    vi.stubEnv('PLAIN_API_KEY', 'from-the-environment')
    vi.stubEnv('PLAIN_BASE_URL', server.url)
    let authorization: string | undefined
    answer = (incoming, response) => {
      authorization = incoming.headers.authorization
      json(response, 200, { text: 'ok' })
    }
    await relay.completion({ model: 'plain/m', messages })
    expect(authorization).toBe('Bearer from-the-environment')
  })

  test('without a key says which variable to set, and sends nothing', async () => {
    const error = await relay
      .completion({ model: 'plain/m', messages }, { baseURL: server.url })
      .catch((caught) => caught)
    expect(error).toMatchObject({ name: 'AuthenticationError', code: 'missing_api_key' })
    expect(error.message).toBe('No API key for Plain. Set PLAIN_API_KEY or pass apiKey.')
  })

  test('a key that ends in a line break is used without it; one with a line break inside is refused', async () => {
    let authorization: string | undefined
    answer = (incoming, response) => {
      authorization = incoming.headers.authorization
      json(response, 200, { text: 'ok' })
    }
    await call({ apiKey: ' sk-from-a-file\n' })
    expect(authorization).toBe('Bearer sk-from-a-file')
    await expect(call({ apiKey: 'sk-a\nsk-b' })).rejects.toMatchObject({ code: 'malformed_api_key' })
  })

  test('without a base URL says so', async () => {
    await expect(relay.completion({ model: 'plain/m', messages }, { apiKey: key })).rejects.toThrow(
      'Set PLAIN_BASE_URL or pass baseURL',
    )
  })

  test.each([
    [{ 'x-a': 'a\r\nx-b: b' }, 'headers.x-a'],
    [{ 'x-a': '世界' }, 'headers.x-a'],
    [{ 'a b': 'x' }, '"a b" is no header name'],
  ])('headers %j are refused', async (headers, message) => {
    await expect(call({ headers })).rejects.toMatchObject({
      name: 'BadRequestError',
      message: expect.stringContaining(message),
    })
  })

  test('what is secret in headers, query or base URL is in no error', async () => {
    const secret = 'hush-hush-1234'
    answer = (incoming, response) =>
      json(response, 401, { error: { message: `${incoming.url} ${JSON.stringify(incoming.headers)}` } })
    const options: CallOptions[] = [
      { headers: { 'x-gateway-key': secret } },
      { headers: { cookie: `session=${secret}` } },
      { query: { key: secret } },
      { apiKey: secret },
    ]
    for (const option of options) {
      const error = await call(option).catch((caught) => caught)
      expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(secret)
    }
    await server.close()
    const error = await call({ baseURL: `${server.url}/v1?key=${secret}` }).catch((caught) => caught)
    expect(error.name).toBe('APIConnectionError')
    expect(`${error.message}${error.stack}`).not.toContain(secret)
  })

  test('extraBody is merged in as it is', async () => {
    let body = ''
    answer = async (incoming, response) => {
      body = await bodyOf(incoming)
      json(response, 200, { text: 'ok' })
    }
    await call({ extraBody: { safe: true } })
    expect(JSON.parse(body)).toMatchObject({ model: 'm', safe: true })
  })

  test('half of a surrogate pair is left out, a text that looks like its escape is not', async () => {
    let body = ''
    answer = async (incoming, response) => {
      body = await bodyOf(incoming)
      json(response, 200, { text: 'ok' })
    }
    const content = 'a\ud83db \\ud83d \ud83d\ude00'
    await relay.completion({ model: 'plain/m', messages: [{ role: 'user', content }] }, options())
    expect(JSON.parse(body).messages[0].content).toBe('ab \\ud83d \ud83d\ude00')
  })
})

describe('an answer', () => {
  test('gives its id and its limits to meta', async () => {
    answer = (_incoming, response) =>
      json(
        response,
        200,
        { text: 'ok' },
        {
          'x-request-id': 'req_9',
          'x-ratelimit-limit-requests': '10',
          'x-ratelimit-remaining-requests': '9',
          'x-ratelimit-reset-requests': '1m0.5s',
        },
      )
    const { meta } = await call()
    expect(meta.requestId).toBe('req_9')
    expect(meta.rateLimit?.requests).toMatchObject({ limit: 10, remaining: 9 })
    expect(meta.rateLimit?.requests?.resetAt).toBeGreaterThan(Date.now() + 50_000)
    expect(meta.attempts[0]?.status).toBe(200)
  })

  test.each([
    [
      400,
      { error: { message: 'no', code: 'x', type: 'y', param: 'z' } },
      'BadRequestError',
      { code: 'x', type: 'y', param: 'z' },
    ],
    [
      400,
      { error: { message: "This model's maximum context length is 8192 tokens" } },
      'ContextWindowExceededError',
      {},
    ],
    [400, { error: { message: 'blocked', code: 'content_filter' } }, 'ContentPolicyViolationError', {}],
    [401, { detail: 'Unauthorized' }, 'AuthenticationError', { message: 'Unauthorized' }],
    [402, { error: { message: 'pay' } }, 'QuotaExceededError', { retryable: false }],
    [403, 'Forbidden', 'PermissionDeniedError', {}],
    [404, { error: 'no such model' }, 'NotFoundError', { message: 'no such model' }],
    [408, {}, 'APITimeoutError', { retryable: true }],
    [409, { message: 'busy' }, 'ModelRelayError', { retryable: true }],
    [413, '', 'ContextWindowExceededError', {}],
    [413, { error: { message: 'body too big' } }, 'BadRequestError', {}],
    [422, { detail: [{ msg: 'field required' }] }, 'UnprocessableEntityError', {}],
    [429, { error: { message: 'slow down' } }, 'RateLimitError', { retryable: true }],
    [
      429,
      { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } },
      'QuotaExceededError',
      { retryable: false },
    ],
    [
      429,
      { error: { message: 'Too many tokens, please wait before trying again.' } },
      'RateLimitError',
      { retryable: true },
    ],
    [500, '<html>oops</html>', 'InternalServerError', { retryable: true }],
    [502, '', 'InternalServerError', {}],
    [503, { message: 'later' }, 'ServiceUnavailableError', { retryable: true }],
    [504, '', 'APITimeoutError', {}],
    [529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'ServiceUnavailableError', {}],
  ])('of status %i and body %j is a %s', async (status, body, name, fields) => {
    answer = (_incoming, response) =>
      void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
    await expect(call()).rejects.toMatchObject({ name, status, provider: 'plain', model: 'm', ...fields })
  })

  test('says how long to wait: ms first, then seconds, then the body', async () => {
    const cases: Array<[Record<string, string>, unknown, number]> = [
      [{ 'retry-after-ms': '70.5', 'retry-after': '9' }, {}, 70.5],
      [{ 'retry-after': '9' }, {}, 9000],
      [{}, [{ error: { message: 'x', details: [{ retryDelay: '34.5s' }] } }], 34_500],
    ]
    for (const [headers, body, expected] of cases) {
      answer = (_incoming, response) => json(response, 429, body, headers)
      await expect(call()).rejects.toMatchObject({ retryAfterMs: expected })
    }
    answer = (_incoming, response) =>
      json(response, 429, {}, { 'retry-after': new Date(Date.now() + 20_000).toUTCString() })
    const { retryAfterMs } = await call().catch((error) => error)
    expect(retryAfterMs).toBeGreaterThan(15_000)
    expect(retryAfterMs).toBeLessThanOrEqual(20_000)
  })

  test('x-should-retry overrides what the status says', async () => {
    answer = (_incoming, response) => json(response, 500, {}, { 'x-should-retry': 'false' })
    await expect(call()).rejects.toMatchObject({ retryable: false })
    answer = (_incoming, response) => json(response, 400, { message: 'x' }, { 'x-should-retry': 'true' })
    await expect(call()).rejects.toMatchObject({ retryable: true })
  })

  test('that is not JSON is an APIResponseError that shows its beginning', async () => {
    answer = (_incoming, response) => void response.writeHead(200).end('<html>')
    await expect(call()).rejects.toMatchObject({ name: 'APIResponseError', message: expect.stringContaining('<html>') })
  })

  test('with raw control characters and stray backslashes in its strings is repaired', async () => {
    answer = (_incoming, response) => void response.writeHead(200).end('{"text":"a\nb\\d \\u00e9"}')
    expect((await call()).choices[0]?.message.content).toBe('a\nb\\d é')
  })

  test('past its bound is refused', async () => {
    answer = (_incoming, response) => json(response, 200, { text: 'x'.repeat(5000) })
    await expect(call({ maxResponseBytes: 1000 })).rejects.toMatchObject({ code: 'response_too_large' })
  })

  test('an endless error body is read to its bound and no further', async () => {
    answer = (_incoming, response) => {
      response.writeHead(500)
      const piece = 'x'.repeat(64 * 1024)
      const more = () => {
        while (!response.destroyed && response.write(piece)) {
          // the socket takes more
        }
      }
      response.on('drain', more)
      more()
    }
    await expect(call()).rejects.toMatchObject({ name: 'InternalServerError' })
    await vi.waitFor(() => expect(server.sockets.size).toBe(0))
  })

  test('larger than its bound still says what its beginning says', async () => {
    const body = `{"error":{"message":"no such field"},"rest":"${'x'.repeat(3 * 1024 * 1024)}"}`
    answer = (_incoming, response) => void response.writeHead(400).end(body)
    await expect(call()).rejects.toMatchObject({
      name: 'BadRequestError',
      message: expect.stringContaining('no such field'),
    })
  })

  test('that holds the key does not bring it into the error', async () => {
    answer = (incoming, response) =>
      json(response, 401, { error: { message: `wrong: ${incoming.headers.authorization}` } })
    const error = await call().catch((caught) => caught)
    expect(error.message).toContain('[redacted]')
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(key)
  })
})

describe('a redirect', () => {
  test('within the origin is followed with the body', async () => {
    answer = async (incoming, response) => {
      if (incoming.url === '/say') response.writeHead(308, { location: '/v2/say' }).end()
      else json(response, 200, { text: await bodyOf(incoming) })
    }
    expect((await call()).choices[0]?.message.content).toContain('"model":"m"')
  })

  test('to another origin is refused, and the key stays', async () => {
    let asked = 0
    const other = await localServer((_incoming, response) => {
      asked++
      json(response, 200, { text: 'stolen' })
    })
    answer = (_incoming, response) => void response.writeHead(307, { location: `${other.url}/say` }).end()
    await expect(call()).rejects.toMatchObject({ code: 'redirect', message: expect.stringContaining(other.url) })
    expect(asked).toBe(0)
    await other.close()
  })

  test('that never ends is given up', async () => {
    answer = (_incoming, response) => void response.writeHead(307, { location: '/say' }).end()
    await expect(call()).rejects.toMatchObject({ code: 'redirect' })
  })
})

describe('a stream', () => {
  test('is read to its end', async () => {
    answer = (_incoming, response) =>
      events(response, ': hello', 'data: {"text":"a"}', 'data: {"text":"b"}', 'data: {"end":true}')
    expect((await stream()).choices[0]?.message.content).toBe('ab')
  })

  test('an error frame before the first content is a typed error of the call', async () => {
    answer = (_incoming, response) =>
      events(response, 'data: {"error":{"message":"Overloaded","type":"overloaded_error"}}')
    await expect(stream()).rejects.toMatchObject({ name: 'ServiceUnavailableError', retryable: true })
  })

  test('an error frame in the same read as content comes after it', async () => {
    answer = (_incoming, response) =>
      events(response, 'data: {"text":"a"}', 'data: {"error":{"code":429,"message":"slow"}}')
    await expect(stream()).rejects.toMatchObject({
      name: 'RateLimitError',
      partial: { choices: [{ message: { content: 'a' } }] },
    })
  })

  test('a JSON error in place of events is a typed error', async () => {
    answer = (_incoming, response) =>
      json(response, 200, { error: { message: 'The service is currently unavailable' } })
    await expect(stream()).rejects.toMatchObject({ name: 'ServiceUnavailableError' })
  })

  test('a whole JSON answer in place of events is streamed as one', async () => {
    expect((await stream()).choices[0]?.message.content).toBe('hello')
  })

  test('events under the wrong content type are still events', async () => {
    answer = (_incoming, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('data: {"text":"a"}\n\ndata: {"end":true}\n\n')
    expect((await stream()).choices[0]?.message.content).toBe('a')
  })

  test('malformed JSON in an event is an APIResponseError', async () => {
    answer = (_incoming, response) => events(response, 'data: {"text":"a"}', 'data: {"text":')
    await expect(stream()).rejects.toMatchObject({ name: 'APIResponseError', partial: {} })
  })

  test('past its bound is refused', async () => {
    answer = (_incoming, response) =>
      events(response, ...Array.from({ length: 100 }, () => `data: {"text":"${'x'.repeat(100)}"}`))
    await expect(stream({ maxResponseBytes: 5000 })).rejects.toMatchObject({ code: 'response_too_large' })
  })

  test('keep-alive comments are no sign of life', async () => {
    answer = (_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"text":"a"}\n\n')
      const timer = setInterval(() => response.write(': keep-alive\n\n'), 5)
      response.on('close', () => clearInterval(timer))
    }
    await expect(stream({ idleTimeout: 60 })).rejects.toMatchObject({ code: 'idle_timeout', partial: {} })
    await vi.waitFor(() => expect(server.sockets.size).toBe(0))
  })
})
