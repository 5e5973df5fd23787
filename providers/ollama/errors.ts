import { failureInside, type ModelRelayError, type ProviderCall } from '../../src/provider.js'

/** The error for `{ "error": "text" }` in the place of an answer or of a line of a stream. */
export function toFailure(body: Record<string, unknown>, call: ProviderCall): ModelRelayError {
  return failureInside(body, call)
}

export const isError = ({ error }: Record<string, unknown>): boolean =>
  error !== undefined && error !== null && error !== ''
