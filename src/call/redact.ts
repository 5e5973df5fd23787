import { ModelRelayError } from '../contract/errors.js'

const HIDDEN = '[redacted]'

/** What keys look like, for those that we were never told: `sk-…`, `gsk_…`, `AIza…`, a bearer header. */
const KEY_PATTERNS =
  /\b(?:sk|pk|rk|gsk|xai|r8|hf|pplx|nvapi|fw|csk|glpat|ghp|gho|tgp|key)[-_](?:[A-Za-z0-9]+[-_])*[A-Za-z0-9]{16,}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{10,}|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|(?<=\bBearer\s+)[\w.~+/=-]{8,}/gi

/** Takes keys out of a text: each known secret by value, and whatever looks like one. */
export function redactText(text: string, secrets: readonly string[]): string {
  let out = text
  for (const secret of secrets) {
    if (secret.length < 6) continue // as short as that, it would cut words to pieces
    out = out.replaceAll(secret, HIDDEN)
    const encoded = encodeURIComponent(secret)
    if (encoded !== secret) out = out.replaceAll(encoded, HIDDEN)
  }
  return out.replace(KEY_PATTERNS, HIDDEN)
}

/** Takes keys out of an error in place: message, stack, text fields and the chain of causes. */
export function redactError(error: ModelRelayError, secrets: readonly string[]): ModelRelayError {
  const clean = (text: string) => redactText(text, secrets)
  error.message = clean(error.message)
  if (error.stack !== undefined) error.stack = clean(error.stack)
  for (const field of ['code', 'type', 'param', 'requestId'] as const) {
    const value = error[field]
    if (value !== undefined) Object.defineProperty(error, field, { value: clean(value), enumerable: true })
  }
  if (error.cause !== undefined)
    Object.defineProperty(error, 'cause', {
      value: safeCause(error.cause, clean, 0),
      configurable: true,
      writable: true,
    })
  return error
}

/**
 * A cause as a plain error of name, message, code and stack: what an SDK or `fetch` throws may hold the whole request
 * with its headers.
 */
function safeCause(cause: unknown, clean: (text: string) => string, depth: number): unknown {
  if (cause instanceof ModelRelayError) return cause
  if (!(cause instanceof Error)) return typeof cause === 'string' ? clean(cause) : undefined
  const copy = new Error(clean(cause.message))
  copy.name = cause.name
  if (cause.stack !== undefined) copy.stack = clean(cause.stack)
  if ('code' in cause && typeof cause.code === 'string') Object.assign(copy, { code: clean(cause.code) })
  const deeper = depth < 4 && cause.cause !== undefined ? safeCause(cause.cause, clean, depth + 1) : undefined
  if (deeper !== undefined) Object.defineProperty(copy, 'cause', { value: deeper })
  return copy
}
