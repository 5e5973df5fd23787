import { APIResponseError } from '../contract/errors.js'

const ESCAPES: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }

/**
 * JSON from a vendor. Some write raw control characters or stray backslashes into strings (quirks.md 17):
 * what does not parse is repaired once.
 * @throws APIResponseError with the beginning of what came.
 */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    try {
      return JSON.parse(repair(text))
    } catch (cause) {
      throw new APIResponseError(`${what} is not JSON: ${JSON.stringify(text.slice(0, 200))}`, { cause })
    }
  }
}

/** Escapes control characters inside strings and doubles backslashes that begin no JSON escape. */
function repair(text: string): string {
  let out = ''
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"') inString = !inString
    if (!inString || (char >= ' ' && char !== '\\')) {
      out += char
    } else if (char === '\\') {
      const valid = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(at + 1, at + 6))
      out += valid ? char + text.charAt(++at) : '\\\\'
    } else {
      out += ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
    }
  }
  return out
}
