import { BadRequestError } from '../contract/errors.js'

/** Half of a UTF-16 pair alone, as JSON.stringify writes it; an even number of backslashes before it is text. */
const LONE_SURROGATE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g

/**
 * The body as JSON text. Lone surrogates are removed: several hosts answer 400 for them (quirks.md 23).
 * JSON.stringify escapes them and nothing else of that form, so looking for the escape costs next to nothing.
 */
export function toWireJson(body: unknown): string {
  if (body instanceof URLSearchParams) return body.toString() // the form of a token endpoint
  const text = stringify(body)
  return text.includes('\\ud') ? text.replace(LONE_SURROGATE, '$1') : text
}

/** For those who make the JSON themselves: the body, copied without lone surrogates where it has any. */
export function wellFormed(body: unknown): unknown {
  return body !== undefined && stringify(body).includes('\\ud') ? JSON.parse(toWireJson(body)) : body
}

function stringify(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new BadRequestError(`The request cannot be written as JSON: ${why}`, { cause, code: 'not_json' })
  }
}
