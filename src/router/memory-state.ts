import { BoundedMap } from './bounded-map.js'
import { SlidingCount } from './sliding-count.js'
import type { Claim, Claimed, Limited, RouterState, Settlement } from './state.js'

const MINUTE_MS = 60_000
const MAX_AFFINITIES = 20_000

/** What is in use of one deployment's limits. */
export class Usage {
  readonly requests: SlidingCount
  readonly tokens: SlidingCount
  parallel = 0

  constructor(windowMs: number, buckets: number) {
    this.requests = new SlidingCount(windowMs, buckets)
    this.tokens = new SlidingCount(windowMs, buckets)
  }
}

/** Limits, affinity and nothing else, in the memory of this process. */
export class MemoryState implements RouterState {
  /** What has room when it is looked at has it when it is claimed: nothing happens in between. */
  readonly picks = 1
  readonly #usage = new Map<string, Usage>()
  readonly #affinities = new BoundedMap<string>(MAX_AFFINITIES)

  constructor(
    private readonly windowMs = MINUTE_MS,
    private readonly buckets = 60,
  ) {}

  /** Undefined: nothing was ever in use. */
  usage(limitKey: string): Usage | undefined {
    return this.#usage.get(limitKey)
  }

  /** All that was in use, by limit. */
  usages(): Iterable<[limitKey: string, usage: Usage]> {
    return this.#usage
  }

  used(limited: Limited, now: number): number {
    const usage = this.#usageOf(limited)
    if (usage === undefined) return 0
    const { rpm, tpm, maxParallel } = limited
    let share = 0
    if (rpm !== undefined) share = Math.max(share, usage.requests.total(now) / rpm)
    if (tpm !== undefined) share = Math.max(share, usage.tokens.total(now) / tpm)
    if (maxParallel !== undefined) share = Math.max(share, usage.parallel / maxParallel)
    return share
  }

  roomAt(limited: Limited, tokens: number, now: number): number {
    const { rpm, tpm, maxParallel } = limited
    if (rpm === undefined && tpm === undefined && maxParallel === undefined) return now
    const usage = this.#usageOf(limited)
    if (usage === undefined) return now
    if (maxParallel !== undefined && usage.parallel >= maxParallel) return Number.POSITIVE_INFINITY
    let at = now
    if (rpm !== undefined) at = Math.max(at, usage.requests.atMost(rpm - 1, now))
    // A call larger than the whole limit goes when nothing else is there: its vendor decides.
    if (tpm !== undefined) at = Math.max(at, usage.tokens.atMost(Math.max(0, tpm - tokens), now))
    return at
  }

  claim<Candidate extends Limited>(
    candidates: readonly Candidate[],
    tokens: number,
    now: number,
  ): Claimed<Candidate> | undefined {
    for (const candidate of candidates)
      if (this.roomAt(candidate, tokens, now) <= now) return { candidate, claim: this.take(candidate, tokens, now) }
    return undefined
  }

  #usageOf({ limitKey, memo }: Limited): Usage | undefined {
    if (memo?.owner === this && memo.kept instanceof Usage) return memo.kept
    const usage = this.#usage.get(limitKey)
    if (memo && usage) {
      memo.owner = this
      memo.kept = usage
    }
    return usage
  }

  settle({ limited, tokens, at }: Claim, settlement: Settlement): void {
    const usage = this.#usageOf(limited)
    if (usage === undefined) return
    if (limited.maxParallel !== undefined) usage.parallel--
    if (limited.rpm !== undefined && !settlement.sent) usage.requests.add(at, -1)
    if (limited.tpm !== undefined) usage.tokens.add(at, settlement.tokens - tokens)
  }

  announce(): void {}

  downUntil(): number {
    return 0
  }

  shareLatency(): void {}

  latency(): undefined {
    return undefined
  }

  affinity(key: string): string | undefined {
    return this.#affinities.get(key)
  }

  setAffinity(key: string, deployment: string, ttlMs: number): void {
    this.#affinities.set(key, deployment, ttlMs)
  }

  async close(): Promise<void> {
    this.#affinities.clear()
  }

  /** Takes room without a look whether there is any. */
  take(limited: Limited, tokens: number, now: number): Claim {
    const { limitKey, rpm, tpm, maxParallel } = limited
    if (rpm !== undefined || tpm !== undefined || maxParallel !== undefined) {
      let usage = this.#usage.get(limitKey)
      if (usage === undefined) {
        usage = new Usage(this.windowMs, this.buckets)
        this.#usage.set(limitKey, usage)
      }
      if (maxParallel !== undefined) usage.parallel++
      if (rpm !== undefined) usage.requests.add(now, 1)
      if (tpm !== undefined) usage.tokens.add(now, tokens)
    }
    return { limited, tokens, at: now }
  }
}

/**
 * Limits and affinity of one process, the default of a router. Handed to several routers it makes their limits one.
 * It counts a minute in seconds, so that no 60 s, wherever they begin, hold more than the limit.
 */
export function memoryState(): RouterState {
  return new MemoryState()
}
