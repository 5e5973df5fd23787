import { SlidingCount } from './sliding-count.js'

/** When a deployment is taken out, and for how long. */
export interface CooldownOptions {
  /** Consecutive failures that take it out. Default 3. */
  failures?: number
  /** ms that it is out, the first time. Default 5,000. */
  ms?: number
  /** ms that it is out at most, when it fails again each time it is tried. Default 8,000. */
  maxMs?: number
  /** Share of failures in the last 30 s (of 20 calls or more) that takes it out too. Default 0.5. */
  failureRate?: number
  /** ms that a deployment is out that refuses our key or does not know the model. Default 60,000. */
  refusedMs?: number
}

export type BreakerState = 'closed' | 'open' | 'half-open'

const WINDOW_MS = 30_000
const FEWEST_FOR_RATE = 20
/** A probe whose end is never told (its process hung) does not keep a deployment out for good. */
const PROBE_LEASE_MS = 60_000
const MAX_STEP = 20

/**
 * The life of one deployment: closed (it takes calls), open (out for a time), half-open (one call at a time tries it).
 * Times are handed in, so that it can be run on any clock.
 */
export class Breaker {
  readonly #options: Required<CooldownOptions>
  readonly #calls = new SlidingCount(WINDOW_MS, 30)
  readonly #failures = new SlidingCount(WINDOW_MS, 30)
  #consecutive = 0
  #openUntil = 0
  #openedAt = 0
  /** How often it was opened in a row; each doubles its time out. */
  #step = 0
  #closedAt = 0
  #probeUntil = 0
  #refused = false

  constructor({ failures = 3, ms = 5_000, maxMs = 8_000, failureRate = 0.5, refusedMs = 60_000 }: CooldownOptions) {
    this.#options = { failures, ms, maxMs: Math.max(ms, maxMs), failureRate, refusedMs }
  }

  state(now: number): BreakerState {
    if (this.#openUntil === 0) return 'closed'
    return now < this.#openUntil ? 'open' : 'half-open'
  }

  /** Unix ms until which it is out; 0 when closed. */
  get openUntil(): number {
    return this.#openUntil
  }

  /** Whether it is out because it refuses us, which time alone does not mend. */
  get refused(): boolean {
    return this.#refused
  }

  get consecutiveFailures(): number {
    return this.#consecutive
  }

  failureRate(now: number): number {
    const calls = this.#calls.total(now)
    return calls > 0 ? this.#failures.total(now) / calls : 0
  }

  allows(now: number): boolean {
    return this.#openUntil === 0 || (now >= this.#openUntil && now >= this.#probeUntil)
  }

  /** Whether a call tries it just now. */
  probing(now: number): boolean {
    return this.#openUntil !== 0 && now < this.#probeUntil
  }

  /** A call goes there; when it is not closed, it is the probe. Tells whether it is. */
  start(now: number): boolean {
    if (this.#openUntil === 0) return false
    this.#probeUntil = now + PROBE_LEASE_MS
    return true
  }

  /** The probe ended without telling anything of the deployment: its caller left. */
  abandon(): void {
    this.#probeUntil = 0
  }

  /** Gives true when this closed it. What began before it was opened (`startedAt`) proves nothing. */
  succeed(now: number, startedAt: number): boolean {
    this.#calls.add(now, 1)
    if (startedAt < this.#openedAt) return false
    this.#consecutive = 0
    if (this.#openUntil === 0) return false
    this.#openUntil = 0
    this.#probeUntil = 0
    this.#refused = false
    this.#closedAt = now
    return true
  }

  /** Gives true when this opened it, or kept it open. */
  fail(now: number, startedAt: number): boolean {
    this.#calls.add(now, 1)
    this.#failures.add(now, 1)
    this.#consecutive++
    if (this.#openUntil !== 0 && startedAt < this.#openedAt) return false // what opened it, once more
    if (this.#openUntil > now) {
      this.#probeUntil = 0 // tried before its time
      return false
    }
    const probe = this.#openUntil !== 0
    const flaky = this.#calls.total(now) >= FEWEST_FOR_RATE && this.failureRate(now) >= this.#options.failureRate
    if (!probe && this.#consecutive < this.#options.failures && !flaky) return false
    this.#open(now, this.#options.ms)
    return true
  }

  /** It refuses us: one such answer is enough. */
  refuse(now: number): void {
    this.#consecutive++
    this.#refused = true
    this.#open(now, this.#options.refusedMs)
  }

  /** Out for twice as long each time, up to `maxMs`; every such time spent healthy takes one doubling back. */
  #open(now: number, ms: number): void {
    const { maxMs } = this.#options
    const time = (step: number) => Math.max(ms, Math.min(maxMs, ms * 2 ** step))
    if (this.#closedAt > 0) {
      const healthyMs = now - this.#closedAt
      this.#step = Math.max(0, this.#step - Math.floor(healthyMs / time(this.#step)))
      this.#closedAt = 0
    }
    this.#openUntil = now + time(this.#step)
    this.#openedAt = now
    this.#step = Math.min(MAX_STEP, this.#step + 1)
    this.#probeUntil = 0
  }
}
