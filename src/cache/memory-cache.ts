import type { LRUCache } from 'lru-cache'
import type { Cache, CacheEntry } from '../contract/cache.js'
import { BadRequestError } from '../contract/errors.js'

export interface MemoryCacheOptions {
  /** Entries at most. Default 10,000. */
  max?: number
  /** Bytes at most, of answers and keys. Default 64 MiB. */
  maxSize?: number
  /** ms that an entry is kept where the call does not say. Default: until it is evicted. */
  ttl?: number
}

const MAX_ENTRIES = 10_000
const MAX_BYTES = 64 * 1024 * 1024
/** What an entry takes beside its texts, about. */
const OVERHEAD_BYTES = 256

/**
 * Answers in the memory of this process; the least recently used go first.
 * @throws BadRequestError for an option that is no positive number
 */
export function memoryCache({ max = MAX_ENTRIES, maxSize = MAX_BYTES, ttl }: MemoryCacheOptions = {}): Cache {
  for (const [name, value] of Object.entries({ max, maxSize, ttl }))
    if (value !== undefined && !(Number.isFinite(value) && value > 0))
      throw new BadRequestError(`memoryCache ${name}: expected a number above 0.`, { param: name })
  let entries: LRUCache<string, CacheEntry> | undefined
  const opened = async () => {
    const { LRUCache } = await import('lru-cache') // loaded by those who store something
    entries ??= new LRUCache({
      max,
      maxSize,
      sizeCalculation: ({ body }, key) => body.length * 2 + key.length + OVERHEAD_BYTES,
    })
    return entries
  }
  return {
    name: 'memory',
    get(key) {
      const entry = entries?.get(key)
      if (entry?.expiresAt === undefined || Date.now() < entry.expiresAt) return entry
      entries?.delete(key)
      return undefined
    },
    set(key, entry) {
      const kept =
        ttl !== undefined && entry.expiresAt === undefined ? { ...entry, expiresAt: entry.createdAt + ttl } : entry
      if (entries !== undefined) {
        entries.set(key, kept)
        return undefined
      }
      return opened().then((fresh) => void fresh.set(key, kept))
    },
    delete(key) {
      entries?.delete(key)
    },
    close() {
      entries?.clear()
    },
  }
}
