import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../providers/openai-compatible/index.js'
import { isModelRelayError } from '../../src/provider.js'
import { complete } from '../openai/wire.js'
import { hostWith } from './rows-of.js'

const host = hostWith({})
const failure = async (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const error: unknown = await complete(
    host,
    {},
    { status, body: typeof body === 'string' ? body : JSON.stringify(body), headers },
  ).catch((thrown) => thrown)
  if (!isModelRelayError(error)) throw error
  return error
}

/** Shapes that users pasted into issues; no recording of them exists (../shared/fixtures/README.md). */
const QUOTED: ReadonlyArray<
  readonly [vendor: string, status: number, body: unknown, name: string, retryable: boolean]
> = [
  [
    'openai',
    429,
    {
      error: {
        message:
          'Rate limit reached for M on tokens per min (TPM): Limit 9, Used 8, Requested 7. Please try again in 9.816s',
        type: 'tokens',
        param: null,
        code: 'rate_limit_exceeded',
      },
    },
    'RateLimitError',
    true,
  ],
  [
    'openai',
    429,
    {
      error: {
        message: 'Request too large for M on tokens per min (TPM): Limit 9, Requested 70.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
    'RateLimitError',
    false,
  ],
  [
    'openai',
    429,
    {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      },
    },
    'QuotaExceededError',
    false,
  ],
  [
    'openai',
    400,
    {
      error: {
        message: "This model's maximum context length is 9 tokens.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
    'ContextWindowExceededError',
    false,
  ],
  [
    'azure',
    400,
    {
      error: {
        code: 'content_filter',
        param: 'prompt',
        type: null,
        status: 400,
        message: 'The response was filtered',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    'ContentPolicyViolationError',
    false,
  ],
  [
    'groq',
    413,
    {
      error: {
        message: 'Request too large for model M on tokens per minute (TPM)',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
    'BadRequestError',
    false,
  ],
  ['mistral', 429, { message: 'Requests rate limit exceeded' }, 'RateLimitError', true],
  [
    'mistral',
    429,
    {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'rate_limited',
      code: '1300',
      raw_status_code: 429,
    },
    'RateLimitError',
    true,
  ],
  [
    'openrouter',
    402,
    { error: { code: 402, message: 'This request requires more credits, or fewer max_tokens' } },
    'QuotaExceededError',
    false,
  ],
  ['deepseek', 402, { error: { message: 'Insufficient Balance' } }, 'QuotaExceededError', false],
  ['cerebras (48)', 413, '', 'ContextWindowExceededError', false],
  [
    'together (48)',
    422,
    { error: { message: "The prompt is longer than the model's context length" } },
    'ContextWindowExceededError',
    false,
  ],
  [
    'cerebras, flat (135)',
    400,
    { message: 'no', type: 'invalid_request_error', param: 'x', code: 'wrong_api_format' },
    'BadRequestError',
    false,
  ],
  [
    'xai',
    400,
    {
      code: 'Client specified an invalid argument',
      error: 'Incorrect API key provided: xx. You can obtain an API key from https://console.x.ai.',
    },
    'AuthenticationError',
    false,
  ],
  ['baseten (143)', 500, { error: 'Internal' }, 'InternalServerError', true],
  [
    'cloudflare (147)',
    429,
    { success: false, errors: [{ code: 3040, message: 'Capacity temporarily exceeded, please try again.' }] },
    'RateLimitError',
    true,
  ],
  ['a proxy', 503, '<html>Service Unavailable</html>', 'ServiceUnavailableError', true],
  ['fastapi', 422, { detail: [{ loc: ['body', 'x'], msg: 'field required' }] }, 'UnprocessableEntityError', false],
]

describe('errors of the dialect', () => {
  it.each(QUOTED)('%s %i %j is a %s', async (_, status, body, name, retryable) => {
    expect(await failure(status, body)).toMatchObject({ name, status, retryable })
  })

  it('x-should-retry overrides, retry-after-ms says how long (45, 46)', async () => {
    const body = { error: { message: 'x' } }
    expect(await failure(400, body, { 'x-should-retry': 'true' })).toMatchObject({ retryable: true })
    expect(await failure(429, body, { 'retry-after-ms': '12.5', 'retry-after': '9' })).toMatchObject({
      retryAfterMs: 12.5,
    })
  })

  it('Cloudflare out of capacity inside a 200 may be tried again (147)', async () => {
    const body = {
      success: false,
      result: null,
      errors: [{ code: 3040, message: 'Capacity temporarily exceeded, please try again.' }],
    }
    expect(await failure(200, body)).toMatchObject({ name: 'RateLimitError', retryable: true })
  })

  it('the key is in no error', async () => {
    const error = await failure(401, { error: { message: 'no' } })
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain('sk-test')
  })
})

describe('errors that the host misnames', () => {
  const errorOf = async (quirks: Dialect, status: number, body: string): Promise<unknown> =>
    complete(hostWith(quirks), {}, { status, body }).catch((thrown) => thrown)

  it('a 400 without a body is an overflow only where the host says so (48)', async () => {
    expect(await errorOf({}, 400, '')).toMatchObject({ name: 'BadRequestError', status: 400 })
    expect(await errorOf({ emptyBadRequest: 'overflow' }, 400, '')).toMatchObject({
      name: 'ContextWindowExceededError',
    })
    expect(await errorOf({ emptyBadRequest: 'overflow' }, 400, '{"message":"No."}')).toMatchObject({
      name: 'BadRequestError',
    })
  })

  it('a 413 without a body is one everywhere', async () => {
    expect(await errorOf({}, 413, '')).toMatchObject({ name: 'ContextWindowExceededError', status: 413 })
  })

  it.each([500, 200])("the host's own code says more than its status of %i (147)", async (status) => {
    const quirks = { errorStatus: { 3040: 429, 5007: 400 } }
    const body = (code: number) =>
      JSON.stringify({ success: false, errors: [{ code, message: 'AiError: so it went.' }] })
    expect(await errorOf(quirks, status, body(3040))).toMatchObject({ name: 'RateLimitError', status: 429 })
    expect(await errorOf(quirks, status, body(5007))).toMatchObject({ name: 'BadRequestError', status: 400 })
  })
})
