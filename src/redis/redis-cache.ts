import { randomUUID } from 'node:crypto'
import type { Cache, CacheEntry, CacheLease } from '../contract/cache.js'
import { APIConnectionError } from '../contract/errors.js'
import type { RedisCommands } from './commands.js'
import { openRedis, type RedisConnection, refuse, warn } from './connection.js'
import { fromEntryText, toEntryText } from './entry-text.js'
import { OutageGuard } from './outage-guard.js'
import { toScript } from './script.js'

/** Options of `redisCache`, beside where Redis is. */
export interface RedisCacheOptions {
  /** What all keys begin with; caches of one prefix share their answers. Default `'modelrelay'`. */
  prefix?: string
  /** ms that an answer is kept where the call does not say. Default: until Redis evicts it. */
  ttl?: number
  /** ms that a look-up waits for Redis at most. Default 50. */
  timeoutMs?: number
  /** Told once per outage of Redis, and of each damaged entry among several. Default: a warning of the process. */
  onFailure?: (error: unknown) => void
}

/**
 * Answers in Redis, shared by all processes whose caches have the same prefix. A Redis that is slow or gone is a miss.
 * @throws BadRequestError for options that cannot be right
 * @example
 * createRelay({ cache: tieredCache([memoryCache(), redisCache({ url: 'redis://127.0.0.1:6379', ttl: 3_600_000 })]) })
 */
export function redisCache(
  options: RedisConnection & RedisCacheOptions,
): Cache & Required<Pick<Cache, 'getMany' | 'lease'>> {
  const { prefix = 'modelrelay', ttl, timeoutMs = 50, onFailure = warn } = options
  if (/[{}]/.test(prefix) || prefix === '') refuse('prefix', 'expected a name without braces')
  if (ttl !== undefined && !(Number.isFinite(ttl) && ttl > 0)) refuse('ttl', 'expected a number of ms above 0')
  if (!(timeoutMs >= 1)) refuse('timeoutMs', 'expected 1 or more')
  const { commands, ready } = openRedis(options)
  return new RedisCache(commands, { prefix, ttl, timeoutMs, onFailure, ready })
}

interface Settings {
  readonly prefix: string
  readonly ttl: number | undefined
  readonly timeoutMs: number
  readonly onFailure: (error: unknown) => void
  /** What the first calls wait for. */
  readonly ready: Promise<unknown> | undefined
}

/** Gives a lease back to nobody but its owner. */
const RELEASE = toScript(`if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`)

class RedisCache implements Cache {
  readonly name = 'redis'
  readonly #guard: OutageGuard
  #ready: Promise<unknown> | undefined
  /** Keys of look-ups under way; the oldest is what an outage was seen at. */
  readonly #asked = new Set<string>()
  #probeKey: string
  #closed = false

  constructor(
    private readonly commands: RedisCommands,
    private readonly settings: Settings,
  ) {
    this.#probeKey = this.#entryKey('probe')
    this.#guard = new OutageGuard({
      timeoutMs: settings.timeoutMs,
      probe: () => commands.send(this.#probeKey, ['EXISTS', this.#probeKey]),
      onDown: (cause) => this.#onDown(cause),
      onUp: () => {},
      onHang: () => commands.reconnect?.(),
    })
    this.#ready = settings.ready?.then(() => {
      this.#ready = undefined
    })
    this.#ready?.catch(() => {}) // the call that waits for it is told
  }

  async get(key: string): Promise<CacheEntry | undefined> {
    const entryKey = this.#entryKey(key)
    const text = await this.#ask(entryKey, ['GET', entryKey])
    return typeof text === 'string' ? unexpired(fromEntryText(text)) : undefined
  }

  async getMany(keys: readonly string[]): Promise<Array<CacheEntry | undefined>> {
    const [first] = keys
    if (first === undefined) return []
    const texts = this.commands.cluster ? await this.#getEach(keys) : await this.#getAll(keys, this.#entryKey(first))
    return keys.map((_, at) => {
      const text: unknown = texts[at]
      try {
        return typeof text === 'string' ? unexpired(fromEntryText(text)) : undefined
      } catch (error) {
        this.#report(error) // the others are answers all the same
        return undefined
      }
    })
  }

  async set(key: string, entry: CacheEntry): Promise<void> {
    await this.#ready
    const { ttl } = this.settings
    const entryKey = this.#entryKey(key)
    const kept =
      ttl !== undefined && entry.expiresAt === undefined ? { ...entry, expiresAt: entry.createdAt + ttl } : entry
    const args = ['SET', entryKey, toEntryText(kept)]
    if (kept.expiresAt !== undefined) {
      const leftMs = Math.ceil(kept.expiresAt - Date.now())
      if (leftMs <= 0) return this.delete(key)
      args.push('PX', String(leftMs))
    }
    await this.#tell(entryKey, args)
  }

  async delete(key: string): Promise<void> {
    await this.#ready
    const entryKey = this.#entryKey(key)
    await this.#tell(entryKey, ['DEL', entryKey])
  }

  async lease(key: string, ms: number): Promise<CacheLease | undefined> {
    const leaseKey = `${this.settings.prefix}:lease:{${key}}`
    const token = randomUUID()
    const release = async () => {
      if (!this.#guard.down) await this.commands.evaluate(RELEASE, [leaseKey], [token])
    }
    const reply = await this.#ask(leaseKey, ['SET', leaseKey, token, 'NX', 'PX', String(Math.ceil(ms))], release)
    // Without Redis each process asks for itself.
    if (reply === undefined) return { release: () => {} }
    return reply === null ? undefined : { release }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#guard.close()
    await this.commands.close()
  }

  async #getAll(keys: readonly string[], first: string): Promise<unknown[]> {
    const texts = await this.#ask(first, ['MGET', ...keys.map((key) => this.#entryKey(key))])
    return Array.isArray(texts) ? texts : []
  }

  /** Keys of a cluster live apart; commands sent without waiting travel together. */
  #getEach(keys: readonly string[]): Promise<unknown[]> {
    return Promise.all(
      keys.map(async (key) => {
        const entryKey = this.#entryKey(key)
        return this.#ask(entryKey, ['GET', entryKey])
      }),
    )
  }

  /** A reply in time; undefined: Redis is away, or too slow. `late`: what came afterwards is undone. */
  async #ask(key: string, args: readonly string[], late?: () => Promise<unknown>): Promise<unknown> {
    if (this.#ready && !(await this.#isReady(this.#ready))) return undefined
    this.#asked.add(key)
    const operation = async () => {
      try {
        return { reply: await this.commands.send(key, args) }
      } catch (error) {
        // Somebody else's key: Redis is well.
        if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return { foreign: error }
        throw error
      }
    }
    const undo = () => void late?.().catch(() => {})
    const result = await this.#guard.run<{ reply?: unknown; foreign?: Error }>(operation, undo)
    this.#asked.delete(key)
    if (result?.foreign) throw result.foreign
    return result?.reply
  }

  /** Whether the first connection is there in the time that a look-up has. */
  async #isReady(ready: Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, this.settings.timeoutMs, false)
    })
    try {
      return await Promise.race([ready.then(() => true), late])
    } finally {
      clearTimeout(timer)
    }
  }

  async #tell(key: string, args: readonly string[]): Promise<void> {
    if (this.#guard.down) throw new APIConnectionError('Redis is away; nothing was stored.')
    await this.commands.send(key, args)
  }

  #onDown(cause: unknown): void {
    const [oldest] = this.#asked
    if (oldest !== undefined) this.#probeKey = oldest
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#report(
      new APIConnectionError(`Redis is away (${reason}). The cache has no answers until it is back.`, { cause }),
    )
  }

  #report(error: unknown): void {
    try {
      this.settings.onFailure(error)
    } catch {
      // A listener that throws harms no call.
    }
  }

  /** One key per entry; the braces keep an entry and its lease on one server. */
  #entryKey(key: string): string {
    return `${this.settings.prefix}:cache:{${key}}`
  }
}

function unexpired(entry: CacheEntry): CacheEntry | undefined {
  return entry.expiresAt !== undefined && Date.now() >= entry.expiresAt ? undefined : entry
}
