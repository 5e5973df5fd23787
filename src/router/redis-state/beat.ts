import type { OutageGuard } from '../../redis/outage-guard.js'
import type { SharedLatency } from '../state.js'
import type { Exchange } from './exchange.js'
import type { Leases } from './leases.js'

/** ms between two beats, each at most one way to Redis. */
const BEAT_MS = 500
/** ms without a call after which it stops. */
const IDLE_MS = 5_000
/** Things told or asked in one beat. */
const MOST = 100

/** While calls run: renews their leases, hears the news where no claim brings them, tells and asks for speeds. */
export class Beat {
  #timer: NodeJS.Timeout | undefined
  #ended = false
  #calledAt = 0
  #renewedAt = 0
  readonly #told = new Map<string, SharedLatency>()
  readonly #asked = new Set<string>()
  readonly #limits = new Set<string>()

  constructor(
    private readonly leaseMs: number,
    private readonly guard: OutageGuard,
    private readonly exchange: Exchange,
    private readonly leases: Leases,
    private readonly tell: () => void,
  ) {}

  /** Somebody calls. */
  start(now: number): void {
    this.#calledAt = now
    if (this.#timer || this.#ended) return
    this.#timer = setInterval(() => this.#beat(Date.now()), Math.min(BEAT_MS, this.leaseMs / 3))
    this.#timer.unref()
  }

  end(): void {
    this.#ended = true
    this.#stop()
  }

  tellSpeed(key: string, speed: SharedLatency): void {
    if (this.#told.size < MOST || this.#told.has(key)) this.#told.set(key, speed)
  }

  askSpeed(key: string): void {
    if (this.#asked.size < MOST) this.#asked.add(key)
  }

  /** What is known of a limit is to stay no older than a beat or two. */
  keepKnown(limitKey: string, knownAt: number, now: number): void {
    if (now - knownAt >= BEAT_MS && this.#limits.size < MOST) this.#limits.add(limitKey)
  }

  #beat(now: number): void {
    if (now - this.#calledAt > IDLE_MS && this.leases.empty && this.#told.size === 0) {
      this.#stop()
      return
    }
    if (this.guard.down) return
    if (now - this.#renewedAt >= this.leaseMs / 3) {
      this.#renewedAt = now
      this.tell()
    }
    for (const [key, speed] of this.#told) this.exchange.batch().tellSpeed(key, speed)
    for (const key of this.#asked) this.exchange.batch().askSpeed(key)
    for (const limitKey of this.#limits) this.exchange.batch().look(limitKey)
    this.#told.clear()
    this.#asked.clear()
    this.#limits.clear()
    // An empty batch brings the news.
    if (now - this.exchange.repliedAt >= BEAT_MS / 2) this.exchange.batch()
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
