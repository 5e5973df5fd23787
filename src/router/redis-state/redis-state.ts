import { APIConnectionError } from '../../contract/errors.js'
import type { RedisCommands } from '../../redis/commands.js'
import { OutageGuard } from '../../redis/outage-guard.js'
import { MemoryState } from '../memory-state.js'
import type { Claim, Claimed, Limited, RouterState, Settlement, SharedLatency } from '../state.js'
import { Affinities } from './affinities.js'
import type { Answer, Batch, Correction, Layout } from './batch.js'
import { Beat } from './beat.js'
import { Exchange } from './exchange.js'
import { Leases } from './leases.js'
import { Ledger } from './ledger.js'
import type { Reply } from './reply.js'
import { hasLimits, SharedClaim } from './shared-claim.js'
import { SharedView } from './shared-view.js'

export interface SharedStateOptions extends Layout {
  /** ms that a call waits for Redis. */
  readonly timeoutMs: number
  /** Told once per outage. */
  readonly onFailure: (error: unknown) => void
  /** What the first calls wait for. */
  readonly ready?: Promise<unknown> | undefined
}

/** ms that `close` gives Redis to take the leases back. */
const CLOSE_MS = 500

/**
 * Limits, health and affinity of the routers of several processes. What this process has in use is kept here too: that
 * is what goes on while Redis is away, each process keeping to its part of the limits.
 */
export class RedisState implements RouterState {
  readonly picks = 3
  readonly #own: MemoryState
  readonly #view: SharedView
  readonly #leases: Leases
  readonly #guard: OutageGuard
  readonly #exchange: Exchange
  readonly #ledger: Ledger
  readonly #affinities: Affinities
  readonly #beat: Beat
  #ready: Promise<unknown> | undefined

  constructor(
    private readonly commands: RedisCommands,
    private readonly options: SharedStateOptions,
  ) {
    this.#leases = new Leases(options.name)
    this.#own = new MemoryState(options.windowMs, options.buckets)
    this.#view = new SharedView(this.#own)
    this.#guard = this.#newGuard(
      () => this.#exchange.probe(),
      () => this.#ledger.tellAll(Date.now()),
    )
    this.#exchange = new Exchange(commands, this.#guard, options, {
      replied: (batch, reply) => this.#replied(batch, reply),
      repliedLate: (batch, reply) => this.#repliedLate(batch, reply),
      lost: (batch, sent) => this.#ledger.lost(batch, sent),
      hopeless: ({ candidates, tokens }, now) => this.#view.hopeless(candidates, tokens, now),
    })
    this.#ledger = new Ledger(options, this.#own, this.#leases, this.#guard, () => this.#exchange.batch())
    // In a cluster they live on other servers than the limits, which may be well when these are not.
    const affinityGuard = commands.cluster ? this.#newGuard(() => this.#affinities.probe()) : this.#guard
    this.#affinities = new Affinities(commands, affinityGuard, options.prefix)
    this.#beat = new Beat(options.leaseMs, this.#guard, this.#exchange, this.#leases, () =>
      this.#ledger.tell(Date.now()),
    )
    this.#ready = options.ready?.then(() => {
      this.#ready = undefined
      this.#arrive()
    })
    if (!this.#ready) this.#arrive()
    this.#ready?.catch(() => {}) // a call tells it
  }

  used(limited: Limited, now: number): number {
    const known = this.#view.use(limited.limitKey)
    if (known === undefined || this.#guard.down) return this.#own.used(this.#view.ownPart(limited), now)
    this.#beat.keepKnown(limited.limitKey, known.at, now)
    return known.used(limited)
  }

  roomAt(limited: Limited, tokens: number, now: number): number {
    this.#beat.start(now) // the news is wanted also where no call gets through
    if (this.#guard.down) return this.#own.roomAt(this.#view.ownPart(limited), tokens, now)
    return this.#view.use(limited.limitKey)?.roomAt(tokens, now) ?? now
  }

  claim<Candidate extends Limited>(
    candidates: readonly Candidate[],
    tokens: number,
    now: number,
  ): Claimed<Candidate> | undefined | Promise<Claimed<Candidate> | undefined> {
    if (this.#ready) return this.#ready.then(() => this.claim(candidates, tokens, Date.now()))
    this.#beat.start(now)
    const whole = toWhole(tokens)
    const first = candidates[0]
    if (first && !hasLimits(first)) return { candidate: first, claim: { limited: first, tokens: whole, at: now } }
    return this.#guard.down ? this.#claimHere(candidates, whole, now) : this.#claimThere(candidates, whole, now)
  }

  settle(claim: Claim, { tokens, sent }: Settlement, now: number): void {
    if (!(claim instanceof SharedClaim)) return
    const { limited, lease, at, sharedAt } = claim
    const { limitKey, rpm, tpm } = limited
    const used = toWhole(tokens)
    this.#own.settle(claim, { tokens: used, sent })
    const correction: Correction = {
      limitKey,
      at,
      sharedAt,
      requests: rpm !== undefined && !sent ? -1 : 0,
      tokens: tpm === undefined ? 0 : used - claim.tokens,
    }
    this.#view.use(limitKey)?.freed(correction.requests, correction.tokens)
    this.#ledger.correct(correction, now)
    if (lease !== undefined) this.#ledger.release(limitKey, lease)
  }

  announce(key: string, downUntil: number): void {
    if (downUntil === 0) this.#view.back(key)
    this.#ledger.announce(key, downUntil, Date.now())
  }

  downUntil(key: string): number {
    return this.#view.downUntil(key)
  }

  shareLatency(key: string, latency: SharedLatency): void {
    this.#beat.tellSpeed(key, latency)
  }

  latency(key: string): SharedLatency | undefined {
    this.#beat.askSpeed(key)
    return this.#view.speed(key)
  }

  affinity(key: string): string | undefined | Promise<string | undefined> {
    return this.#ready ? this.#ready.then(() => this.#affinities.get(key)) : this.#affinities.get(key)
  }

  setAffinity(key: string, deployment: string, ttlMs: number): void {
    this.#affinities.set(key, deployment, ttlMs)
  }

  async close(): Promise<void> {
    this.#beat.end()
    for (const [limitKey, lease] of [...this.#leases.all()]) this.#ledger.release(limitKey, lease)
    this.#exchange.batch().leave() // its reply comes after those to all that was sent before
    const end = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())
    await Promise.race([this.#exchange.flush(), end])
    this.#guard.close()
    this.#affinities.close()
    await this.commands.close()
  }

  /** The others learn that there is one more. Where Redis is not there, the first claim tells. */
  #arrive(): void {
    this.#exchange.probe().catch(() => {})
  }

  async #claimThere<Candidate extends Limited>(
    candidates: readonly Candidate[],
    tokens: number,
    now: number,
  ): Promise<Claimed<Candidate> | undefined> {
    const unlimited = candidates.findIndex((candidate) => !hasLimits(candidate))
    const asked = unlimited < 0 ? candidates : candidates.slice(0, unlimited)
    const lease = this.#leases.next()
    const answer = await new Promise<Answer | undefined>((finish) =>
      this.#exchange.claim({ candidates: asked, tokens, lease, finish }),
    )
    if (!answer) return this.#claimHere(candidates, tokens, Date.now())
    const candidate = answer.chosen === undefined ? candidates[unlimited] : asked[answer.chosen]
    if (!candidate) return undefined
    return { candidate, claim: this.#taken(candidate, tokens, now, answer.sharedAt, lease) }
  }

  /** Without Redis, in this process's part of the limits. */
  #claimHere<Candidate extends Limited>(
    candidates: readonly Candidate[],
    tokens: number,
    now: number,
  ): Claimed<Candidate> | undefined {
    const candidate = candidates.find((one) => this.#own.roomAt(this.#view.ownPart(one), tokens, now) <= now)
    if (!candidate) return undefined
    const { limitKey, rpm, tpm } = candidate
    if (hasLimits(candidate)) {
      const requests = rpm === undefined ? 0 : 1
      this.#ledger.correct(
        { limitKey, at: now, sharedAt: undefined, requests, tokens: tpm === undefined ? 0 : tokens },
        now,
      )
    }
    return { candidate, claim: this.#taken(candidate, tokens, now, undefined, this.#leases.next()) }
  }

  #taken(limited: Limited, tokens: number, now: number, sharedAt: number | undefined, lease: string): Claim {
    const claim = this.#own.take(limited, tokens, now)
    if (!hasLimits(limited)) return claim
    const held = limited.maxParallel === undefined ? undefined : lease
    if (held !== undefined) this.#leases.add(limited.limitKey, held)
    return new SharedClaim(limited, tokens, now, sharedAt, held)
  }

  #replied(batch: Batch, reply: Reply): void {
    const now = Date.now()
    this.#ledger.noteEpoch(reply.epoch, now)
    for (const [index, { finish }] of batch.claims.entries()) finish(reply.answers[index])
    // The claims that were just granted are among this process's own before the shares are worked out.
    queueMicrotask(() => this.#view.learn(batch, reply, now))
  }

  #repliedLate(batch: Batch, reply: Reply): void {
    const now = Date.now()
    this.#ledger.noteEpoch(reply.epoch, now)
    this.#ledger.giveBack(batch, reply, now)
  }

  #newGuard(probe: () => Promise<unknown>, onUp: () => void = () => {}): OutageGuard {
    return new OutageGuard({
      timeoutMs: this.options.timeoutMs,
      probe,
      onUp,
      onDown: (cause) => this.#report(cause),
      onHang: () => this.commands.reconnect?.(),
    })
  }

  #report(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const message = `Redis is away (${reason}). Each process keeps to its own part of the limits until it is back.`
    try {
      this.options.onFailure(new APIConnectionError(message, { cause }))
    } catch {
      // A listener that throws harms no call.
    }
  }
}

/** Redis adds whole numbers. */
function toWhole(tokens: number): number {
  return Number.isFinite(tokens) ? Math.ceil(tokens) : 0
}
