import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Cache } from '../../src/contract/cache.js'
import { type RedisConnection, redisCache } from '../../src/redis.js'
import { type CacheTestOptions, testCache } from '../../src/testing.js'
import {
  REDIS_MISSING,
  type RedisCluster,
  type RedisServer,
  startRedis,
  startRedisCluster,
  withRedis,
} from '../support/redis-server.js'

const KEY = 'a'.repeat(64)
const entry = { v: 1 as const, kind: 'chat' as const, createdAt: Date.now(), body: 'text', provider: 'p', model: 'm' }

describe.skipIf(REDIS_MISSING !== undefined)(withRedis('redisCache'), () => {
  let server: RedisServer
  let cluster: RedisCluster
  let plain: Redis
  let prefixes = 0

  beforeAll(async () => {
    ;[server, cluster] = await Promise.all([startRedis(), startRedisCluster()])
    plain = new Redis(server.port, '127.0.0.1')
  })
  afterAll(async () => {
    plain.disconnect()
    await Promise.all([server.stop(), cluster.stop()])
  })

  /** Options of the shared tests for one kind of connection, each cache under a prefix of its own. */
  function optionsFor(
    name: string,
    connect: () => Promise<{ connection: RedisConnection; end: () => unknown }>,
  ): CacheTestOptions {
    const made = new Map<Cache, { prefix: string; connection: RedisConnection }>()
    const make = async (prefix: string) => {
      const { connection, end } = await connect()
      const cache = redisCache({ ...connection, prefix, timeoutMs: 5_000 })
      made.set(cache, { prefix, connection })
      const close = cache.close.bind(cache)
      cache.close = async () => {
        await close()
        end()
      }
      return cache
    }
    return {
      name,
      lease: true,
      create: () => make(`test-${name.replaceAll(' ', '-')}-${++prefixes}`),
      another: (cache) => make(made.get(cache)?.prefix ?? ''),
    }
  }

  testCache(
    { describe, test },
    {
      ...optionsFor('url', async () => ({ connection: { url: server.url }, end: () => {} })),
    },
  )
  testCache(
    { describe, test },
    optionsFor('ioredis', async () => {
      const client = new Redis(server.port, '127.0.0.1')
      return { connection: { client }, end: () => client.disconnect() }
    }),
  )
  testCache(
    { describe, test },
    optionsFor('node-redis', async () => {
      const client = createClient({ url: server.url })
      await client.connect()
      return { connection: { client }, end: () => client.isOpen && client.destroy() }
    }),
  )
  testCache(
    { describe, test },
    optionsFor('ioredis cluster', async () => {
      const client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })))
      return { connection: { client }, end: () => client.disconnect() }
    }),
  )
  testCache(
    { describe, test },
    optionsFor('node-redis cluster', async () => {
      const client = createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) })
      await client.connect()
      return { connection: { client }, end: () => client.destroy() }
    }),
  )

  test("what is damaged or somebody else's is an error, and can be replaced", async () => {
    const cache = redisCache({ url: server.url, prefix: 'damage', timeoutMs: 5_000 })
    const name = `damage:cache:{${KEY}}`
    await cache.set(KEY, entry)
    const whole = await plain.get(name)
    for (const text of [whole?.slice(0, -1), '{"v":1}', '', 'hello', '{"v":2,"length":1}\nx', 'null\n']) {
      await plain.set(name, text ?? '')
      await expect((async () => cache.get(KEY))()).rejects.toThrow('no answer of ours')
    }
    await plain.del(name)
    await plain.lpush(name, 'x')
    await expect((async () => cache.get(KEY))()).rejects.toThrow('WRONGTYPE')
    expect(await cache.getMany?.([KEY])).toEqual([undefined])
    await cache.set(KEY, entry)
    expect(await cache.get(KEY)).toEqual(entry)
    await cache.close()
  })

  test('Redis forgets an answer when its time is over', async () => {
    const cache = redisCache({ url: server.url, prefix: 'ttl', ttl: 60_000, timeoutMs: 5_000 })
    await cache.set(KEY, { ...entry, createdAt: Date.now() })
    expect(await plain.pttl(`ttl:cache:{${KEY}}`)).toBeGreaterThan(50_000)
    await cache.set(KEY, { ...entry, expiresAt: Date.now() + 3_600_000 })
    expect(await plain.pttl(`ttl:cache:{${KEY}}`)).toBeGreaterThan(3_500_000)
    await cache.close()
  })

  test('a Redis that hangs is a miss and is told once; when it is well again there are answers again', async () => {
    const own = await startRedis()
    const onFailure = vi.fn()
    const cache = redisCache({ url: own.url, timeoutMs: 200, onFailure })
    await cache.set(KEY, entry)
    await vi.waitFor(async () => expect(await cache.get(KEY)).toEqual(entry), 10_000)
    onFailure.mockClear()
    own.pause()
    expect(await Promise.all([cache.get(KEY), cache.get(KEY)])).toEqual([undefined, undefined])
    expect(await cache.get(KEY)).toBeUndefined()
    expect(await cache.getMany?.([KEY])).toEqual([undefined])
    expect(await cache.lease?.(KEY, 1_000)).toBeDefined() // each process asks for itself
    await expect((async () => cache.set(KEY, entry))()).rejects.toThrow('nothing was stored')
    expect(onFailure).toHaveBeenCalledOnce()
    own.resume()
    await vi.waitFor(async () => expect(await cache.get(KEY)).toEqual(entry), 10_000)
    await cache.close()
    await own.stop()
  })

  test('a Redis that was never there is a miss', async () => {
    const gone = await startRedis()
    await gone.stop()
    const cache = redisCache({ url: gone.url, timeoutMs: 20, onFailure: () => {} })
    expect(await cache.get(KEY)).toBeUndefined()
    await cache.close()
  })

  test('a client that was handed in stays open', async () => {
    const cache = redisCache({ client: plain, timeoutMs: 5_000 })
    await cache.close()
    expect(await plain.ping()).toBe('PONG')
  })
})

test('options that cannot be right are refused', () => {
  expect(() => redisCache({ url: 'http://x' })).toThrow('url: expected redis://')
  expect(() => redisCache({ url: 'redis://127.0.0.1', ttl: -1 })).toThrow('ttl: ')
  expect(() => redisCache({ url: 'redis://127.0.0.1', prefix: 'a{b}' })).toThrow('prefix: ')
})
