import type { Cache } from '../contract/cache.js'

/** A cache with what is kept in it and how. */
export interface CacheConfig {
  /** Where answers are kept. Absent only with `systemPromptOnly`. */
  store?: Cache
  /** `on` (default): every call that does not say `cache: false`. `opt-in`: calls with a `cache` option. */
  mode?: 'on' | 'opt-in'
  /** Models whose calls are cached, as callers name them. Default: all. */
  models?: readonly string[] | ((model: string) => boolean)
  /** ms that an answer is kept. Default: what the cache itself says. */
  ttl?: number
  /** Before every other part of the key. */
  namespace?: string
  /** `any`: answers to a `temperature` above 0 are kept too. Default `zero`: only where a call asks for it by `cache: { write: true }`. */
  temperature?: 'zero' | 'any'
  /** Identical calls that are under way share one request. Default true. */
  singleFlight?: boolean
  /** ms that other processes wait for the one that asks, where the cache has leases; then they ask too. Default 30,000. */
  leaseMs?: number
  /** ms that a look-up may take; a semantic one five times as long. Default 1,000. Caches have their own, shorter limits. */
  timeout?: number
  /** True: no answers are kept; the system prompt and the tools are marked for the vendor's own prompt cache. Default false. */
  systemPromptOnly?: boolean
  /** Stored answers as streams: ms between two chunks. Default 0: as fast as they are read. */
  replay?: { chunkMs: number }
}

export function isCache(value: Cache | CacheConfig): value is Cache {
  return 'get' in value && 'set' in value
}
