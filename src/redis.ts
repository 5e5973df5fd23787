import { openRedis, type RedisConnection, refuse, warn } from './redis/connection.js'
import { RedisState } from './router/redis-state/redis-state.js'
import type { RouterState } from './router/state.js'

export type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './redis/client.js'
export type { RedisConnection } from './redis/connection.js'
export { type RedisCacheOptions, redisCache } from './redis/redis-cache.js'
export { type RedisSemanticCacheOptions, redisSemanticCache } from './redis/semantic/redis-semantic-cache.js'
export type { RouterState } from './router/state.js'

/** Options of `redisState`, beside where Redis is. */
export interface RedisStateOptions {
  /** What all keys begin with; routers of one prefix share their limits. Default `'modelrelay'`. */
  prefix?: string
  /** ms after which the parallel calls of a process that died are given back. Default 15,000. */
  leaseMs?: number
  /** ms that a call waits for Redis at most. Default 20. */
  timeoutMs?: number
  /** Told once per outage of Redis. Default: a warning of the process. */
  onFailure?: (error: unknown) => void
}

const MINUTE_MS = 60_000
/** 250 ms each: what a full limit gives back comes in pieces so small. */
const BUCKETS = 240

/**
 * Limits, down-times, affinity and speeds that all processes share whose routers have the same prefix. When Redis is
 * slow or gone, calls go on without it.
 * @throws BadRequestError for options that cannot be right
 * @example
 * createRouter({ models, state: redisState({ url: 'redis://127.0.0.1:6379' }) })
 */
export function redisState(options: RedisConnection & RedisStateOptions): RouterState {
  const { prefix = 'modelrelay', leaseMs = 15_000, timeoutMs = 20, onFailure = warn } = options
  if (/[{}]/.test(prefix) || prefix === '') refuse('prefix', 'expected a name without braces')
  if (!(leaseMs >= 100)) refuse('leaseMs', 'expected 100 or more')
  if (!(timeoutMs >= 1)) refuse('timeoutMs', 'expected 1 or more')
  const { commands, ready } = openRedis(options)
  const layout = {
    prefix,
    windowMs: MINUTE_MS,
    buckets: BUCKETS,
    leaseMs: Math.ceil(leaseMs),
    name: crypto.randomUUID(),
  }
  return new RedisState(commands, { ...layout, timeoutMs, onFailure, ready })
}
