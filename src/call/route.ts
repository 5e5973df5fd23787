import { setTimeout as sleep } from 'node:timers/promises'
import pRetry from 'p-retry'
import { isModelRelayError } from '../contract/errors.js'
import type { Call } from './call.js'
import type { Target } from './target.js'

const BASE_DELAY_MS = 500
const MAX_DELAY_MS = 8_000
/** A provider that asks for more than this is given up: its caller or a fallback serves the user sooner. */
const MAX_RETRY_AFTER_MS = 60_000

/**
 * Runs `attempt` until one answers: the first model with its retries, then each fallback. All share one budget of
 * `maxRetries` extra attempts, so that retries and fallbacks never multiply.
 */
export async function route<T>(call: Call, attempt: (target: Target) => Promise<T>): Promise<T> {
  let retriesLeft = call.maxRetries
  let failure: unknown
  for (const target of call.targets) {
    try {
      return await pRetry(() => attempt(target), {
        retries: retriesLeft,
        // Full jitter: a random share of an exponential delay, so that callers who failed together do not return together.
        // https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        minTimeout: Math.random() * BASE_DELAY_MS,
        maxTimeout: MAX_DELAY_MS,
        signal: call.signal,
        shouldRetry: ({ error }) => mayRetry(error, call),
        onFailedAttempt: async ({ error, retriesLeft: left }) => {
          if (left === 0 || !mayRetry(error, call)) return
          retriesLeft--
          // p-retry adds its back-off to this wait, which spreads those whom one provider told one time.
          if (isModelRelayError(error) && error.retryAfterMs)
            await sleep(error.retryAfterMs, undefined, { signal: call.signal })
        },
      })
    } catch (error) {
      // Whatever an abort broke on its way, its reason is what happened.
      if (call.signal.aborted) throw call.signal.reason
      failure = error
    }
  }
  throw failure
}

function mayRetry(error: unknown, call: Call): boolean {
  if (!isModelRelayError(error) || !error.retryable || call.signal.aborted) return false
  return (error.retryAfterMs ?? 0) <= Math.min(MAX_RETRY_AFTER_MS, call.remaining())
}
