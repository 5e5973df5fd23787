import {
  classifyError,
  type ErrorFacts,
  errorFacts,
  isRecord,
  type ModelRelayError,
  type ProviderCall,
} from '../../src/provider.js'
import type { Dialect } from './dialect.js'

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

/** The error that an answer with a 2xx, or an event, states. */
export function toFailure(body: unknown, { call, dialect, errorFacts: own }: FailureContext): ModelRelayError {
  const { provider, model, report } = call
  const facts = toErrorFacts(errorFacts(body), dialect)
  return classifyError(own?.(facts, body) ?? facts, { provider, model, requestId: report.requestId })
}

export interface FailureContext {
  call: ProviderCall
  dialect: Dialect
  /** What the host's own errors say beyond OpenAI's. */
  errorFacts?: ((facts: ErrorFacts, body: unknown) => ErrorFacts) | undefined
}

/** What a failure says, set right where the host's status or silence misleads (48, 147). */
export function toErrorFacts(facts: ErrorFacts, { errorStatus = {}, emptyBadRequest }: Dialect): ErrorFacts {
  const { code, message, status } = facts
  if (code !== undefined && Object.hasOwn(errorStatus, code)) return { ...facts, status: errorStatus[code] }
  if (emptyBadRequest === 'overflow' && status === 400 && message === '' && code === undefined)
    return { ...facts, code: 'context_length_exceeded', message: 'The host answered 400 without a body: too long.' }
  return facts
}
