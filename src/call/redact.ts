import { ModelRelayError } from '../contract/errors.js'

const HIDDEN = '[redacted]'

/**
 * What keys look like, for those that we were never told. Linear in the text, which a server chooses: each alternative
 * begins at a boundary and repeats one class of characters.
 */
const KEY_PATTERNS =
  /(?<![\w-])(?:sk|pk|rk|gsk|xai|r8|hf|pplx|nvapi|fw|csk|glpat|ghp|gho|tgp)[-_][\w-]{16,}|(?<![\w-])AIza[\w-]{30,}|\bya29\.[\w-]{10,}|(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|(?<=\bBearer\s{1,3})[\w.~+/=-]{8,}/gi

/** Takes keys out of a text: each known secret by value, and whatever looks like one. */
export function redactText(text: string, secrets: readonly string[]): string {
  let out = text
  for (const secret of secrets) for (const form of formsOf(secret)) out = replaceSecret(out, form)
  return out.replace(KEY_PATTERNS, HIDDEN)
}

/** A secret as it is, in a URL, and inside JSON. */
function formsOf(secret: string): Set<string> {
  return new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
}

/** A short secret is taken out where it stands alone, so that it does not cut words to pieces. */
function replaceSecret(text: string, secret: string): string {
  if (secret === '') return text
  if (secret.length >= 8) return text.replaceAll(secret, HIDDEN)
  const literal = secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`, 'g'), HIDDEN)
}

/** Errors that hold no keys any more: an error passes here at each layer it is seen in. */
const clean = new WeakSet<ModelRelayError>()

/** Takes keys out of an error in place: message, stack, text fields and the chain of causes. */
export function redactError(error: ModelRelayError, secrets: readonly string[]): ModelRelayError {
  if (clean.has(error)) return error
  clean.add(error)
  const redact = (text: string) => redactText(text, secrets)
  error.message = redact(error.message)
  if (error.stack !== undefined) error.stack = redact(error.stack)
  for (const field of ['code', 'type', 'param', 'requestId'] as const) {
    const value = error[field]
    if (value !== undefined) Object.defineProperty(error, field, { value: redact(value), enumerable: true })
  }
  if (error.cause !== undefined)
    Object.defineProperty(error, 'cause', {
      value: safeCause(error.cause, redact, 0),
      configurable: true,
      writable: true,
    })
  return error
}

/**
 * A cause as a plain error of name, message, code and stack: what an SDK or `fetch` throws may hold the whole request
 * with its headers.
 */
function safeCause(cause: unknown, redact: (text: string) => string, depth: number): unknown {
  if (cause instanceof ModelRelayError) return cause
  if (!(cause instanceof Error)) return typeof cause === 'string' ? redact(cause) : undefined
  const copy = new Error(redact(cause.message))
  copy.name = cause.name
  if (cause.stack !== undefined) copy.stack = redact(cause.stack)
  if ('code' in cause && typeof cause.code === 'string') Object.assign(copy, { code: redact(cause.code) })
  const deeper = depth < 4 && cause.cause !== undefined ? safeCause(cause.cause, redact, depth + 1) : undefined
  if (deeper !== undefined) Object.defineProperty(copy, 'cause', { value: deeper })
  return copy
}
