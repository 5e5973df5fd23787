import type { Cache, CacheEntry } from '../contract/cache.js'

export interface CacheTestOptions {
  /** What the tests are called by: `'redis'`. */
  name: string
  /** Gives a cache that holds nothing. It is closed after each test. */
  create(): Cache | Promise<Cache>
  /** Gives a second cache over the same store, as another process would; without it, what is about sharing is left out. */
  another?: (cache: Cache) => Cache | Promise<Cache>
  /** Damages what is stored under a key; without it, what is about damage is left out. */
  damage?: (cache: Cache, key: string) => void | Promise<void>
  /** True: the cache has `lease`. */
  lease?: boolean
}

/** What a behaviour needs of the options. */
export type CacheAbility = 'another' | 'damage' | 'lease'

/** One thing that every cache does. */
export interface CacheBehaviour {
  /** A sentence. */
  readonly name: string
  readonly needs: readonly CacheAbility[]
  /** Throws where the cache does otherwise. */
  run(subject: CacheSubject): Promise<void>
}

export function cacheBehaviour(
  name: string,
  needs: readonly CacheAbility[],
  run: CacheBehaviour['run'],
): CacheBehaviour {
  return { name, needs, run }
}

/** The cache under test. */
export class CacheSubject {
  readonly #opened: Cache[] = []

  private constructor(
    readonly cache: Cache,
    private readonly options: CacheTestOptions,
  ) {
    this.#opened.push(cache)
  }

  static async open(options: CacheTestOptions): Promise<CacheSubject> {
    return new CacheSubject(await options.create(), options)
  }

  /** A second cache over the same store. */
  async another(): Promise<Cache> {
    if (!this.options.another) throw new Error('The options have no `another`.')
    const cache = await this.options.another(this.cache)
    this.#opened.push(cache)
    return cache
  }

  async damage(key: string): Promise<void> {
    if (!this.options.damage) throw new Error('The options have no `damage`.')
    await this.options.damage(this.cache, key)
  }

  async close(): Promise<void> {
    for (const cache of this.#opened.reverse()) await cache.close()
  }
}

/** A key as the relay makes them. */
export function keyOf(digit: string): string {
  return digit.repeat(64)
}

export function entryOf(body: string, more: Partial<CacheEntry> = {}): CacheEntry {
  return { v: 1, kind: 'chat', createdAt: Date.now(), body, provider: 'test', model: 'model-1', ...more }
}
