// Which clients redisState() takes, and what redisSemanticCache() needs. Checked by `npm run typecheck`; nothing here runs.
import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import { expectTypeOf } from 'vitest'
import { createRelay, createRouter, type SemanticCache } from '../../src/index.js'
import { type RouterState, redisSemanticCache, redisState } from '../../src/redis.js'

export function takesAnyClient(): void {
  expectTypeOf(redisState({ client: createClient() })).toEqualTypeOf<RouterState>()
  redisState({ client: createClient({ RESP: 2 }) })
  redisState({ client: createCluster({ rootNodes: [] }) })
  redisState({ client: new Redis() })
  redisState({ client: new Cluster([]) })
  redisState({ url: 'redis://127.0.0.1', prefix: 'shop', leaseMs: 15_000, timeoutMs: 20 })
  createRouter({ models: [], state: redisState({ url: 'redis://127.0.0.1' }) })
  // @ts-expect-error one of both
  redisState({ url: 'redis://127.0.0.1', client: new Redis() })
  // @ts-expect-error one at least
  redisState({ prefix: 'shop' })
  // @ts-expect-error no client of Redis
  redisState({ client: {} })
}

export function makesSemanticCaches(): void {
  const cache = redisSemanticCache({ url: 'redis://127.0.0.1', embed: 'openai/text-embedding-3-small', ttl: 60_000 })
  expectTypeOf(cache).toEqualTypeOf<SemanticCache>()
  createRelay({ cache })
  redisSemanticCache({ client: new Redis(), embed: async (texts) => texts.map(() => [1]), guards: true })
  // @ts-expect-error an embedder is needed
  redisSemanticCache({ url: 'redis://127.0.0.1' })
  // @ts-expect-error one of both
  redisSemanticCache({ url: 'redis://127.0.0.1', client: new Redis(), embed: 'openai/text-embedding-3-small' })
}
