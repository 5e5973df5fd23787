import { SlidingCount } from './sliding-count.js'

/** What the calls of a router may cost. */
export interface BudgetOptions {
  /** USD within the window. */
  usd: number
  /** ms. Default a day. */
  windowMs?: number
}

const DAY_MS = 86_400_000
const BUCKETS = 96

/** What was spent of late, of what may be. A call counts when its cost is known, at its end. */
export class Budget {
  readonly #spent: SlidingCount

  constructor(private readonly options: BudgetOptions) {
    this.#spent = new SlidingCount(options.windowMs ?? DAY_MS, BUCKETS)
  }

  spend(usd: number, now: number): void {
    this.#spent.add(now, usd)
  }

  /** 0: nothing is spent; 1: all. */
  share(now: number): number {
    return this.options.usd > 0 ? this.#spent.total(now) / this.options.usd : 1
  }

  /** Unix ms from which there is something left. */
  leftAt(now: number): number {
    return this.#spent.atMost(this.options.usd * (1 - 1e-9), now)
  }
}
