import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields, RateLimitState, RateLimitWindow } from './script.js'

type StatusError = ErrorFields & { status: number }

// Texts from the recordings openai-chat-50cdbafedd (401), -4bc01cbf63 (400), -6349de554b (404); the others as users
// quote them. What a code or a status implies: the recordings' README, "Error shapes".
const DEFAULTS: Readonly<Record<number, { type: string; code: string | null; message: string }>> = {
  400: { type: 'invalid_request_error', code: null, message: 'Invalid request.' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided.' },
  403: { type: 'invalid_request_error', code: null, message: 'You are not allowed to sample from this model' },
  404: { type: 'invalid_request_error', code: 'model_not_found', message: 'The model does not exist.' },
  429: { type: 'tokens', code: 'rate_limit_exceeded', message: 'Rate limit reached. Please try again in 1s.' },
  500: { type: 'server_error', code: null, message: 'The server had an error while processing your request.' },
  503: { type: 'server_error', code: null, message: 'The engine is currently overloaded, please try again later.' },
}

export function openaiErrorBody(error: StatusError): unknown {
  const standard = DEFAULTS[error.status]
  // Without a code in the script, a standard one is only right beside its standard type.
  const impliedCode = error.type === undefined || error.type === standard?.type ? (standard?.code ?? null) : null
  return {
    error: {
      message: error.message ?? standard?.message ?? `HTTP ${error.status}`,
      type: error.type ?? impliedType(error, standard?.type),
      param: error.param ?? null,
      code: error.code === undefined ? impliedCode : error.code,
    },
  }
}

function impliedType(error: StatusError, standard: string | undefined): string {
  if (error.code === 'insufficient_quota') return 'insufficient_quota'
  return standard ?? (error.status >= 500 ? 'server_error' : 'invalid_request_error')
}

export const openaiMissingKey: ErrorFields = {
  message:
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
  type: 'invalid_request_error',
  code: null,
}

export function openaiNotFound({ method, path }: SimulatedRequest): ErrorFields {
  return { message: `Invalid URL (${method} ${path})`, type: 'invalid_request_error', code: null }
}

export function refuseOpenaiRequest({ body, text }: SimulatedRequest): StatusError | undefined {
  const refuse = (message: string, param: string | null, code: string | null): StatusError => ({
    status: 400,
    type: 'invalid_request_error',
    message,
    param,
    code,
  })
  if (!text.trimStart().startsWith('{')) return refuse('We could not parse the JSON body of your request.', null, null)
  if (typeof body['model'] !== 'string' || body['model'] === '')
    return refuse('you must provide a model parameter', null, null)
  const messages = body['messages']
  if (messages === undefined)
    return refuse("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter')
  if (!Array.isArray(messages))
    return refuse("Invalid type for 'messages': expected an array of objects.", 'messages', 'invalid_type')
  if (messages.length > 0) return undefined
  return refuse(
    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    'messages',
    'empty_array',
  )
}

/** Resets are durations here: `120ms`, `6m0s`. */
export function openaiRateLimitHeaders(state: RateLimitState): Record<string, string> {
  return { ...windowHeaders('requests', state.requests), ...windowHeaders('tokens', state.tokens) }
}

function windowHeaders(name: string, window: RateLimitWindow | undefined): Record<string, string> {
  if (!window) return {}
  return {
    [`x-ratelimit-limit-${name}`]: String(window.limit),
    [`x-ratelimit-remaining-${name}`]: String(window.remaining),
    [`x-ratelimit-reset-${name}`]: toDuration(window.resetMs),
  }
}

function toDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`
  const minutes = Math.floor(ms / 60_000)
  const seconds = (ms % 60_000) / 1000
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}
