import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields, RateLimitState, RateLimitWindow } from './script.js'

type StatusError = ErrorFields & { status: number }

// https://docs.anthropic.com/en/api/errors; 401 and 404 as in anthropic-messages-d1c11f5775 and -e8d7b180cf,
// 529 as quoted in anthropic-sdk-typescript#616.
const DEFAULTS: Readonly<Record<number, { type: string; message: string }>> = {
  400: { type: 'invalid_request_error', message: 'Invalid request.' },
  401: { type: 'authentication_error', message: 'invalid x-api-key' },
  402: { type: 'billing_error', message: 'There is an issue with your billing or payment information.' },
  403: { type: 'permission_error', message: 'Your API key does not have permission to use the specified resource.' },
  404: { type: 'not_found_error', message: 'Not Found' },
  413: { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  429: { type: 'rate_limit_error', message: 'This request would exceed your rate limit.' },
  500: { type: 'api_error', message: 'Internal server error' },
  504: { type: 'timeout_error', message: 'The request timed out.' },
  529: { type: 'overloaded_error', message: 'Overloaded' },
}

export function anthropicErrorBody(error: StatusError, requestId: string): unknown {
  const standard = DEFAULTS[error.status]
  const otherwise = error.status >= 500 ? 'api_error' : 'invalid_request_error'
  return {
    type: 'error',
    error: {
      type: error.type ?? standard?.type ?? otherwise,
      message: error.message ?? standard?.message ?? `HTTP ${error.status}`,
    },
    request_id: requestId,
  }
}

/** Recorded with every error; the SDK obeys it. */
export function anthropicErrorHeaders(status: number): Record<string, string> {
  if (status < 400) return {}
  return { 'x-should-retry': String(status === 408 || status === 409 || status === 429 || status >= 500) }
}

export function anthropicNotFound(): ErrorFields {
  return { type: 'not_found_error', message: 'Not Found' }
}

export function refuseAnthropicRequest({ body, headers, text }: SimulatedRequest): StatusError | undefined {
  const refuse = (message: string): StatusError => ({ status: 400, type: 'invalid_request_error', message })
  if (!headers['anthropic-version']) return refuse('anthropic-version: header is required')
  if (!text.trimStart().startsWith('{')) return refuse('The request body is not valid JSON')
  for (const field of ['model', 'max_tokens', 'messages']) {
    if (body[field] === undefined) return refuse(`${field}: Field required`)
  }
  if (!Array.isArray(body['messages'])) return refuse('messages: Input should be a valid list')
  if (body['messages'].length === 0) return refuse('messages: at least one message is required')
  return undefined
}

/** Resets are RFC 3339 times here. */
export function anthropicRateLimitHeaders(state: RateLimitState, now: number): Record<string, string> {
  return { ...windowHeaders('requests', state.requests, now), ...windowHeaders('tokens', state.tokens, now) }
}

function windowHeaders(name: string, window: RateLimitWindow | undefined, now: number): Record<string, string> {
  if (!window) return {}
  return {
    [`anthropic-ratelimit-${name}-limit`]: String(window.limit),
    [`anthropic-ratelimit-${name}-remaining`]: String(window.remaining),
    [`anthropic-ratelimit-${name}-reset`]: new Date(now + window.resetMs).toISOString().replace(/\.\d+Z$/, 'Z'),
  }
}
