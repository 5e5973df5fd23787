import { AuthenticationError, type ErrorDetails } from '../contract/errors.js'

/**
 * A key as it is sent: out of a file it often ends in a line break. Undefined where nothing is left.
 * @throws AuthenticationError where it cannot be a header's value.
 */
export function cleanKey(key: string | undefined, vendor: string, details: ErrorDetails): string | undefined {
  const clean = key?.trim()
  if (clean && /[^\x20-\x7e]/.test(clean))
    throw new AuthenticationError(`The API key for ${vendor} holds characters that no key has.`, {
      ...details,
      code: 'malformed_api_key',
    })
  return clean || undefined
}
