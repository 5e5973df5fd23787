import type { Cache, CacheEntry } from '../contract/cache.js'
import { BadRequestError } from '../contract/errors.js'

/**
 * Several caches as one: asked in order, the nearest first; what a farther one has is written back to the nearer ones.
 * A cache that fails is passed over; only where all fail does the whole.
 * @throws BadRequestError for an empty list
 */
export function tieredCache(caches: readonly Cache[]): Cache {
  if (caches.length === 0) throw new BadRequestError('tieredCache: expected one cache or more.', { param: 'caches' })
  return new TieredCache(caches)
}

class TieredCache implements Cache {
  readonly name: string
  readonly #caches: readonly Cache[]
  readonly lease: NonNullable<Cache['lease']>

  constructor(caches: readonly Cache[]) {
    this.#caches = caches
    this.name = caches.map(({ name }) => name).join('+')
    // The farthest that can is the one that the most processes share.
    const shared = caches.findLast((cache) => cache.lease !== undefined)
    this.lease = (key, ms) => shared?.lease?.(key, ms) ?? { release: () => {} }
  }

  async get(key: string): Promise<CacheEntry | undefined> {
    const failures: unknown[] = []
    for (const [at, cache] of this.#caches.entries()) {
      try {
        const entry = await cache.get(key)
        if (!entry) continue
        await Promise.allSettled(this.#caches.slice(0, at).map(async (nearer) => nearer.set(key, entry)))
        return entry
      } catch (error) {
        failures.push(error)
      }
    }
    this.#failWhereAll(failures)
    return undefined
  }

  set: Cache['set'] = (key, entry, question) => this.#onAll((cache) => cache.set(key, entry, question))

  delete(key: string): Promise<void> {
    return this.#onAll((cache) => cache.delete(key))
  }

  close(): Promise<void> {
    return this.#onAll((cache) => cache.close())
  }

  async #onAll(act: (cache: Cache) => unknown): Promise<void> {
    const results = await Promise.allSettled(this.#caches.map(async (cache) => act(cache)))
    this.#failWhereAll(results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])))
  }

  #failWhereAll(failures: readonly unknown[]): void {
    if (failures.length === this.#caches.length) throw failures[0]
  }
}
