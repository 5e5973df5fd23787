import { setTimeout as sleep } from 'node:timers/promises'
import type { Found } from '../cache/cache-layer.js'
import type { CacheLease } from '../contract/cache.js'
import { runHooks } from '../hooks/run-hooks.js'
import { type CachedRequest, newCall } from './cached-request.js'
import type { ChatCall } from './chat-call.js'
import { type Flight, goSameWay } from './flight.js'

const FIRST_POLL_MS = 25
const MAX_POLL_MS = 500

/** A call that the cache had no answer for: it follows an identical one under way, or makes the request for all. */
export class WaitingCall {
  readonly call: ChatCall
  readonly #controller = new AbortController()

  constructor(readonly asked: CachedRequest) {
    this.call = newCall(asked, this.#controller.signal)
  }

  /** The request of this call ends when `signal` is aborted. */
  endWith(signal: AbortSignal | null | undefined): void {
    const end = () => this.#controller.abort(signal?.reason)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  }

  /** Waits for what another call asks. */
  join<T>(flight: Flight<T>): Promise<T> {
    return flight.join(this.asked.options.signal, this.call.signal)
  }

  /** Whether the failure of a flight is none of this call's own: then it asks by itself. */
  mayAskItself(flight: Flight<unknown>): boolean {
    if (this.asked.options.signal?.aborted || this.call.signal.aborted) return false
    return flight.outOfTime || !goSameWay(flight.options, this.asked.options)
  }

  /** Ends a call that made no request of its own; gives the error back to be thrown. */
  fail(error: unknown): unknown {
    const { call, asked } = this
    const { hooks, report } = asked.runtime
    call.close()
    if (call.event) {
      const told = error instanceof Error ? error : new Error(String(error))
      runHooks(hooks, 'onError', { call: call.event, error: told, meta: call.meta({}) }, report)
    }
    return error
  }

  /**
   * The right to ask for all processes, or what the one that had it has stored meanwhile. Neither: leases are not to be
   * had, or the wait was too long.
   */
  async takeLease(): Promise<{ lease?: CacheLease | undefined; found?: Found | undefined }> {
    const { call, asked } = this
    const { cache, plan } = asked
    if (!cache.hasLeases) return {}
    const until = performance.now() + Math.min(cache.leaseMs, call.remaining() / 2)
    for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(MAX_POLL_MS, pollMs * 2)) {
      const lease = await cache.lease(plan, call.signal)
      if (lease !== 'taken') return { lease, found: lease && (await cache.readExact(plan, call.signal)) }
      if (performance.now() >= until) return {}
      await sleep(pollMs * (0.5 + Math.random()), undefined, { signal: call.signal }).catch(() => {})
      call.signal.throwIfAborted()
      const found = await cache.readExact(plan, call.signal)
      if (found) return { found }
    }
  }
}
