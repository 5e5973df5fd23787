import type { OutageGuard } from '../../redis/outage-guard.js'
import type { MemoryState } from '../memory-state.js'
import type { Batch, Correction, Layout } from './batch.js'
import type { Leases } from './leases.js'
import type { Reply } from './reply.js'
import { Untold } from './untold.js'

/** What this process has to tell Redis: at once while it is there, else when it is back. */
export class Ledger {
  readonly #untold: Untold
  /** Unix ms until which this process found deployments down; 0: back, which Redis has not heard yet. */
  readonly #announced = new Map<string, number>()
  #epoch: string | undefined

  constructor(
    layout: Layout,
    private readonly own: MemoryState,
    private readonly leases: Leases,
    private readonly guard: OutageGuard,
    private readonly batch: () => Batch,
  ) {
    this.#untold = new Untold(layout)
  }

  correct(correction: Correction, now: number): void {
    if (correction.requests === 0 && correction.tokens === 0) return
    if (this.guard.down) this.#untold.add(correction)
    else this.batch().correct(correction, now)
  }

  /** While Redis is away leases end by themselves. */
  release(limitKey: string, lease: string): void {
    this.leases.delete(limitKey, lease)
    if (!this.guard.down) this.batch().release(limitKey, lease)
  }

  announce(key: string, downUntil: number, now: number): void {
    if (downUntil > 0 || this.guard.down) this.#announced.set(key, downUntil)
    else this.#announced.delete(key)
    if (!this.guard.down) this.batch().announce(key, Math.max(0, downUntil - now))
  }

  /** What was granted too late goes back: the call found its way without. */
  giveBack({ claims }: Batch, { answers }: Reply, now: number): void {
    for (const [index, { candidates, tokens, lease }] of claims.entries()) {
      const { chosen, sharedAt } = answers[index] ?? {}
      const limited = chosen === undefined ? undefined : candidates[chosen]
      if (!limited) continue
      const { limitKey, rpm, tpm } = limited
      const requests = rpm === undefined ? 0 : -1
      this.correct({ limitKey, at: now, sharedAt, requests, tokens: tpm === undefined ? 0 : -tokens }, now)
      this.release(limitKey, lease)
    }
  }

  /**
   * A batch failed; where it was sent, Redis may have done it or not. What was used is told again then. What was given
   * back is not: were it told twice, a limit would be exceeded.
   */
  lost({ corrections }: Batch, sent: boolean): void {
    const least = sent ? 0 : Number.NEGATIVE_INFINITY
    for (const { limitKey, at, requests, tokens } of corrections)
      this.#untold.add({ limitKey, at, requests: Math.max(least, requests), tokens: Math.max(least, tokens) })
  }

  /** Another epoch: Redis has lost what it knew, and hears from each process what that has in use. */
  noteEpoch(epoch: string, now: number): void {
    const lost = this.#epoch !== undefined && this.#epoch !== epoch
    this.#epoch = epoch
    if (!lost) return
    this.#untold.replaceBy(this.own, now)
    if (!this.guard.down) this.tellAll(now)
  }

  /** Tells what Redis has not heard, and which calls go on. */
  tell(now: number): void {
    for (const correction of this.#untold.take(now)) this.batch().correct(correction, now)
    for (const [limitKey, lease] of this.leases.all()) this.batch().renew(limitKey, lease)
  }

  /** The same after an outage, with what may have been lost. */
  tellAll(now: number): void {
    this.tell(now)
    for (const [key, until] of this.#announced) {
      if (until === 0 || until > now) this.batch().announce(key, Math.max(0, until - now))
      if (until <= now) this.#announced.delete(key)
    }
  }
}
