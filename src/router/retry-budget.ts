import { SlidingCount } from './sliding-count.js'

const WINDOW_MS = 10_000

/**
 * Bounds the extra attempts of a group to a share of its calls, so that an outage is not multiplied by those who
 * retry into it. A few are always allowed: a share of little traffic would be none.
 */
export class RetryBudget {
  readonly #calls = new SlidingCount(WINDOW_MS, 20)
  readonly #extra = new SlidingCount(WINDOW_MS, 20)

  constructor(
    /** Extra attempts for each call. */
    private readonly ratio: number,
    /** Extra attempts in 10 s that are always allowed. */
    private readonly floor: number,
  ) {}

  called(now: number): void {
    this.#calls.add(now, 1)
  }

  /** Takes one extra attempt; false: the budget is spent. */
  take(now: number): boolean {
    if (!this.has(now)) return false
    this.#extra.add(now, 1)
    return true
  }

  /** Whether there is one. */
  has(now: number): boolean {
    return this.#extra.total(now) + 1 <= Math.max(this.floor, this.ratio * this.#calls.total(now))
  }
}
