import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  AuthenticationError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
  type Router,
  ServiceUnavailableError,
} from '../../src/index.js'
import { ask, failing, type Models, routerOver, type Saying, tally, vendor, wait } from './vendors.js'

const two: Models = [
  { name: 'chat', model: 'a/one', id: 'a' },
  { name: 'chat', model: 'b/one', id: 'b' },
]
const down = () => new ServiceUnavailableError('Out of order.')

/** Fails while `sick.now`. */
const sickly =
  (sick: { now: boolean }, error: () => Error = down): Saying =>
  async () => {
    if (sick.now) throw error()
    return 'fine'
  }

const healthOf = (router: Router, id: string) => router.health().find(({ deployment }) => deployment === id)

beforeAll(async () => {
  await tally(routerOver([vendor('a'), vendor('b')], two), 1) // what is loaded late is loaded in real time
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Lets a call go on while the clock runs. */
async function run<T>(promise: Promise<T>, ms = 60_000): Promise<T> {
  const settled = promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
  let result: (() => T) | undefined
  void settled.then((value) => {
    result = value
  })
  for (let at = 0; result === undefined && at < ms; at += 10) await vi.advanceTimersByTimeAsync(10)
  return (await settled)()
}

describe('a deployment', () => {
  test('is out after three failures in a row, tried by one call when its time is over, and back with its answer', async () => {
    const sick = { now: true }
    const a = vendor('a', async (call) => {
      await wait(100, call)
      return sickly(sick)(call) as Promise<string>
    })
    const router = routerOver([a, vendor('b')], two)
    const told: string[] = []
    router.on('deployment-down', ({ deployment, until }) => told.push(`${deployment} down for ${until - Date.now()}`))
    router.on('deployment-up', ({ deployment }) => told.push(`${deployment} up`))
    await run(tally(router, 6))
    expect(a.calls).toHaveLength(3)
    expect(healthOf(router, 'a')).toMatchObject({
      state: 'open',
      lastError: 'ServiceUnavailableError',
      consecutiveFailures: 3,
    })
    await run(tally(router, 20))
    expect(a.calls).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(healthOf(router, 'a')?.state).toBe('half-open')
    sick.now = false
    const calls = Array.from({ length: 10 }, () => router.completion(ask()))
    await run(Promise.all(calls))
    expect(a.calls).toHaveLength(4) // one of ten tried it
    expect(healthOf(router, 'a')).toMatchObject({ state: 'closed', consecutiveFailures: 0 })
    expect(await run(tally(router, 10))).toEqual({ a: 5, b: 5 })
    expect(told).toEqual(['a down for 5000', 'a up'])
  })

  test('is out for longer each time it fails when it is tried, and no longer than maxMs', async () => {
    const sick = { now: true }
    const router = routerOver([vendor('a', sickly(sick)), vendor('b')], two, { cooldown: { ms: 1_000, maxMs: 4_000 } })
    const times: number[] = []
    router.on('deployment-down', ({ until }) => times.push(until - Date.now()))
    for (let second = 0; second < 30; second++) {
      await run(tally(router, 4))
      await vi.advanceTimersByTimeAsync(1_000)
    }
    expect(times.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 4_000])
  })

  test('that fails half of its calls is out too', async () => {
    let calls = 0
    const flaky = vendor('a', async () => {
      if (calls++ % 2 === 0) throw down()
      return 'fine'
    })
    const router = routerOver([flaky, vendor('b')], two, { retries: { floor: 100 } })
    await run(tally(router, 80))
    expect(flaky.calls.length).toBeLessThanOrEqual(21)
    expect(healthOf(router, 'a')).toMatchObject({ state: 'open', failureRate: expect.closeTo(0.5, 1) })
  })

  test.each([
    ['refuses our key', () => new AuthenticationError('Wrong key.')],
    ['does not know the model', () => new NotFoundError('No such model.')],
  ])('that %s is out at once, for a minute, and the call is answered elsewhere', async (_, error) => {
    const a = vendor('a', sickly({ now: true }, error))
    const router = routerOver([a, vendor('b')], two)
    expect(await run(tally(router, 10))).toEqual({ b: 10 })
    expect(a.calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(59_000)
    await run(tally(router, 4))
    expect(a.calls).toHaveLength(1)
  })

  test('that asks to wait is passed over until then, and not counted as broken', async () => {
    const a = vendor('a', failing('fine', new RateLimitError('Slow down.', { retryAfterMs: 3_000 })))
    const router = routerOver([a, vendor('b')], two)
    await run(tally(router, 8))
    expect(a.calls).toHaveLength(1)
    expect(router.explain(ask()).candidates[0]?.reason).toMatch(/^is rate limited, back in [\d.]+ s$/)
    expect(healthOf(router, 'a')?.consecutiveFailures).toBe(0)
    await vi.advanceTimersByTimeAsync(3_000)
    await run(tally(router, 4))
    expect(a.calls.length).toBeGreaterThan(1)
  })

  test('whose headers say that it is empty is passed over until it is filled', async () => {
    const a = vendor('a', (call) => {
      call.report.rateLimit = { requests: { limit: 1, remaining: 0, resetAt: Date.now() + 2_000 } }
      return 'fine'
    })
    const router = routerOver([a, vendor('b')], two)
    expect(await run(tally(router, 6))).toEqual({ a: 1, b: 5 })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await run(tally(router, 2))).toEqual({ a: 1, b: 1 })
  })

  test('is not blamed for a request that is wrong, nor for a caller that leaves', async () => {
    const slow = vendor('a', async (call) => {
      await wait(1_000, call)
      return 'fine'
    })
    const router = routerOver([slow], [{ name: 'chat', model: 'a/one', id: 'a', maxParallel: 1 }])
    const controller = new AbortController()
    const left = router.completion(ask(), { signal: controller.signal })
    await vi.advanceTimersByTimeAsync(10)
    expect(healthOf(router, 'a')).toMatchObject({ inFlight: 1, used: 1 })
    controller.abort(new Error('never mind'))
    await expect(left).rejects.toThrow('never mind')
    expect(healthOf(router, 'a')).toMatchObject({ inFlight: 0, used: 0, consecutiveFailures: 0, state: 'closed' })
  })

  test('is not tried twice because a call that began before it broke is given up', async () => {
    const sick = { now: true }
    const a = vendor('a', async (call) => {
      const broken = sick.now
      await wait(call.model === 'slow' ? 20_000 : 10, call)
      if (broken) throw down()
      await wait(1_000, call)
      return 'fine'
    })
    const router = routerOver(
      [a, vendor('b')],
      [
        { name: 'a', model: 'a/one', id: 'a' },
        { name: 'b', model: 'b/one' },
      ],
      {
        fallbacks: { a: ['b'] },
        retries: { max: 0 },
      },
    )
    sick.now = false
    const controller = new AbortController()
    const old = router.completion(ask('a'), { signal: controller.signal }).catch(() => {})
    await vi.advanceTimersByTimeAsync(1)
    sick.now = true
    for (let call = 0; call < 3; call++) await run(router.completion(ask('a')), 500)
    sick.now = false
    const running = a.running
    await vi.advanceTimersByTimeAsync(5_000)
    const probe = router.completion(ask('a'))
    await vi.advanceTimersByTimeAsync(1)
    controller.abort()
    await old
    const second = router.completion(ask('a'))
    expect((await run(second)).meta.deployment).toBe('b/one')
    expect((await run(probe)).meta.deployment).toBe('a')
    expect(running).toBe(1)
  })
})

describe('with all of a name down', () => {
  const broken = () => [vendor('a', sickly({ now: true })), vendor('b', sickly({ now: true }))]

  test('a call waits for the first that is back, where the deadline allows', async () => {
    const sick = { now: true }
    const router = routerOver([vendor('a', sickly(sick)), vendor('b', sickly(sick))], two, { retries: { max: 0 } })
    for (let call = 0; call < 6; call++) await run(router.completion(ask()).catch(() => {}))
    sick.now = false
    const startedAt = Date.now()
    const reply = await run(router.completion(ask()))
    expect(reply.choices[0]?.message.content).toBe('fine')
    expect(Date.now() - startedAt).toBeLessThanOrEqual(5_500)
  })

  test('or fails at once, with what each has and when it returns', async () => {
    const router = routerOver(broken(), two, { retries: { max: 0 }, whenUnavailable: 'fail' })
    for (let call = 0; call < 7; call++) await run(router.completion(ask()).catch(() => {}))
    const error = await run(router.completion(ask()).catch((thrown: unknown) => thrown))
    expect(error).toBeInstanceOf(ServiceUnavailableError)
    expect(error).toMatchObject({
      code: 'no_deployment_available',
      retryAfterMs: expect.any(Number),
      message: expect.stringMatching(
        /^No deployment can take the call: a is down \(ServiceUnavailableError\), tried again in [\d.]+ s; b is down \(ServiceUnavailableError\), tried again in [\d.]+ s\.$/,
      ),
    })
  })

  test('and a deadline too short for that ends in the error of the deadline or of the lack', async () => {
    const router = routerOver(broken(), two, { retries: { max: 0 } })
    for (let call = 0; call < 6; call++) await run(router.completion(ask()).catch(() => {}))
    await run(router.completion(ask()).catch(() => {})) // the one call a second that looks
    const startedAt = Date.now()
    await expect(run(router.completion(ask(), { timeout: 300 }))).rejects.toMatchObject({ name: /Error$/ })
    expect(Date.now() - startedAt).toBeLessThanOrEqual(320)
  })
})

describe('retries', () => {
  test('go elsewhere first, share one budget, and are told', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => vendor(id, sickly({ now: true })))
    if (!a || !b || !c) throw new TypeError('three vendors')
    const router = routerOver(
      [a, b, c],
      ['a', 'b', 'c'].map((id) => ({ name: 'chat', model: `${id}/one`, id })),
    )
    const told: string[] = []
    router.on('retry', ({ deployment }) => told.push(deployment))
    const error = await run(router.completion(ask()).catch((thrown: unknown) => thrown))
    expect(new Set([...a.calls, ...b.calls, ...c.calls].map(({ provider }) => provider)).size).toBe(3)
    expect(error).toMatchObject({ attempts: [{}, {}, {}].map(() => ({ error: 'ServiceUnavailableError' })) })
    expect(told).toHaveLength(2)
  })

  test('come back to the same deployment where there is no other, after a random wait', async () => {
    const a = vendor('a', failing('fine', new InternalServerError('Oops.'), new InternalServerError('Oops.')))
    const router = routerOver([a], [{ name: 'chat', model: 'a/one' }])
    const startedAt = Date.now()
    const reply = await run(router.completion(ask()))
    expect(reply.meta.attempts.map(({ error }) => error)).toEqual([
      'InternalServerError',
      'InternalServerError',
      undefined,
    ])
    expect(Date.now() - startedAt).toBeGreaterThan(0)
  })

  test('are as many as the call says, else as the error’s name says, else as the router says', async () => {
    const attempts = async (config: Parameters<typeof routerOver>[2], maxRetries?: number) => {
      const a = vendor(
        'a',
        sickly({ now: true }, () => new InternalServerError('Oops.')),
      )
      const router = routerOver([a], [{ name: 'chat', model: 'a/one' }], { cooldown: { failures: 50 }, ...config })
      await run(router.completion(ask(), maxRetries === undefined ? {} : { maxRetries }).catch(() => {}))
      return a.calls.length
    }
    expect(await attempts({})).toBe(3)
    expect(await attempts({ retries: { max: 4 } })).toBe(5)
    expect(await attempts({ retries: { max: 4, byError: { InternalServerError: 1 } } })).toBe(2)
    expect(await attempts({ retries: { max: 4 } }, 0)).toBe(1)
    expect(await attempts({ retries: { max: 4, maxAttempts: 2 } })).toBe(2)
  })

  test('of many calls are a fifth of them at most, so that an outage is not multiplied', async () => {
    const vendors = ['a', 'b', 'c'].map((id) => vendor(id, sickly({ now: true })))
    const router = routerOver(
      vendors,
      ['a', 'b', 'c'].map((id) => ({ name: 'chat', model: `${id}/one`, id })),
      { cooldown: { failures: 1e6, failureRate: 2 }, whenUnavailable: 'fail' },
    )
    await run(Promise.all(Array.from({ length: 500 }, () => router.completion(ask()).catch(() => {}))))
    const attempts = vendors.reduce((sum, { calls }) => sum + calls.length, 0)
    expect(attempts).toBeGreaterThan(500)
    expect(attempts).toBeLessThanOrEqual(600)
  })

  test('are not made after output that was paid, unless that is asked for', async () => {
    const attempts = async (afterOutput: boolean) => {
      const a = vendor('a', () => '{"y":1}')
      const router = routerOver([a], [{ name: 'chat', model: 'a/one' }], { retries: { afterOutput } })
      const { z } = await import('zod')
      const body = { ...ask(), response_format: z.object({ x: z.number() }) }
      await expect(run(router.completion(body))).rejects.toMatchObject({ name: 'SchemaValidationError' })
      return a.calls.length
    }
    expect([await attempts(false), await attempts(true)]).toEqual([1, 3])
  })
})

describe('limits', () => {
  test('in requests hold in every minute', async () => {
    const a = vendor('a')
    const starts: number[] = []
    const router = routerOver([a], [{ name: 'chat', model: 'a/one', rpm: 10 }], {
      maxWaitMs: 200_000,
      hooks: { onAttempt: () => starts.push(Date.now()) },
    })
    await run(Promise.all(Array.from({ length: 35 }, () => router.completion(ask()))), 400_000)
    const most = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 60_000).length))
    expect(most).toBeLessThanOrEqual(10)
    expect(starts).toHaveLength(35)
  })

  test('in tokens are reserved at the start, settled by usage, and given back by a failure', async () => {
    const a = vendor('a', failing('fine', new InternalServerError('Oops.')))
    const router = routerOver([a], [{ name: 'chat', model: 'a/one', id: 'a', tpm: 100 }], { retries: { max: 0 } })
    const body = { ...ask(), max_tokens: 80 }
    const pending = router.completion(body).catch(() => {})
    expect(router.explain(body).deployment).toBe('a')
    await Promise.resolve()
    await run(pending)
    expect(healthOf(router, 'a')?.used).toBe(0)
    await run(router.completion(body))
    expect(healthOf(router, 'a')?.used).toBeCloseTo(0.15) // 10 + 5 tokens, not the 80 that might have been
  })

  test('in parallel calls are never exceeded, and streams count until their end', async () => {
    const a = vendor('a', async function* (call) {
      for (const word of ['one ', 'two']) {
        await wait(50, call)
        yield word
      }
    } as Saying)
    const router = routerOver([a], [{ name: 'chat', model: 'a/one', maxParallel: 3 }])
    const streams = Array.from({ length: 20 }, async () =>
      (await router.completion({ ...ask(), stream: true })).final(),
    )
    await run(Promise.all(streams))
    expect(a.mostRunning).toBe(3)
  })

  test('that leave no room are told by name, as a rate limit, where waiting is not wanted', async () => {
    const router = routerOver([vendor('a')], [{ name: 'chat', model: 'a/one', rpm: 1 }], { whenUnavailable: 'fail' })
    await run(router.completion(ask()))
    await expect(run(router.completion(ask()))).rejects.toMatchObject({
      name: 'RateLimitError',
      message: 'No deployment can take the call: a/one has reached its own limit (rpm, tpm or maxParallel).',
      retryAfterMs: expect.any(Number),
    })
  })
})
