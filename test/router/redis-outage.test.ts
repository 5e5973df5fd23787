import { createClient } from 'redis'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { redisState } from '../../src/redis.js'
import type { RedisState, SharedStateOptions } from '../../src/router/redis-state/redis-state.js'
import type { Claimed, Limited } from '../../src/router/state.js'
import { REDIS_MISSING, type RedisServer, startRedis, withRedis } from '../support/redis-server.js'
import { testedState } from '../support/redis-state.js'

describe.skipIf(REDIS_MISSING)(withRedis('redisState without its Redis'), () => {
  let server: RedisServer
  let failures: unknown[] = []

  beforeAll(async () => {
    server = await startRedis()
  })

  afterAll(async () => {
    await server?.stop()
  })

  beforeEach(() => {
    failures = []
  })

  /** Two processes, as far as Redis can tell, each with a connection of its own. */
  async function withTwo(
    run: (here: RedisState, there: RedisState) => Promise<void>,
    options: Partial<SharedStateOptions> = {},
  ): Promise<void> {
    const prefix = `outage-${Math.random()}`
    const onFailure = (error: unknown) => failures.push(error)
    const open = async () => {
      const client = await createClient({ url: server.url, socket: { reconnectStrategy: 20 } }).connect()
      return { client, state: testedState(client, { prefix, onFailure, ...options }) }
    }
    const [here, there] = await Promise.all([open(), open()])
    try {
      await run(here.state, there.state)
    } finally {
      server.resume()
      await Promise.all([here.state.close(), there.state.close()])
      here.client.destroy()
      there.client.destroy()
    }
  }

  it('goes on with its part of the limits while Redis is frozen, and tells what it used', () =>
    withTwo(
      async (here, there) => {
        const limited = limits({ rpm: 12 })
        for (let index = 0; index < 3; index++) await Promise.all([claim(here, limited), claim(there, limited)])
        await claim(here, limited)
        server.pause()
        const before = performance.now()
        expect(await claim(here, limited)).toBeDefined()
        expect(performance.now() - before).toBeLessThan(1_000)
        // 4 of 7 were its own: it may use 4 of 7 parts of 12.
        expect(here.claim([limited], 1, Date.now())).toMatchObject({ candidate: limited })
        expect(here.claim([limited], 1, Date.now())).toBeUndefined()
        expect(failures).toHaveLength(1)
        expect(failures[0]).toMatchObject({
          name: 'APIConnectionError',
          message: expect.stringContaining('Redis is away'),
        })
        server.resume()
        await vi.waitFor(async () => expect(await counted(server, limited, 'R')).toBe(9), { timeout: 5_000 })
        expect(await granted(there, limited, 12)).toBe(3)
        expect(await granted(here, limited, 12)).toBe(0)
        expect(failures).toHaveLength(1)
      },
      { timeoutMs: 50 },
    ))

  it('tells an empty Redis what is in use', () =>
    withTwo(
      async (here, there) => {
        const [busy, held] = [limits({ rpm: 10, tpm: 1_000 }), limits({ maxParallel: 2 })]
        for (let index = 0; index < 3; index++) await Promise.all([claim(here, busy, 100), claim(there, busy, 100)])
        await Promise.all([claim(here, held), claim(there, held)])
        here.announce('azure', Date.now() + 60_000)
        await claim(here, busy, 100)
        await server.kill()
        expect(await claim(here, busy, 1_000)).toBeUndefined()
        await server.start()
        const back = async () => expect(await counted(server, busy, 'R')).toBe(7)
        await vi.waitFor(back, { timeout: 10_000, interval: 50 })
        expect(await counted(server, busy, 'T')).toBe(700)
        expect(await claim(here, held)).toBeUndefined()
        expect(await claim(there, held)).toBeUndefined()
        expect(await granted(here, busy, 10)).toBe(3)
        await vi.waitFor(() => expect(there.downUntil('azure')).toBeGreaterThan(Date.now()), { timeout: 5_000 })
      },
      { timeoutMs: 50 },
    ))

  it('counts a call that ended while Redis was away', () =>
    withTwo(
      async (here, there) => {
        const limited = limits({ tpm: 1_000 })
        const claimed = await claim(here, limited, 900)
        server.pause()
        await claim(here, limited, 5)
        here.settle(claimed?.claim ?? never(), { tokens: 100, sent: true }, Date.now())
        server.resume()
        await vi.waitFor(async () => expect(await counted(server, limited, 'T')).toBe(105), { timeout: 5_000 })
        expect(await claim(there, limited, 895)).toBeDefined()
        expect(await claim(there, limited, 1)).toBeUndefined()
      },
      { timeoutMs: 50 },
    ))

  it('answers from what it remembers of sessions', () =>
    withTwo(
      async (here) => {
        here.setAffinity('session', 'azure', 60_000)
        await claim(here, limits({ rpm: 1 }))
        server.pause()
        expect(await here.affinity('other')).toBeUndefined()
        expect(here.affinity('session')).toBe('azure')
        here.setAffinity('another', 'openai', 60_000)
        expect(here.affinity('another')).toBe('openai')
      },
      { timeoutMs: 50 },
    ))

  it.each(['redis', 'ioredis'])('with its own client of %s it finds back to a Redis that was frozen', async (kind) => {
    if (kind === 'ioredis')
      vi.doMock('redis', () => {
        throw new Error('Cannot find package')
      })
    const state = redisState({ url: server.url, prefix: `frozen-${kind}`, onFailure: () => {} })
    const limited = limits({ rpm: 1_000 })
    await claim(state, limited)
    server.pause()
    for (const until = Date.now() + 1_500; Date.now() < until; await new Promise((done) => setTimeout(done, 50)))
      expect(await claim(state, limited)).toBeDefined()
    server.resume()
    await vi.waitFor(async () => expect(await counted(server, limited, 'R')).toBeGreaterThan(20), { timeout: 5_000 })
    vi.doUnmock('redis')
    await state.close()
  })

  it('keeps the limits of a process where Redis never was', async () => {
    const told: unknown[] = []
    const state = redisState({ url: 'redis://127.0.0.1:1', onFailure: (error) => told.push(error) })
    const limited = limits({ rpm: 5 })
    expect(await granted(state, limited, 10)).toBe(5)
    expect(told).toHaveLength(1)
    await state.close()
  })

  it('never throws into a call, whatever Redis answers', async () => {
    const client = {
      isReady: true,
      sendCommand: async (): Promise<unknown> => 'OK',
      on: () => {},
      off: () => {},
    }
    const state = testedState(client)
    expect(await granted(state, limits({ rpm: 5 }), 10)).toBe(5)
    await state.close()
  })
})

/** Requests (`R`) or tokens (`T`) that Redis has counted. */
async function counted({ url }: RedisServer, { limitKey }: Limited, field: 'R' | 'T'): Promise<number> {
  const client = await createClient({ url }).connect()
  const [key = ''] = await client.keys(`*:counts:${limitKey}`)
  const found = Number(await client.hGet(key, field))
  await client.close()
  return found
}

async function granted(state: { claim: RedisState['claim'] }, limited: Limited, calls: number): Promise<number> {
  let count = 0
  for (let call = 0; call < calls; call++) if (await claim(state, limited)) count++
  return count
}

async function claim(
  state: { claim: RedisState['claim'] },
  limited: Limited,
  tokens = 1,
): Promise<Claimed<Limited> | undefined> {
  return state.claim([limited], tokens, Date.now())
}

let limitKeys = 0

function limits({ rpm, tpm, maxParallel }: { rpm?: number; tpm?: number; maxParallel?: number }): Limited {
  return { limitKey: `limit-${++limitKeys}`, rpm, tpm, maxParallel }
}

function never(): never {
  throw new TypeError('Nothing was claimed.')
}
