import type {
  Cache,
  CacheEntry,
  EmbedTexts,
  SemanticCache,
  SemanticExplanation,
  SemanticMatch,
  SemanticQuestion,
} from '../contract/cache.js'
import { BadRequestError } from '../contract/errors.js'
import { isThenable } from './in-time.js'

/**
 * Several caches as one: asked in order, the nearest first; what a farther one has is written back to the nearer ones.
 * A cache that fails is passed over; only where all fail does the whole. With a semantic cache among them it is one.
 * @throws BadRequestError for an empty list
 */
export function tieredCache(caches: readonly Cache[]): Cache {
  if (caches.length === 0) throw new BadRequestError('tieredCache: expected one cache or more.', { param: 'caches' })
  const semantic = caches.filter(isSemantic)
  return semantic.length > 0 ? new SemanticTiers(caches, semantic) : new Tiers(caches)
}

class Tiers implements Cache {
  readonly name: string
  readonly lease?: NonNullable<Cache['lease']>

  constructor(protected readonly caches: readonly Cache[]) {
    this.name = caches.map(({ name }) => name).join('+')
    // The farthest that can is the one that the most processes share.
    const shared = caches.findLast((cache) => cache.lease !== undefined)
    if (shared?.lease) this.lease = shared.lease.bind(shared)
  }

  get(key: string): CacheEntry | undefined | Promise<CacheEntry | undefined> {
    const [nearest] = this.caches
    try {
      const entry = nearest?.get(key)
      // What the nearest has at once is there at once.
      if (entry !== undefined && !isThenable(entry)) return entry
      return this.#getFrom(key, entry)
    } catch (error) {
      return this.#getFrom(key, Promise.reject(error))
    }
  }

  async getMany(keys: readonly string[]): Promise<Array<CacheEntry | undefined>> {
    const found = new Map<string, CacheEntry>()
    const failures: unknown[] = []
    for (const [at, cache] of this.caches.entries()) {
      const missing = [...new Set(keys)].filter((key) => !found.has(key))
      if (missing.length === 0) break
      try {
        const entries = await manyOf(cache, missing)
        missing.forEach((key, place) => {
          const entry = entries[place]
          if (!entry) return
          found.set(key, entry)
          this.#fill(at, key, entry)
        })
      } catch (error) {
        failures.push(error)
      }
    }
    this.failWhereAll(failures)
    return keys.map((key) => found.get(key))
  }

  set: Cache['set'] = (key, entry, question) => this.#onAll((cache) => cache.set(key, entry, question))

  delete(key: string): Promise<void> {
    return this.#onAll((cache) => cache.delete(key))
  }

  close(): Promise<void> {
    return this.#onAll((cache) => cache.close())
  }

  async #getFrom(key: string, first: CacheEntry | undefined | PromiseLike<CacheEntry | undefined>) {
    const failures: unknown[] = []
    for (const [at, cache] of this.caches.entries()) {
      try {
        const entry = await (at === 0 ? first : cache.get(key))
        if (!entry) continue
        this.#fill(at, key, entry)
        return entry
      } catch (error) {
        failures.push(error)
      }
    }
    this.failWhereAll(failures)
    return undefined
  }

  /** The caller does not wait for the nearer ones; one that fails is asked again next time. */
  #fill(from: number, key: string, entry: CacheEntry): void {
    for (const nearer of this.caches.slice(0, from)) (async () => nearer.set(key, entry))().catch(() => {})
  }

  async #onAll(act: (cache: Cache) => unknown): Promise<void> {
    const results = await Promise.allSettled(this.caches.map(async (cache) => act(cache)))
    this.failWhereAll(results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])))
  }

  protected failWhereAll(failures: readonly unknown[], of: readonly Cache[] = this.caches): void {
    if (failures.length === of.length) throw failures[0]
  }
}

class SemanticTiers extends Tiers implements SemanticCache {
  constructor(
    caches: readonly Cache[],
    private readonly semantic: readonly SemanticCache[],
  ) {
    super(caches)
  }

  async search(question: SemanticQuestion): Promise<SemanticMatch | undefined> {
    const failures: unknown[] = []
    for (const cache of this.semantic) {
      try {
        const match = await cache.search(question)
        if (match) return match
      } catch (error) {
        failures.push(error)
      }
    }
    this.failWhereAll(failures, this.semantic)
    return undefined
  }

  async explain(question: SemanticQuestion): Promise<SemanticExplanation> {
    const explained: SemanticExplanation[] = []
    for (const cache of this.semantic) {
      const explanation = await cache.explain(question)
      if (explanation.match) return explanation
      explained.push(explanation)
    }
    const nearest = explained.flatMap((each) => each.nearest).sort((one, other) => other.similarity - one.similarity)
    return { nearest, reason: explained.map(({ reason }) => reason).join(' ') }
  }

  connect(embed: EmbedTexts): void {
    for (const cache of this.semantic) cache.connect?.(embed)
  }
}

async function manyOf(cache: Cache, keys: readonly string[]): Promise<Array<CacheEntry | undefined>> {
  return cache.getMany ? cache.getMany(keys) : Promise.all(keys.map(async (key) => cache.get(key)))
}

function isSemantic(cache: Cache): cache is SemanticCache {
  return 'search' in cache && typeof cache.search === 'function'
}
