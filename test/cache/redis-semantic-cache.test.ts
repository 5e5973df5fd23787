import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Cache, CacheEntry, SemanticCache } from '../../src/contract/cache.js'
import {
  type RedisConnection,
  type RedisSemanticCacheOptions,
  redisCache,
  redisSemanticCache,
} from '../../src/redis.js'
import { toyVectors } from '../../src/testing/toy-vectors.js'
import { testCache, testSemanticCache } from '../../src/testing.js'
import {
  REDIS_MISSING,
  type RedisCluster,
  type RedisServer,
  startRedis,
  startRedisCluster,
  withRedis,
} from '../support/redis-server.js'
import type { SemanticTask } from '../support/semantic-worker.js'

const WORKER = join(import.meta.dirname, '../support/semantic-worker.ts')

const embed = async (texts: string[]) => toyVectors(texts)
const [STORED, NEAR] = ['How do I reset my password?', 'Please tell me how do I reset my password']
const PATIENT = { timeout: 10_000 }

const keyOf = (number: number) => String(number).padStart(64, '0')
const entryOf = (body: string, more: Partial<CacheEntry> = {}): CacheEntry => {
  return { v: 1, kind: 'chat', createdAt: Date.now(), body, provider: 'p', model: 'm', ...more }
}
const at = (text: string, partition = 'p') => ({ partition, text })

describe.skipIf(REDIS_MISSING !== undefined)(withRedis('redisSemanticCache'), () => {
  let server: RedisServer
  let cluster: RedisCluster
  let plain: Redis
  let prefixes = 0
  const opened: SemanticCache[] = []
  const workers: ChildProcess[] = []

  beforeAll(async () => {
    ;[server, cluster] = await Promise.all([startRedis(), startRedisCluster()])
    plain = new Redis(server.port, '127.0.0.1')
  })
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL')
    for (const cache of opened) await cache.close()
    plain.disconnect()
    await Promise.all([server.stop(), cluster.stop()])
  })

  const freshPrefix = () => `semantic-${++prefixes}`

  /** As one process has it; those of one prefix share their answers. */
  function open(prefix: string, options: Partial<RedisSemanticCacheOptions> = {}, url = server.url): SemanticCache {
    const cache = redisSemanticCache({
      url,
      prefix,
      embed,
      threshold: 0.8,
      refreshMs: 0,
      timeoutMs: 5_000,
      ...options,
    })
    opened.push(cache)
    return cache
  }
  const namesOf = async (prefix: string) => (await plain.keys(`{${prefix}:questions:*`)).sort()
  const nameOf = async (prefix: string, what: string) =>
    (await namesOf(prefix)).find((name) => name.endsWith(what)) ?? ''
  const bodyOf = async (cache: SemanticCache, text: string) => (await cache.search(at(text)))?.entry.body

  const connections: Record<string, () => Promise<{ connection: RedisConnection; end: () => unknown }>> = {
    url: async () => ({ connection: { url: server.url }, end: () => {} }),
    ioredis: async () => {
      const client = new Redis(server.port, '127.0.0.1')
      return { connection: { client }, end: () => client.disconnect() }
    },
    'node-redis': async () => {
      const client = createClient({ url: server.url })
      await client.connect()
      return { connection: { client }, end: () => client.isOpen && client.destroy() }
    },
    'ioredis cluster': async () => {
      const client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })))
      return { connection: { client }, end: () => client.disconnect() }
    },
    'node-redis cluster': async () => {
      const client = createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) })
      await client.connect()
      return { connection: { client }, end: () => client.destroy() }
    },
  }
  for (const [name, connect] of Object.entries(connections)) {
    const made = new Map<Cache, string>()
    const make = async (prefix: string, settings: Pick<RedisSemanticCacheOptions, 'embed' | 'threshold'>) => {
      const { connection, end } = await connect()
      const cache = redisSemanticCache({ ...connection, ...settings, prefix, timeoutMs: 5_000 })
      made.set(cache, prefix)
      const close = cache.close.bind(cache)
      cache.close = async () => {
        await close()
        end()
      }
      return cache
    }
    testCache(
      { describe, test },
      {
        name: `redis-semantic over ${name}`,
        lease: true,
        create: () => make(freshPrefix(), { embed }),
        another: (cache) => make(made.get(cache) ?? '', { embed }),
      },
    )
    testSemanticCache(
      { describe, test },
      { name: `redis-semantic over ${name}`, create: (settings) => make(freshPrefix(), settings) },
    )
  }

  test('what one process stores, another finds by meaning, and what it deletes no more', async () => {
    const prefix = freshPrefix()
    const [here, there] = [open(prefix), open(prefix)]
    expect(await there.search(at(NEAR))).toBeUndefined()
    await here.set(keyOf(1), entryOf('answer'), at(STORED))
    expect(await there.search(at(NEAR))).toMatchObject({ key: keyOf(1), question: STORED, entry: { body: 'answer' } })
    await there.delete(keyOf(1))
    expect(await here.search(at(NEAR))).toBeUndefined()
    expect((await here.explain(at(NEAR))).nearest).toEqual([])
  })

  /** A process of its own, and what it tells once its task is done. */
  async function start(task: Omit<SemanticTask, 'url'>): Promise<{ worker: ChildProcess; told: Promise<unknown> }> {
    const worker = fork(WORKER, { execArgv: ['--import', 'tsx'] })
    workers.push(worker)
    await once(worker, 'spawn')
    worker.send({ ...task, url: server.url })
    return { worker, told: once(worker, 'message').then(([message]) => message) }
  }

  test('what a process stored before it was killed, running and new processes find', { timeout: 30_000 }, async () => {
    const options = { prefix: freshPrefix() }
    const running = await start({ options, key: keyOf(1), find: NEAR })
    const storing = await start({ options, key: keyOf(1), store: STORED })
    expect(await storing.told).toBe(STORED)
    storing.worker.kill('SIGKILL')
    expect(await running.told).toBe(STORED)
    running.worker.kill('SIGKILL')
    const restarted = await start({ options, key: keyOf(1), find: NEAR })
    expect(await restarted.told).toBe(STORED)
  })

  test('with a staleness of a second, the default, another process finds it a moment later', async () => {
    const prefix = freshPrefix()
    const [here, there] = [open(prefix), open(prefix, { refreshMs: 1_000 })]
    expect(await there.search(at(NEAR))).toBeUndefined()
    await here.set(keyOf(1), entryOf('answer'), at(STORED))
    await vi.waitFor(async () => expect(await bodyOf(there, NEAR)).toBe('answer'), PATIENT)
  })

  test('Redis is asked for news once in that time, however many search', async () => {
    const prefix = freshPrefix()
    const cache = open(prefix, { refreshMs: 3_600_000 })
    await cache.search(at(NEAR))
    await open(prefix).set(keyOf(1), entryOf('answer'), at(STORED))
    expect(await Promise.all(Array.from({ length: 10 }, () => cache.search(at(NEAR))))).toEqual(
      Array(10).fill(undefined),
    )
  })

  test('a process that starts anew finds all that was stored before, more than one page of it', async () => {
    const prefix = freshPrefix()
    const before = open(prefix)
    const count = 1_200
    const stored = Array.from({ length: count }, (_, n) => before.set(keyOf(n), entryOf(`a${n}`), at(STORED, `p${n}`)))
    await Promise.all(stored)
    await before.close()
    const after = open(prefix)
    for (const n of [0, 499, 500, 501, count - 1])
      expect((await after.search(at(NEAR, `p${n}`)))?.entry.body).toBe(`a${n}`)
    // All changes at once: more than a page of the log, too.
    const writer = open(prefix)
    await Promise.all(Array.from({ length: count }, (_, n) => writer.delete(keyOf(n))))
    await writer.set(keyOf(count), entryOf('last'), at(STORED))
    expect(await bodyOf(after, NEAR)).toBe('last')
    expect((await after.explain(at(NEAR, 'p7'))).nearest).toEqual([])
  })

  test('who missed more than the log holds reads all again', async () => {
    const prefix = freshPrefix()
    const [here, there] = [open(prefix), open(prefix)]
    await here.set(keyOf(1), entryOf('first'), at(STORED))
    expect(await bodyOf(there, NEAR)).toBe('first')
    await here.delete(keyOf(1))
    await here.set(keyOf(2), entryOf('second'), at(STORED))
    await plain.xtrim(await nameOf(prefix, ':log'), 'MAXLEN', 1)
    expect(await there.search(at(NEAR))).toMatchObject({ key: keyOf(2), entry: { body: 'second' } })
    expect((await there.explain(at(NEAR))).nearest).toHaveLength(1)
  })

  test('an answer that Redis evicted is a miss, and no other stands behind it', async () => {
    const prefix = freshPrefix()
    const [here, there] = [open(prefix), open(prefix)]
    await here.set(keyOf(1), entryOf('evicted'), at(STORED))
    expect(await bodyOf(there, STORED)).toBe('evicted')
    await plain.del(`${prefix}:cache:{${keyOf(1)}}`)
    expect(await there.search(at(STORED))).toBeUndefined()
    await here.set(keyOf(2), entryOf('other'), at(NEAR))
    expect(await bodyOf(there, STORED)).toBe('other')
    expect(await bodyOf(here, STORED)).toBe('other')
  })

  test('an answer is never given for the question that its key had before', async () => {
    const prefix = freshPrefix()
    const [here, there] = [open(prefix), open(prefix, { refreshMs: 3_600_000 })]
    await here.set(keyOf(1), entryOf('passwords'), at(STORED))
    expect(await bodyOf(there, NEAR)).toBe('passwords')
    await here.set(keyOf(1), entryOf('mountains'), at('Which mountains are covered with snow?'))
    expect(await there.search(at(NEAR))).toBeUndefined()
    await here.set(keyOf(1), entryOf('by its key alone'))
    expect(await here.search(at('Which mountains are covered with snow?'))).toBeUndefined()
  })

  test('an exact cache of the same prefix shares the answers', async () => {
    const prefix = freshPrefix()
    const cache = open(prefix)
    const exact = redisCache({ url: server.url, prefix, timeoutMs: 5_000 })
    const entry = entryOf('answer')
    await cache.set(keyOf(1), entry, at(STORED))
    expect(await exact.get(keyOf(1))).toMatchObject(entry)
    expect(await cache.get(keyOf(1))).toEqual(entry)
    expect((await cache.search(at(NEAR)))?.entry).toEqual(entry)
    await exact.close()
  })

  test('Redis keeps as many questions as allowed, the latest', async () => {
    const prefix = freshPrefix()
    const [here, there] = [open(prefix, { max: 3 }), open(prefix, { max: 3 })]
    for (let n = 0; n < 5; n++) await here.set(keyOf(n), entryOf(`a${n}`), at(STORED, `p${n}`))
    expect(await plain.hlen(await nameOf(prefix, ':records'))).toBe(3)
    expect(await plain.zcard(await nameOf(prefix, ':ages'))).toBe(3)
    for (const cache of [here, there]) {
      expect(await cache.search(at(STORED, 'p1'))).toBeUndefined()
      expect((await cache.search(at(STORED, 'p2')))?.entry.body).toBe('a2')
    }
  })

  test('expired questions leave Redis with the next that comes, and an unused list as a whole', async () => {
    const prefix = freshPrefix()
    const cache = open(prefix, { ttl: 3_600_000 })
    await cache.set(keyOf(1), entryOf('short', { expiresAt: Date.now() + 400 }), at(STORED))
    await cache.set(keyOf(2), entryOf('long'), at(STORED, 'q'))
    for (const name of await namesOf(prefix)) expect(await plain.pttl(name)).toBeGreaterThan(3_000_000)
    await vi.waitFor(async () => expect(await cache.search(at(STORED))).toBeUndefined(), PATIENT)
    await vi.waitFor(async () => {
      await cache.set(keyOf(3), entryOf('new'), at(STORED, 'r'))
      expect((await plain.hkeys(await nameOf(prefix, ':records'))).sort()).toEqual([keyOf(2), keyOf(3)])
    }, PATIENT)
    const endless = open(prefix)
    await endless.set(keyOf(4), entryOf('for ever'), at(STORED, 's'))
    for (const name of await namesOf(prefix)) expect(await plain.pttl(name)).toBe(-1)
  })

  test('vectors of different models never meet', async () => {
    const prefix = freshPrefix()
    const [here, there] = ['one', 'two'].map((model) =>
      open(prefix, { embed: Object.assign(embed.bind({}), { model }) }),
    )
    await here?.set(keyOf(1), entryOf('answer'), at(STORED))
    expect(await here?.search(at(STORED))).toBeDefined()
    expect((await there?.explain(at(STORED)))?.nearest).toEqual([])
    expect((await there?.get(keyOf(1)))?.body).toBe('answer')
  })

  test('an embedder without a name that was exchanged for one of other dimensions starts anew', async () => {
    const prefix = freshPrefix()
    const [before, after] = [open(prefix), open(prefix, { embed: async (texts) => texts.map(() => [1, 2, 3]) })]
    await before.set(keyOf(1), entryOf('before'), at(STORED))
    expect(await after.search(at(STORED))).toBeUndefined()
    await after.set(keyOf(2), entryOf('after'), at(STORED))
    expect(await bodyOf(after, STORED)).toBe('after')
    expect(await bodyOf(before, STORED)).toBe('before')
  })

  test('a damaged record is reported, and the others are found', async () => {
    const prefix = freshPrefix()
    const onFailure = vi.fn()
    const here = open(prefix)
    await here.set(keyOf(1), entryOf('answer'), at(STORED))
    const records = await nameOf(prefix, ':records')
    const none = ['', 'x', '[]', '["p","q",0,""]', '["p","q","r","AA=="]', '["p","q",0,"AAAA"]']
    for (const [n, text] of none.entries()) await plain.hset(records, keyOf(10 + n), text)
    const there = open(prefix, { onFailure })
    expect(await bodyOf(there, NEAR)).toBe('answer')
    expect(onFailure).toHaveBeenCalledTimes(none.length)
  })

  test('a Redis that hangs is a miss that embeds nothing; when it is well again there are answers again', async () => {
    const own = await startRedis()
    const onFailure = vi.fn()
    const embedded = vi.fn(embed)
    const cache = open('outage', { timeoutMs: 200, onFailure, embed: embedded }, own.url)
    await vi.waitFor(() => cache.set(keyOf(1), entryOf('answer'), at(STORED)), PATIENT)
    await vi.waitFor(async () => expect(await bodyOf(cache, NEAR)).toBe('answer'), PATIENT)
    onFailure.mockClear()
    own.pause()
    expect(await Promise.all([cache.search(at(NEAR)), cache.search(at(NEAR))])).toEqual([undefined, undefined])
    embedded.mockClear()
    expect(await cache.search(at('another question'))).toBeUndefined()
    expect(embedded).not.toHaveBeenCalled()
    expect(onFailure).toHaveBeenCalledOnce()
    await expect((async () => cache.set(keyOf(2), entryOf('x'), at('x')))()).rejects.toThrow()
    own.resume()
    await vi.waitFor(async () => expect(await bodyOf(cache, NEAR)).toBe('answer'), PATIENT)
    await own.kill()
    expect(await cache.search(at(NEAR))).toBeUndefined()
    await own.start() // empty
    await vi.waitFor(async () => {
      await cache.set(keyOf(3), entryOf('after'), at('Which mountains are covered with snow?'))
      expect(await bodyOf(cache, 'Which mountains are covered with snow?')).toBe('after')
    }, PATIENT)
    expect(await cache.search(at(NEAR))).toBeUndefined()
    await cache.close()
    await own.stop()
  })

  test('a Redis that was never there is a miss', async () => {
    const gone = await startRedis()
    await gone.stop()
    const cache = open('gone', { timeoutMs: 20, onFailure: () => {} }, gone.url)
    expect(await cache.search(at(NEAR))).toBeUndefined()
    expect((await cache.explain(at(NEAR))).nearest).toEqual([])
  })
})

test('options that cannot be right are refused', () => {
  const make = (options: Partial<RedisSemanticCacheOptions>) => () =>
    redisSemanticCache({ url: 'redis://127.0.0.1', embed, ...options })
  expect(make({ embed: '' })).toThrow('embed: ')
  expect(make({ threshold: 2 })).toThrow('threshold: ')
  expect(make({ max: 0 })).toThrow('max: ')
  expect(make({ ttl: -1 })).toThrow('ttl: ')
  expect(make({ refreshMs: -1 })).toThrow('refreshMs: ')
  expect(make({ prefix: 'a{b}' })).toThrow('prefix: ')
})
