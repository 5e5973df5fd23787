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
import type { Reply } from './reply.js'
import { SharedView } from './shared-view.js'
import { Untold } from './untold.js'

export interface SharedStateOptions extends Layout {
  /** ms that a call waits for Redis. */
  readonly timeoutMs: number
  /** Told once per outage. */
  readonly onFailure: (error: unknown) => void
  /** What the first calls wait for. */
  readonly ready?: Promise<unknown> | undefined
}

/** A claim that Redis knows of, or will. */
class SharedClaim implements Claim {
  constructor(
    readonly limited: Limited,
    readonly tokens: number,
    readonly at: number,
    /** When it was counted, ms on Redis's clock; undefined: here alone. */
    readonly sharedAt: number | undefined,
    readonly lease: string | undefined,
  ) {}
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
  readonly #untold: Untold
  readonly #leases = new Leases()
  readonly #guard: OutageGuard
  readonly #exchange: Exchange
  readonly #affinities: Affinities
  readonly #beat: Beat
  /** Unix ms until which this process found deployments down; 0: back, which Redis has not heard yet. */
  readonly #announced = new Map<string, number>()
  #ready: Promise<unknown> | undefined
  #epoch: string | undefined

  constructor(
    private readonly commands: RedisCommands,
    private readonly options: SharedStateOptions,
  ) {
    this.#own = new MemoryState(options.windowMs, options.buckets)
    this.#view = new SharedView(this.#own)
    this.#untold = new Untold(options)
    this.#guard = this.#newGuard(() => this.#exchange.probe())
    this.#exchange = new Exchange(commands, this.#guard, options, {
      replied: (batch, reply) => this.#replied(batch, reply),
      repliedLate: (batch, reply) => this.#giveBack(batch, reply),
      lost: (batch, sent) => this.#lost(batch, sent),
    })
    this.#affinities = new Affinities(commands, this.#guard, options.prefix)
    this.#beat = new Beat(options.leaseMs, this.#guard, this.#exchange, this.#leases, () => this.#tell())
    this.#ready = options.ready?.then(() => {
      this.#ready = undefined
    })
    this.#ready?.catch(() => {}) // a call tells it
  }

  used(limited: Limited, now: number): number {
    const known = this.#view.use(limited.limitKey)
    if (known === undefined || this.#guard.down) return this.#own.used(this.#view.ownPart(limited), now)
    this.#beat.keepKnown(limited.limitKey, known.at, now)
    return known.used(limited)
  }

  roomAt(limited: Limited, tokens: number, now: number): number {
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
    const whole = Math.ceil(tokens)
    const first = candidates[0]
    if (first && !hasLimits(first)) return { candidate: first, claim: { limited: first, tokens: whole, at: now } }
    return this.#guard.down ? this.#claimHere(candidates, whole, now) : this.#claimThere(candidates, whole, now)
  }

  settle(claim: Claim, { tokens, sent }: Settlement, now: number): void {
    if (!(claim instanceof SharedClaim)) return
    const { limited, lease, at, sharedAt } = claim
    const { limitKey, rpm, tpm } = limited
    const used = Math.round(tokens)
    this.#own.settle(claim, { tokens: used, sent })
    const correction: Correction = {
      limitKey,
      at,
      sharedAt,
      requests: rpm !== undefined && !sent ? -1 : 0,
      tokens: tpm === undefined ? 0 : used - claim.tokens,
    }
    this.#view.use(limitKey)?.freed(correction.requests, correction.tokens)
    this.#correct(correction, now)
    if (lease !== undefined) this.#release(limitKey, lease)
  }

  announce(key: string, downUntil: number): void {
    const now = Date.now()
    if (downUntil === 0) this.#view.back(key)
    if (downUntil > 0 || this.#guard.down) this.#announced.set(key, downUntil)
    else this.#announced.delete(key)
    if (!this.#guard.down) this.#exchange.batch().announce(key, Math.max(0, downUntil - now))
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
    for (const [limitKey, lease] of [...this.#leases.all()]) this.#release(limitKey, lease)
    const end = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())
    await Promise.race([this.#exchange.flush(), end])
    this.#guard.close()
    await this.commands.close()
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
      this.#exchange.batch().claim({ candidates: asked, tokens, lease, finish }),
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
    if (hasLimits(candidate))
      this.#untold.add({
        limitKey,
        at: now,
        requests: rpm === undefined ? 0 : 1,
        tokens: tpm === undefined ? 0 : tokens,
      })
    return { candidate, claim: this.#taken(candidate, tokens, now, undefined, this.#leases.next()) }
  }

  #taken(limited: Limited, tokens: number, now: number, sharedAt: number | undefined, lease: string): Claim {
    const claim = this.#own.take(limited, tokens, now)
    if (!hasLimits(limited)) return claim
    const held = limited.maxParallel === undefined ? undefined : lease
    if (held !== undefined) this.#leases.add(limited.limitKey, held)
    return new SharedClaim(limited, tokens, now, sharedAt, held)
  }

  #correct(correction: Correction, now: number): void {
    if (correction.requests === 0 && correction.tokens === 0) return
    if (this.#guard.down) this.#untold.add(correction)
    else this.#exchange.batch().correct(correction, now)
  }

  /** While Redis is away leases end by themselves. */
  #release(limitKey: string, lease: string): void {
    this.#leases.delete(limitKey, lease)
    if (!this.#guard.down) this.#exchange.batch().release(limitKey, lease)
  }

  #replied(batch: Batch, reply: Reply): void {
    const now = Date.now()
    this.#noteEpoch(reply.epoch, now)
    for (const [index, { finish }] of batch.claims.entries()) finish(reply.answers[index])
    // The claims that were just granted are among this process's own before the shares are worked out.
    queueMicrotask(() => this.#view.learn(batch, reply, now))
  }

  /** What was granted too late goes back: the call found its way without. */
  #giveBack({ claims }: Batch, { answers, epoch }: Reply): void {
    const now = Date.now()
    this.#noteEpoch(epoch, now)
    for (const [index, { candidates, tokens, lease }] of claims.entries()) {
      const { chosen, sharedAt } = answers[index] ?? {}
      const limited = chosen === undefined ? undefined : candidates[chosen]
      if (!limited) continue
      const { limitKey, rpm, tpm } = limited
      this.#correct(
        {
          limitKey,
          at: now,
          sharedAt,
          requests: rpm === undefined ? 0 : -1,
          tokens: tpm === undefined ? 0 : -tokens,
        },
        now,
      )
      this.#release(limitKey, lease)
    }
  }

  /** What was used is told again. What was given back is not: were it told twice, a limit would be exceeded. */
  #lost({ corrections }: Batch, sent: boolean): void {
    const least = sent ? 0 : Number.NEGATIVE_INFINITY
    for (const { limitKey, at, requests, tokens } of corrections)
      this.#untold.add({ limitKey, at, requests: Math.max(least, requests), tokens: Math.max(least, tokens) })
  }

  /** Another epoch: Redis has lost what it knew, and hears from each process what that has in use. */
  #noteEpoch(epoch: string, now: number): void {
    if (this.#epoch !== undefined && this.#epoch !== epoch) {
      this.#untold.replaceBy(this.#own, now)
      if (!this.#guard.down) this.#tellAll()
    }
    this.#epoch = epoch
  }

  /** Tells what Redis has not heard, and which calls go on. */
  #tell(): void {
    const now = Date.now()
    for (const correction of this.#untold.take(now)) this.#exchange.batch().correct(correction, now)
    for (const [limitKey, lease] of this.#leases.all()) this.#exchange.batch().renew(limitKey, lease)
  }

  /** The same after an outage, with what may have been lost. */
  #tellAll(): void {
    const now = Date.now()
    this.#tell()
    for (const [key, until] of this.#announced) {
      if (until === 0 || until > now) this.#exchange.batch().announce(key, Math.max(0, until - now))
      if (until <= now) this.#announced.delete(key)
    }
  }

  #newGuard(probe: () => Promise<unknown>): OutageGuard {
    const { timeoutMs, onFailure } = this.options
    return new OutageGuard({
      timeoutMs,
      probe,
      onUp: () => this.#tellAll(),
      onDown: (cause) => {
        const reason = cause instanceof Error ? cause.message : String(cause)
        const message = `Redis is away (${reason}). Each process keeps to its own part of the limits until it is back.`
        onFailure(new APIConnectionError(message, { cause }))
      },
    })
  }
}

function hasLimits({ rpm, tpm, maxParallel }: Limited): boolean {
  return rpm !== undefined || tpm !== undefined || maxParallel !== undefined
}
