import { setTimeout as sleep } from 'node:timers/promises'
import { isModelRelayError } from '../contract/errors.js'
import type { Answer } from './attempt.js'
import type { Call } from './call.js'
import { routeDeployments } from './route-deployments.js'
import type { Target } from './target.js'

const BASE_DELAY_MS = 500
const MAX_DELAY_MS = 8_000
/** A provider that asks for more than this is given up: its caller or a fallback serves the user sooner. */
const MAX_RETRY_AFTER_MS = 60_000

/**
 * Runs `attempt` until one answers: at the deployments of a router, else at the model asked for and its fallbacks.
 * `discard` closes an answer that came when another one was taken; without it no two attempts run side by side.
 */
export function route<T>(
  call: Call,
  attempt: AttemptAnswer<T>,
  discard?: (answer: Answer<T>) => void,
): Promise<Answer<T>> {
  const { router } = call.runtime
  return router ? routeDeployments(call, router, attempt, discard) : routeTargets(call, attempt)
}

/** One attempt; `cancel` ends it alone. */
export type AttemptAnswer<T> = (target: Target, cancel?: AbortSignal) => Promise<Answer<T>>

/**
 * Runs `attempt` until one answers: the first model with its retries, then each fallback. All share one budget of
 * `maxRetries` extra attempts, so that retries and fallbacks never multiply.
 */
async function routeTargets<T>(call: Call, attempt: (target: Target) => Promise<T>): Promise<T> {
  const budget = { retriesLeft: call.maxRetries }
  let failure: unknown
  for (const target of call.targets) {
    const first = attempt(target)
    try {
      return await first
    } catch (error) {
      failure = error
    }
    try {
      if (budget.retriesLeft > 0 && mayRetry(failure, call))
        return await retry(call, first, () => attempt(target), budget)
    } catch (error) {
      failure = error
    }
    // Whatever an abort broke on its way, its reason is what happened.
    if (call.signal.aborted) throw call.signal.reason
  }
  throw failure
}

/** Goes on after a first attempt that failed. p-retry is loaded here and costs the calls that succeed nothing. */
async function retry<T>(
  call: Call,
  first: Promise<T>,
  attempt: () => Promise<T>,
  budget: { retriesLeft: number },
): Promise<T> {
  const { default: pRetry } = await import('p-retry')
  return pRetry((number) => (number === 1 ? first : attempt()), {
    retries: budget.retriesLeft,
    minTimeout: 0, // the wait is below: p-retry's own cannot be a random share from zero on
    signal: call.signal,
    shouldRetry: ({ error }) => mayRetry(error, call),
    // Called after the last failure too.
    onFailedAttempt: async ({ error, retriesLeft: left, retriesConsumed }) => {
      if (left === 0 || !mayRetry(error, call)) return
      budget.retriesLeft--
      await sleep(delayMs(error, retriesConsumed), undefined, { signal: call.signal })
    },
  })
}

/**
 * Full jitter: a random share of an exponential delay, on top of what the provider asked for, so that callers who
 * failed together do not return together. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
function delayMs(error: unknown, retry: number): number {
  const asked = isModelRelayError(error) ? (error.retryAfterMs ?? 0) : 0
  return asked + Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** retry)
}

function mayRetry(error: unknown, call: Call): boolean {
  if (!isModelRelayError(error) || !error.retryable || call.signal.aborted) return false
  return (error.retryAfterMs ?? 0) <= Math.min(MAX_RETRY_AFTER_MS, call.remaining())
}
