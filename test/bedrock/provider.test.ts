import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bedrock } from '../../providers/bedrock/index.js'
import { type CallOptions, createRelay, isModelRelayError } from '../../src/index.js'
import { toEvent, toException } from '../../src/simulator/event-stream.js'
import { ANSWER, answerJson, beginEvents, type Http2Server, http2Server } from './http2-server.js'

const MODEL = 'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const messages = [{ role: 'user' as const, content: 'Hello' }]
const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret-of-the-test' }
const aws = { region: 'eu-west-1', credentials }

let server: Http2Server
/** What the server does with the next requests; replaced by tests. */
let answer: Parameters<typeof http2Server>[0]
const relay = createRelay()
const ask = (options: CallOptions = {}, body: object = {}) =>
  relay.completion({ model: MODEL, messages, ...body }, { baseURL: server.url, aws, maxRetries: 0, ...options })
const askStream = (options: CallOptions = {}) =>
  relay.completion({ model: MODEL, messages, stream: true }, { baseURL: server.url, aws, maxRetries: 0, ...options })
const failureOf = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!isModelRelayError(error)) throw error ?? new Error('It answered.')
  return error
}

beforeEach(async () => {
  answer = (response) => answerJson(response, ANSWER)
  server = await http2Server((response, request) => answer(response, request))
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_BEARER_TOKEN_BEDROCK', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

describe('a call', () => {
  it('is a signed Converse request, and its answer a completion', async () => {
    const reply = await ask({ headers: { 'x-team': 'a' } })
    expect(reply.choices[0]?.message.content).toBe('Hi')
    expect(reply.meta).toMatchObject({ provider: 'bedrock', requestId: 'req-1', finishReason: 'end_turn' })
    const [request] = server.received
    expect(request?.path).toBe('/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse')
    expect(request?.body).toEqual({ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] })
    expect(request?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d+\/eu-west-1\/bedrock\//,
    )
  })

  it("has the caller's headers in its signature, and never those that are the signer's (100)", async () => {
    const headers = { 'x-team': 'a', authorization: 'mine', 'X-Amz-Date': '1', host: 'evil.example' }
    await ask({ headers, query: { trace: 'on' } })
    const [request] = server.received
    expect(request?.headers['x-team']).toBe('a')
    expect(request?.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 .*SignedHeaders=[^,]*x-team/)
    expect(request?.headers['x-amz-date']).not.toBe('1')
    expect(request?.path).toMatch(/converse\?trace=on$/)
  })

  it('sends extraBody as it is, fields that the SDK does not know too', async () => {
    await ask({ extraBody: { brandNew: { a: 1 } } })
    expect(server.received[0]?.body).toMatchObject({ brandNew: { a: 1 }, messages: [{ role: 'user' }] })
  })

  it('goes to the region in its ARN (96)', async () => {
    const model = 'bedrock/arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc'
    await ask({}, { model })
    expect(server.received[0]?.headers['authorization']).toContain('/us-west-2/bedrock/')
    expect(server.received[0]?.path).toBe(
      '/model/arn%3Aaws%3Abedrock%3Aus-west-2%3A123456789012%3Aapplication-inference-profile%2Fabc/converse',
    )
  })

  it("takes the environment's region and key", async () => {
    vi.stubEnv('AWS_DEFAULT_REGION', 'ap-south-1')
    vi.stubEnv('AWS_BEARER_TOKEN_BEDROCK', 'bedrock-key-of-env')
    await relay.completion({ model: MODEL, messages }, { baseURL: server.url })
    expect(server.received[0]?.headers['authorization']).toBe('Bearer bedrock-key-of-env')
    await relay.completion({ model: MODEL, messages }, { baseURL: server.url, apiKey: 'passed' })
    expect(server.received[1]?.headers['authorization']).toBe('Bearer passed')
    await relay.completion({ model: MODEL, messages }, { baseURL: server.url, aws: { credentials } })
    expect(server.received[2]?.headers['authorization']).toContain('/ap-south-1/bedrock/')
  })

  it('takes keys and credentials out of files, which end in a line break', async () => {
    await ask({ apiKey: 'passed\n' })
    expect(server.received[0]?.headers['authorization']).toBe('Bearer passed')
    const lines = { accessKeyId: 'AKIATEST\n', secretAccessKey: 'secret\r\n', sessionToken: 'token\n' }
    await ask({ aws: { ...aws, credentials: lines } })
    expect(server.received[1]?.headers['authorization']).toContain('Credential=AKIATEST/')
    expect(server.received[1]?.headers['x-amz-security-token']).toBe('token')
    expect(await failureOf(ask({ apiKey: 'a\nb' }))).toMatchObject({ code: 'malformed_api_key' })
  })

  it('asks a provider function for its credentials', async () => {
    const provider = vi.fn(async () => credentials)
    await ask({ aws: { region: 'eu-west-1', credentials: provider } })
    expect(provider).toHaveBeenCalled()
    expect(server.received[0]?.headers['authorization']).toContain('AKIATEST')
  })

  it('shares one connection with others of the same settings', async () => {
    await ask()
    await Promise.all([ask(), ask(), ask()])
    expect(server.received).toHaveLength(4)
    expect(server.sessions()).toBe(1)
    await ask({ aws: { ...aws, region: 'us-east-1' } })
    expect(server.sessions()).toBe(2)
  })

  it('goes through a client that is handed in, with its own settings', async () => {
    const client = new BedrockRuntimeClient({ endpoint: server.url, region: 'sa-east-1', credentials })
    const reply = await createRelay({ providers: { bedrock: { client } } }).completion({ model: MODEL, messages })
    expect(reply.choices[0]?.message.content).toBe('Hi')
    expect(server.received[0]?.headers['authorization']).toContain('/sa-east-1/bedrock/')
    client.destroy()
  })

  it('refuses a client of something else', async () => {
    expect(await failureOf(ask({ client: { post() {} } }))).toMatchObject({ name: 'BadRequestError', param: 'client' })
  })

  it("goes through the caller's fetch", async () => {
    const fetch = vi.fn(async () => Response.json(ANSWER, { headers: { 'x-amzn-requestid': 'req-f' } }))
    const reply = await ask({ fetch, baseURL: 'https://bedrock.example' })
    expect(reply.meta.requestId).toBe('req-f')
    expect(fetch).toHaveBeenCalledWith(
      'https://bedrock.example/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse',
      expect.objectContaining({ method: 'POST', redirect: 'manual' }),
    )
    expect(server.received).toEqual([])
  })
})

describe('a relay that is closed', () => {
  const one = { model: MODEL, messages }

  it('leaves no connection behind, and opens new ones when it is used again', async () => {
    const closing = createRelay({ defaults: { baseURL: server.url, aws, maxRetries: 0 } })
    await closing.completion(one)
    await closing.close()
    await server.idle()
    expect((await closing.completion(one)).choices[0]?.message.content).toBe('Hi')
    expect(server.sessions()).toBe(2)
    await closing.close()
    await server.idle()
  })

  it('fails the calls under way', async () => {
    const closing = createRelay({ defaults: { baseURL: server.url, aws, maxRetries: 0 } })
    answer = () => void closing.close()
    expect(await failureOf(closing.completion(one))).toMatchObject({ name: 'APIConnectionError' })
    await server.idle()
  })
})

describe('a failure', () => {
  it.each([
    [400, 'ValidationException', 'Bad field.', 'BadRequestError', false],
    [400, 'ValidationException', 'Input is too long for requested model.', 'ContextWindowExceededError', false],
    [403, 'AccessDeniedException', 'You may not.', 'PermissionDeniedError', false],
    [403, 'ExpiredTokenException', 'Expired.', 'AuthenticationError', false],
    [403, 'UnrecognizedClientException', 'Invalid token.', 'AuthenticationError', false],
    [404, 'ResourceNotFoundException', 'No such model.', 'NotFoundError', false],
    [408, 'ModelTimeoutException', 'Slow.', 'APITimeoutError', true],
    [424, 'ModelErrorException', 'Broken.', 'InternalServerError', true],
    [429, 'ThrottlingException', 'Too many tokens, please wait before trying again.', 'RateLimitError', true],
    [429, 'ModelNotReadyException', 'Soon.', 'RateLimitError', true],
    [500, 'InternalServerException', 'Oops.', 'InternalServerError', true],
    [503, 'ServiceUnavailableException', 'Later.', 'ServiceUnavailableError', true],
  ])('of %i %s (%s) is a %s', async (status, type, message, name, retryable) => {
    answer = (response) => answerJson(response, { message }, status, { 'x-amzn-errortype': `${type}:http://internal/` })
    const error = await failureOf(ask())
    expect(error).toMatchObject({ name, status, retryable, requestId: 'req-1', provider: 'bedrock' })
    expect(error.message).toContain(message)
  })

  it.each([400, 403, 429, 500])('of %i without a name is known by its status', async (status) => {
    answer = (response) => answerJson(response, { message: 'Why not.' }, status)
    expect(await failureOf(ask())).toMatchObject({ status, message: 'Why not.' })
  })

  it('says how long to wait', async () => {
    answer = (response) => answerJson(response, { message: 'Slow down.' }, 429, { 'retry-after': '3' })
    expect(await failureOf(ask())).toMatchObject({ retryAfterMs: 3000 })
  })

  it('that is no JSON is one still', async () => {
    answer = (response) => {
      response.writeHead(502, { 'content-type': 'text/html' })
      response.end('<html>Bad gateway</html>')
    }
    expect(await failureOf(ask())).toMatchObject({ name: 'InternalServerError', status: 502 })
  })

  it("is no retry of the SDK: retries are the call's", async () => {
    answer = (response) => answerJson(response, { message: 'Slow down.' }, 429)
    await failureOf(ask())
    expect(server.received).toHaveLength(1)
    await failureOf(ask({ maxRetries: 1 }))
    expect(server.received).toHaveLength(3)
  })

  it('never shows a key, not even where AWS answers with what was signed', async () => {
    const secret = { ...credentials, sessionToken: 'token-of-the-session' }
    const message = `The canonical string should have been: x-amz-security-token:${secret.sessionToken}`
    answer = (response) => answerJson(response, { message }, 403, { 'x-amzn-errortype': 'InvalidSignatureException' })
    const error = await failureOf(ask({ aws: { region: 'eu-west-1', credentials: async () => secret } }))
    expect(error.name).toBe('AuthenticationError')
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain('token-of-the-session')
  })

  it('of an answer without a message or with half of its JSON is an APIResponseError', async () => {
    answer = (response) => answerJson(response, { stopReason: 'end_turn' })
    expect(await failureOf(ask())).toMatchObject({ name: 'APIResponseError' })
    answer = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('{"output":')
    }
    expect(await failureOf(ask())).toMatchObject({ name: 'APIResponseError' })
  })

  it('of an answer that is too large ends the request', async () => {
    answer = (response) => answerJson(response, { ...ANSWER, metrics: { text: 'x'.repeat(50_000) } })
    expect(await failureOf(ask({ maxResponseBytes: 10_000 }))).toMatchObject({ code: 'response_too_large' })
    await server.received[0]?.closed
  })

  it('to connect is an APIConnectionError', async () => {
    await server.close()
    expect(await failureOf(ask())).toMatchObject({ name: 'APIConnectionError', code: 'ECONNREFUSED', retryable: true })
    server = await http2Server(() => {})
  })

  it('to connect in time is an APITimeoutError', async () => {
    // TLS that nobody answers: the socket is open, the connection is not.
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const error = await failureOf(ask({ baseURL: `https://127.0.0.1:${port}`, connectTimeout: 50 }))
    expect(error).toMatchObject({ name: 'APITimeoutError', code: 'ETIMEDOUT' })
    silent.close()
  })

  it('to find credentials or a region says what to set', async () => {
    for (const name of [
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ])
      vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
    expect(await failureOf(ask({ aws: { region: 'eu-west-1' } }))).toMatchObject({ name: 'AuthenticationError' })
    expect(await failureOf(ask({ aws: { credentials } }))).toMatchObject({
      name: 'BadRequestError',
      param: 'aws.region',
    })
    expect(await failureOf(ask({ aws: { credentials: { user: 'me' } } }))).toMatchObject({ param: 'aws.credentials' })
    expect(await failureOf(ask({ baseURL: 'nonsense' }))).toMatchObject({ param: 'baseURL' })
  })

  it("of the caller's own making rejects with its reason and ends the request", async () => {
    const reason = new Error('Enough.')
    const controller = new AbortController()
    answer = () => controller.abort(reason)
    await expect(ask({ signal: controller.signal })).rejects.toBe(reason)
    await server.received[0]?.closed
  })
})

describe('a stream', () => {
  const text = (words: string) =>
    toEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: words }, p: 'abc' })
  const rest = [
    toEvent('contentBlockStop', { contentBlockIndex: 0 }),
    toEvent('messageStop', { stopReason: 'end_turn' }),
    toEvent('metadata', { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 1 } }),
  ]

  it('is read from binary frames, wherever they are cut', async () => {
    answer = (response) => {
      beginEvents(response)
      const bytes = Buffer.concat([toEvent('messageStart', { role: 'assistant' }), text('Hé'), text('llo'), ...rest])
      for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7))
      response.end()
    }
    const stream = await askStream()
    let said = ''
    for await (const chunk of stream) said += chunk.choices[0]?.delta.content ?? ''
    const reply = await stream.final()
    expect(said).toBe('Héllo')
    expect(reply.usage?.total_tokens).toBe(3)
    expect(reply.meta.requestId).toBe('req-1')
    expect(server.received[0]?.path).toMatch(/converse-stream$/)
  })

  it('that is left early ends its request', async () => {
    answer = (response) => {
      beginEvents(response)
      response.write(Buffer.concat([text('a'), text('b')]))
    }
    for await (const _ of await askStream()) break
    await server.received[0]?.closed
  })

  it('that breaks with an exception tells it, with what had come (97)', async () => {
    answer = (response) => {
      beginEvents(response)
      response.end(Buffer.concat([text('Half'), toException('throttlingException', { message: 'Too many tokens' })]))
    }
    const stream = await askStream()
    const error = await failureOf(stream.final())
    expect(error).toMatchObject({ name: 'RateLimitError', requestId: 'req-1', message: 'Too many tokens' })
    expect(error.partial?.choices[0]?.message.content).toBe('Half')
  })

  it('that begins with an exception may be tried again', async () => {
    answer = (response) => {
      beginEvents(response)
      const first = server.received.length === 1
      response.end(
        first ? toException('serviceUnavailableException', { message: 'Later' }) : Buffer.concat([text('Hi'), ...rest]),
      )
    }
    const stream = await askStream({ maxRetries: 1 })
    expect((await stream.final()).choices[0]?.message.content).toBe('Hi')
    expect(stream.meta.attempts).toHaveLength(2)
  })

  it('that ends without a stop reason was cut', async () => {
    answer = (response) => {
      beginEvents(response)
      response.end(text('Half'))
    }
    expect(await failureOf((await askStream()).final())).toMatchObject({ code: 'stream_truncated' })
  })

  it('whose connection breaks is an error', async () => {
    answer = (response) => {
      beginEvents(response)
      response.write(text('Half'), () => response.stream.session?.destroy())
    }
    const error = await failureOf((await askStream()).final())
    expect(['APIConnectionError', 'APIResponseError']).toContain(error.name)
    expect(error.partial?.choices[0]?.message.content).toBe('Half')
  })

  it('of damaged frames is an error', async () => {
    answer = (response) => {
      beginEvents(response)
      const bytes = Buffer.from(text('Half'))
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 10) ^ 255, bytes.length - 10)
      response.end(bytes)
    }
    expect(await failureOf(askStream())).toMatchObject({ name: 'APIResponseError' })
  })

  it('that is silent is ended by the idle limit', async () => {
    answer = (response) => {
      beginEvents(response)
      response.write(text('a'))
    }
    const stream = await askStream({ idleTimeout: 50 })
    expect(await failureOf(stream.final())).toMatchObject({ name: 'APITimeoutError', code: 'idle_timeout' })
    await server.received[0]?.closed
  })

  it('that is too large is ended', async () => {
    answer = (response) => {
      beginEvents(response)
      response.write(text('a'))
      response.write(text('x'.repeat(50_000)))
    }
    const stream = await askStream({ maxResponseBytes: 10_000 })
    expect(await failureOf(stream.final())).toMatchObject({ code: 'response_too_large' })
  })
})

it('is a provider of its own', () => {
  expect(bedrock.id).toBe('bedrock')
})
