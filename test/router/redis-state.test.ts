import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createRouter } from '../../src/index.js'
import type { RedisClient } from '../../src/redis/client.js'
import { redisState } from '../../src/redis.js'
import type { RedisState } from '../../src/router/redis-state/redis-state.js'
import type { Claimed, Limited } from '../../src/router/state.js'
import {
  REDIS_MISSING,
  type RedisCluster,
  type RedisServer,
  startRedis,
  startRedisCluster,
  withRedis,
} from '../support/redis-server.js'
import { testedState } from '../support/redis-state.js'

interface Opened {
  client: RedisClient
  /** Whether commands still get through. */
  ping(): Promise<unknown>
  close(): Promise<unknown>
}

describe.skipIf(REDIS_MISSING)(withRedis('redisState'), () => {
  let server: RedisServer
  let cluster: RedisCluster

  beforeAll(async () => {
    ;[server, cluster] = await Promise.all([startRedis(), startRedisCluster()])
  }, 60_000)

  afterAll(async () => {
    await Promise.all([server?.stop(), cluster?.stop()])
  })

  const kinds: Record<string, () => Promise<Opened>> = {
    redis: async () => {
      const client = await createClient({ url: server.url }).connect()
      return { client, ping: () => client.get('x'), close: () => client.close() }
    },
    ioredis: async () => {
      const client = new Redis(server.url)
      return { client, ping: () => client.get('x'), close: () => client.quit() }
    },
    'a cluster of redis': async () => {
      const client = createCluster({ rootNodes: cluster.nodes.map(({ url }) => ({ url })) })
      await client.connect()
      return { client, ping: () => client.get('x'), close: () => client.close() }
    },
    'a cluster of ioredis': async () => {
      const client = new Cluster(cluster.nodes.map(({ port }) => ({ host: '127.0.0.1', port })))
      return { client, ping: () => client.get('x'), close: () => client.quit() }
    },
  }

  describe.each(Object.keys(kinds))('with %s', (kind) => {
    let one: Opened
    let other: Opened
    let count = 0

    beforeAll(async () => {
      const open = kinds[kind] ?? kinds['redis']
      if (!open) throw new TypeError('There is no such kind of client.')
      ;[one, other] = await Promise.all([open(), open()])
    })

    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
    })

    /** Two processes, as far as Redis can tell. */
    async function withTwo(
      run: (here: RedisState, there: RedisState) => Promise<void>,
      leaseMs = 15_000,
    ): Promise<void> {
      const prefix = `${kind}-${++count}`
      const [here, there] = [one, other].map(({ client }) => testedState(client, { prefix, leaseMs }))
      if (here === undefined || there === undefined) throw new TypeError('There are two.')
      try {
        await run(here, there)
      } finally {
        await Promise.all([here.close(), there.close()])
      }
    }

    it('counts the requests of all processes', () =>
      withTwo(async (here, there) => {
        const limited = limits({ rpm: 10 })
        const claims = await Promise.all(
          Array.from({ length: 30 }, (_, index) => (index % 2 ? here : there).claim([limited], 1, Date.now())),
        )
        expect(claims.filter(Boolean)).toHaveLength(10)
        expect(here.used(limited, Date.now())).toBe(1)
        const wait = here.roomAt(limited, 1, Date.now()) - Date.now()
        expect(wait).toBeGreaterThan(55_000)
        expect(wait).toBeLessThanOrEqual(60_250)
      }))

    it('answers a burst of claims, each once', () =>
      withTwo(async (here, there) => {
        const limited = limits({ rpm: 150, tpm: 100_000, maxParallel: 400 })
        const claims = await Promise.all(
          Array.from({ length: 2_000 }, (_, index) => (index % 2 ? here : there).claim([limited], 10, Date.now())),
        )
        expect(claims.filter(Boolean)).toHaveLength(150)
      }))

    it('gives back a request that never left', () =>
      withTwo(async (here, there) => {
        const limited = limits({ rpm: 1 })
        const claimed = await claim(here, limited)
        expect(await claim(there, limited)).toBeUndefined()
        here.settle(claimed?.claim ?? never(), { tokens: 0, sent: false }, Date.now())
        await vi.waitFor(async () => expect(await claim(here, limited)).toBeDefined())
      }))

    it('reserves tokens, and counts what was used in the end', () =>
      withTwo(async (here, there) => {
        const limited = limits({ tpm: 1_000 })
        const claimed = await claim(here, limited, 700)
        expect(await claim(there, limited, 400)).toBeUndefined()
        expect(there.roomAt(limited, 400, Date.now())).toBeGreaterThan(Date.now())
        expect(there.roomAt(limited, 100, Date.now())).toBeLessThanOrEqual(Date.now())
        here.settle(claimed?.claim ?? never(), { tokens: 599.6, sent: true }, Date.now())
        await vi.waitFor(async () => expect(await claim(there, limited, 300)).toBeDefined())
        expect(await claim(here, limited, 101)).toBeUndefined()
        expect(await claim(here, limited, 100)).toBeDefined()
      }))

    it('lends parallel calls, and gets them back', () =>
      withTwo(async (here, there) => {
        const limited = limits({ maxParallel: 2 })
        const first = await claim(here, limited)
        expect(await claim(there, limited)).toBeDefined()
        expect(await claim(there, limited)).toBeUndefined()
        here.settle(first?.claim ?? never(), { tokens: 0, sent: true }, Date.now())
        await vi.waitFor(async () => expect(await claim(there, limited)).toBeDefined())
      }))

    it('takes the first candidate that has room, and one without limits without asking', () =>
      withTwo(async (here, there) => {
        const [full, free, open] = [limits({ rpm: 1 }), limits({ rpm: 5 }), limits({})]
        await claim(there, full)
        expect((await here.claim([full, free], 1, Date.now()))?.candidate).toBe(free)
        expect((await here.claim([full, open], 1, Date.now()))?.candidate).toBe(open)
        expect(here.claim([open, full], 1, Date.now())).not.toBeInstanceOf(Promise)
      }))

    it('tells who is down, and who is back', () =>
      withTwo(async (here, there) => {
        const limited = limits({ rpm: 100 })
        const until = Date.now() + 60_000
        here.announce('azure', until)
        await vi.waitFor(async () => {
          await claim(there, limited)
          expect(Math.abs(there.downUntil('azure') - until)).toBeLessThan(1_000)
        })
        there.announce('azure', 0)
        expect(there.downUntil('azure')).toBe(0)
        await vi.waitFor(async () => {
          await claim(here, limited)
          expect(here.downUntil('azure')).toBe(0)
        })
      }))

    it('tells it without limits too, while calls run', () =>
      withTwo(async (here, there) => {
        here.announce('azure', Date.now() + 60_000)
        await claim(there, limits({}))
        await vi.waitFor(() => expect(there.downUntil('azure')).toBeGreaterThan(0), { timeout: 5_000 })
      }))

    it('tells how fast a deployment is', () =>
      withTwo(async (here, there) => {
        await Promise.all([claim(here, limits({})), claim(there, limits({}))])
        expect(there.latency('azure')).toBeUndefined()
        here.shareLatency('azure', { firstTokenMs: 123.456, perTokenMs: undefined })
        await vi.waitFor(
          () => expect(there.latency('azure')).toEqual({ firstTokenMs: 123.46, perTokenMs: undefined }),
          { timeout: 5_000 },
        )
      }))

    it('knows where a session went, in whichever process', () =>
      withTwo(async (here, there) => {
        expect(await there.affinity('session')).toBeUndefined()
        for (let session = 0; session < 20; session++) here.setAffinity(`session ${session}`, 'azure', 60_000)
        expect(here.affinity('session 0')).toBe('azure')
        for (let session = 0; session < 20; session++)
          await vi.waitFor(async () => expect(await there.affinity(`session ${session}`)).toBe('azure'))
      }))

    it('renews what a living process holds, and gives it back at its end', () =>
      withTwo(async (here, there) => {
        const limited = limits({ maxParallel: 1 })
        await claim(here, limited)
        const lasting = Date.now() + 800
        while (Date.now() < lasting) {
          expect(await claim(there, limited)).toBeUndefined()
          await new Promise((resolve) => setTimeout(resolve, 110))
        }
        await here.close()
        expect(await claim(there, limited)).toBeDefined()
      }, 300))

    it('leaves the client open', () =>
      withTwo(async (here, there) => {
        await claim(here, limits({ rpm: 1 }))
        await here.close()
        await one.ping()
        await claim(there, limits({ rpm: 1 }))
      }))
  })

  it('makes the limits of two routers one', async () => {
    const open = () =>
      createRouter({
        models: [
          { name: 'chat', model: 'openai/gpt-4o', rpm: 5, mock: 'Hello' },
          { name: 'backup', model: 'openai/gpt-4o-mini', mock: 'Hello from afar' },
        ],
        fallbacks: { chat: ['backup'] },
        state: redisState({ url: server.url, prefix: 'routers', timeoutMs: 2_000 }),
      })
    const routers = [open(), open()]
    const replies = await Promise.all(
      Array.from({ length: 16 }, async (_, index) =>
        routers[index % 2]?.completion({ model: 'chat', messages: [{ role: 'user', content: 'Hello' }] }),
      ),
    )
    const deployments = replies.map((reply) => reply?.meta.deployment)
    expect(deployments.filter((deployment) => deployment === 'openai/gpt-4o')).toHaveLength(5)
    expect(deployments.filter((deployment) => deployment === 'openai/gpt-4o-mini')).toHaveLength(11)
    await Promise.all(routers.map((router) => router.close()))
  })

  it('makes its own client from a URL, and closes it', async () => {
    const watcher = await createClient({ url: server.url }).connect()
    const connections = async () =>
      String(await watcher.sendCommand(['CLIENT', 'LIST']))
        .trim()
        .split('\n').length
    const before = await connections()
    const state = redisState({ url: server.url, prefix: 'by-url' })
    expect(await claim(state, limits({ rpm: 1 }))).toBeDefined()
    expect(await claim(state, limits({ rpm: 1 }))).toBeUndefined()
    expect(await connections()).toBe(before + 1)
    await state.close()
    await vi.waitFor(async () => expect(await connections()).toBe(before))
    await watcher.close()
  })

  it('does with ioredis where redis is not installed, and says so where neither is', async () => {
    const missing = () => {
      throw new Error('Cannot find package')
    }
    vi.doMock('redis', missing)
    const state = redisState({ url: server.url, prefix: 'by-url-too' })
    expect(await claim(state, limits({ rpm: 1 }))).toBeDefined()
    expect(await claim(state, limits({ rpm: 1 }))).toBeUndefined()
    await state.close()
    vi.doMock('ioredis', missing)
    const stranded = redisState({ url: server.url })
    await expect(claim(stranded, limits({ rpm: 1 }))).rejects.toMatchObject({
      name: 'MissingDependencyError',
      message: 'npm install redis',
    })
    await stranded.close()
    vi.doUnmock('redis')
    vi.doUnmock('ioredis')
  })

  it('refuses options that cannot be right, and shows no password', () => {
    expect(() => redisState({ url: 'http://user:secret@host' })).toThrow('url: expected redis:// or rediss://')
    expect(() => redisState({ url: 'redis://host', prefix: 'a{b}' })).toThrow('prefix: expected')
    expect(() => redisState({ url: 'redis://host', leaseMs: 1 })).toThrow('leaseMs: expected')
    expect(() => redisState({ url: 'redis://host', timeoutMs: 0 })).toThrow('timeoutMs: expected')
  })
})

function limits({ rpm, tpm, maxParallel }: { rpm?: number; tpm?: number; maxParallel?: number }): Limited {
  return { limitKey: `limit-${rpm}-${tpm}-${maxParallel}`, rpm, tpm, maxParallel }
}

async function claim(
  state: { claim: RedisState['claim'] },
  limited: Limited,
  tokens = 1,
): Promise<Claimed<Limited> | undefined> {
  return state.claim([limited], tokens, Date.now())
}

function never(): never {
  throw new TypeError('Nothing was claimed.')
}
