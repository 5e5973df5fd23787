import { isRecord } from '../../src/provider.js'

/**
 * Whether an answer without choices, or an event, states a failure: `{ error }` in all its forms (19, 134), or the
 * fields of an error without a wrapper (Mistral, vLLM, Cerebras, FastAPI's `detail`).
 */
export function isFailure(body: unknown): boolean {
  if (Array.isArray(body)) return isRecord(body[0]) && isFailure(body[0])
  if (!isRecord(body)) return false
  if (hasError(body) || body['object'] === 'error') return true
  const { message, detail, code, type, errors } = body
  if (Array.isArray(errors) && errors.length > 0) return true
  return Boolean(detail) || (typeof message === 'string' && (code !== undefined || type !== undefined))
}

/** An `error` that says something. */
export function hasError({ error }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(error) ? Object.keys(error).length > 0 : Boolean(error)
}
