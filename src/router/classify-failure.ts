import { isModelRelayError } from '../contract/errors.js'

/** What a failed attempt says. */
export interface Failure {
  /**
   * What it says of the deployment: it `failed`; it is `limited` for now; it `refused` us for good (key, model);
   * or nothing (`none`): the request is at fault, or the caller left.
   */
  readonly health: 'failed' | 'limited' | 'refused' | 'none'
  /** Whether another deployment, or this one later, may answer the same request. */
  readonly retryable: boolean
  /** ms that the provider asks to wait. */
  readonly retryAfterMs: number | undefined
  /** Which list of fallbacks is for it. */
  readonly fallback: FallbackKind
}

export type FallbackKind = 'general' | 'context-window' | 'content-policy'

/** Failures whatever they say of a retry: a call that ran out of time did so at this deployment. */
const BROKEN = new Set(['APIResponseError', 'APITimeoutError'])
/** The names of errors, ours only: `isModelRelayError` holds across duplicate installs, `instanceof` does not. */
const REFUSED = new Set(['AuthenticationError', 'PermissionDeniedError', 'NotFoundError', 'MissingDependencyError'])
const LIMITED = new Set(['RateLimitError', 'QuotaExceededError'])
const FALLBACKS: ReadonlyMap<string, FallbackKind> = new Map([
  ['ContextWindowExceededError', 'context-window'],
  ['ContentPolicyViolationError', 'content-policy'],
])

/** What to do about what an attempt threw. `afterOutput`: answers that cost output already may be asked for again. */
export function classifyFailure(error: unknown, afterOutput: boolean): Failure {
  if (!isModelRelayError(error))
    return { health: 'none', retryable: false, retryAfterMs: undefined, fallback: 'general' }
  const { name, retryable, retryAfterMs } = error
  const fallback = FALLBACKS.get(name) ?? 'general'
  if (REFUSED.has(name)) return { health: 'refused', retryable: true, retryAfterMs, fallback }
  if (LIMITED.has(name)) return { health: 'limited', retryable: true, retryAfterMs, fallback }
  // It did nothing wrong: it was asked to say what another one had said.
  if (error.code === 'stream_diverged') return { health: 'none', retryable: false, retryAfterMs, fallback }
  const paid = error.partial !== undefined || name === 'SchemaValidationError'
  const broken = retryable || BROKEN.has(name)
  return {
    health: broken && name !== 'SchemaValidationError' ? 'failed' : 'none',
    retryable: retryable && !paid ? true : paid && afterOutput,
    retryAfterMs,
    fallback,
  }
}
