import { LRUCache } from 'lru-cache'
import type { RedisCommands } from '../../redis/commands.js'
import type { OutageGuard } from '../../redis/outage-guard.js'

const MAX_AFFINITIES = 20_000
/** ms for which another process's answer is believed without asking again. */
const FRESH_MS = 2_000
/** ms within which the same is not written twice. */
const REWRITE_MS = 10_000
/** What Redis said is remembered so long for when it is away. */
const REMEMBER_MS = 60_000

interface Remembered {
  readonly deployment: string | undefined
  readonly knownAt: number
  readonly writtenAt: number
}

/** Where sessions and prompt prefixes were sent to last; a key each, spread over a cluster. */
export class Affinities {
  readonly #known = new LRUCache<string, Remembered>({ max: MAX_AFFINITIES, perf: Date })
  #lastPlace = ''

  constructor(
    private readonly commands: RedisCommands,
    private readonly guard: OutageGuard,
    private readonly prefix: string,
  ) {}

  get(key: string): string | undefined | Promise<string | undefined> {
    const known = this.#known.get(key)
    if (this.guard.down || (known && Date.now() - known.knownAt < FRESH_MS)) return known?.deployment
    return this.#ask(key)
  }

  set(key: string, deployment: string, ttlMs: number): void {
    const now = Date.now()
    const known = this.#known.get(key)
    const rewrite = known?.deployment !== deployment || now - known.writtenAt >= Math.min(REWRITE_MS, ttlMs / 10)
    const written = rewrite && !this.guard.down
    const writtenAt = written ? now : (known?.writtenAt ?? 0)
    this.#known.set(key, { deployment, knownAt: now, writtenAt }, { ttl: ttlMs })
    if (!written) return
    const place = this.#place(key)
    void this.guard.run(() => this.commands.send(place, ['SET', place, deployment, 'PX', String(Math.ceil(ttlMs))]))
  }

  async #ask(key: string): Promise<string | undefined> {
    const place = this.#place(key)
    const found = await this.guard.run(() => this.commands.send(place, ['GET', place]))
    if (found === undefined) return this.#known.get(key)?.deployment
    // That there is none may change with the next call of any process, and is not remembered.
    const deployment = found === null ? undefined : String(found)
    if (deployment === undefined) this.#known.delete(key)
    else this.#known.set(key, { deployment, knownAt: Date.now(), writtenAt: 0 }, { ttl: REMEMBER_MS })
    return deployment
  }

  /** Asks for the last one again. */
  probe(): Promise<unknown> {
    return this.commands.send(this.#lastPlace, ['GET', this.#lastPlace])
  }

  close(): void {
    this.guard.close()
  }

  #place(key: string): string {
    this.#lastPlace = `${this.prefix}:affinity:${key}`
    return this.#lastPlace
  }
}
