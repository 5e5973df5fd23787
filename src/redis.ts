import { BadRequestError } from './contract/errors.js'
import type { RedisClient } from './redis/client.js'
import { type RedisCommands, toCommands } from './redis/commands.js'
import { connectLater } from './redis/connect.js'
import { RedisState } from './router/redis-state/redis-state.js'
import type { RouterState } from './router/state.js'

export type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './redis/client.js'
export type { RouterState } from './router/state.js'

/** Where Redis is: an address, or a client of yours. */
export type RedisConnection =
  | {
      /** `redis://` or `rediss://`. Needs the package `redis` or `ioredis`. */
      url: string
      client?: undefined
    }
  | {
      /** Of `redis` (connected by you) or `ioredis`, for one server or a cluster. It is never closed. */
      client: RedisClient
      url?: undefined
    }

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
  const { commands, ready } = open(options)
  const layout = {
    prefix,
    windowMs: MINUTE_MS,
    buckets: BUCKETS,
    leaseMs: Math.ceil(leaseMs),
    name: crypto.randomUUID(),
  }
  return new RedisState(commands, { ...layout, timeoutMs, onFailure, ready })
}

function open({ url, client }: RedisConnection): { commands: RedisCommands; ready?: Promise<unknown> } {
  if (client !== undefined) return { commands: toCommands(client) }
  if (typeof url !== 'string' || !/^rediss?:$/.test(protocolOf(url)))
    refuse('url', 'expected redis:// or rediss://, or a client')
  return connectLater(url)
}

/** The address may hold a password: it is in no message. */
function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

function refuse(param: string, message: string): never {
  throw new BadRequestError(`${param}: ${message}`, { param })
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error.message : String(error), 'ModelRelayWarning')
}
