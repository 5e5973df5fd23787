/** What a cache did for the calls of one namespace. */
export interface CacheStatistics {
  cache: string
  /** `''`: none. */
  namespace: string
  hits: number
  semanticHits: number
  misses: number
  stored: number
  errors: number
  /** Characters of the answers that were read and written. */
  bytesRead: number
  bytesWritten: number
  /** USD that the answers had cost that were not asked for again. */
  savedCost: number
  /** ms that they had taken. */
  savedMs: number
}

/** Namespaces that are counted apart; of more, all others count as one. */
const MAX_NAMESPACES = 1_000
const OTHERS = '(other)'

/** Counts by namespace, in constant memory. */
export class CacheCounters {
  readonly #byNamespace = new Map<string, CacheStatistics>()

  constructor(private readonly cache: string) {}

  of(namespace: string): CacheStatistics {
    const known = this.#byNamespace.get(namespace)
    if (known) return known
    const name = this.#byNamespace.size < MAX_NAMESPACES ? namespace : OTHERS
    const counted = this.#byNamespace.get(name) ?? fresh(this.cache, name)
    this.#byNamespace.set(name, counted)
    return counted
  }

  all(): CacheStatistics[] {
    return [...this.#byNamespace.values()].map((statistics) => ({ ...statistics }))
  }
}

function fresh(cache: string, namespace: string): CacheStatistics {
  return {
    cache,
    namespace,
    hits: 0,
    semanticHits: 0,
    misses: 0,
    stored: 0,
    errors: 0,
    bytesRead: 0,
    bytesWritten: 0,
    savedCost: 0,
    savedMs: 0,
  }
}
