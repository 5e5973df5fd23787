import type { CallMeta, RateLimitWindow } from '../contract/call.js'
import type { TransportResponse } from '../contract/transport.js'

type Header = TransportResponse['header']

/** Names under which vendors send their id of a request. */
const REQUEST_ID_HEADERS = [
  'x-request-id',
  'request-id',
  'x-amzn-requestid',
  'apim-request-id',
  'x-debug-trace-id',
  'cf-ray',
]

export function requestIdOf(header: Header): string | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const value = header(name)
    if (value) return value
  }
  return undefined
}

/**
 * How long to wait, ms: `retry-after-ms` (a float), else `retry-after` in seconds or as an HTTP date.
 * RFC 9110 §10.2.3; the former is OpenAI's and Azure's.
 */
export function retryAfterMsOf(header: Header, now: number = Date.now()): number | undefined {
  const ms = Number.parseFloat(header('retry-after-ms') ?? '')
  if (Number.isFinite(ms) && ms >= 0) return ms
  const after = header('retry-after')
  if (!after) return undefined
  const seconds = Number(after)
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined
  const date = Date.parse(after)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** `x-should-retry` overrides what the status says (Anthropic and OpenAI send it). */
export function shouldRetryOf(header: Header): boolean | undefined {
  const value = header('x-should-retry')
  return value === 'true' ? true : value === 'false' ? false : undefined
}

const namesOf = (part: string) => ({
  requests: [`x-ratelimit-${part}-requests`, `x-ratelimit-${part}-requests-minute`, `x-ratelimit-${part}`],
  tokens: [`x-ratelimit-${part}-tokens`, `x-ratelimit-${part}-tokens-minute`],
})
/** Made once: a name put together for each look-up costs more than the look-up. */
const RATE_LIMIT_HEADERS = { limit: namesOf('limit'), remaining: namesOf('remaining'), reset: namesOf('reset') }

/** What is left of the rate limits, where `x-ratelimit-…` headers say so. */
export function rateLimitOf(header: Header, now: number = Date.now()): CallMeta['rateLimit'] | undefined {
  return rateLimitFrom((part, what) => {
    for (const name of RATE_LIMIT_HEADERS[part][what]) {
      const value = header(name)
      if (value !== undefined) return value
    }
    return undefined
  }, now)
}

/** The same from a vendor's own header names: `read` finds the value for a part and what it counts. */
export function rateLimitFrom(
  read: (part: 'limit' | 'remaining' | 'reset', what: 'requests' | 'tokens') => string | undefined,
  now: number = Date.now(),
): CallMeta['rateLimit'] | undefined {
  const windowOf = (what: 'requests' | 'tokens'): RateLimitWindow | undefined => {
    const remaining = numberOf(read('remaining', what))
    const limit = numberOf(read('limit', what))
    if (remaining === undefined && limit === undefined) return undefined
    const resetAt = resetAtOf(read('reset', what), now)
    const window: RateLimitWindow = {}
    if (limit !== undefined) window.limit = limit
    if (remaining !== undefined) window.remaining = remaining
    if (resetAt !== undefined) window.resetAt = resetAt
    return window
  }
  const requests = windowOf('requests')
  const tokens = windowOf('tokens')
  if (!requests && !tokens) return undefined
  return { ...(requests && { requests }), ...(tokens && { tokens }) }
}

function numberOf(value: string | undefined): number | undefined {
  const number = value === undefined || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : undefined
}

const DURATION = /^([\d.]+)(ms|s|m|h|d)$/
const DURATIONS = /^(?:[\d.]+(?:ms|s|m|h|d))+$/
const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration (`6ms`, `1m0.5s`), an RFC 3339 date, Unix ms, Unix s, or plain seconds: each is some vendor's. */
function resetAtOf(value: string | undefined, now: number): number | undefined {
  if (!value) return undefined
  const number = Number(value)
  if (Number.isFinite(number)) return number > 1e12 ? number : number > 1e9 ? number * 1000 : now + number * 1000
  const single = DURATION.exec(value)
  if (single) return now + Number(single[1]) * (UNIT_MS[single[2] ?? ''] ?? 0)
  if (DURATIONS.test(value)) {
    let ms = 0
    for (const [, amount, unit] of value.matchAll(/([\d.]+)(ms|s|m|h|d)/g))
      ms += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0)
    return now + ms
  }
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : date
}
