import {
  APIResponseError,
  failureInside,
  isRecord,
  type ModelRelayError,
  type ProviderCall,
} from '../../src/provider.js'

/** The error that an answer or event with status 200 holds: `{ error }`, or `[{ error }]` (quirks.md 117). */
export function failureOf(body: unknown, call: ProviderCall): ModelRelayError | undefined {
  const outer: unknown = Array.isArray(body) ? body[0] : body
  return isRecord(outer) && isRecord(outer['error']) ? failureInside(outer, call) : undefined
}

export function notUnderstood(
  what: string,
  { provider, model, report }: ProviderCall,
  cause?: unknown,
): APIResponseError {
  const { requestId } = report
  return new APIResponseError(`The answer of Gemini ${what}.`, { provider, model, requestId, cause })
}
