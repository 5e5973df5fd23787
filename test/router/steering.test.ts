import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { InternalServerError, type ShadowResult } from '../../src/index.js'
import type { ProviderCall } from '../../src/provider.js'
import { ask, type Models, routerOver, tally, vendor, wait } from './vendors.js'

const a = vendor('a')
const b = vendor('b')
const two: Models = [
  { name: 'chat', model: 'a/one', id: 'a', tags: ['blue'] },
  { name: 'chat', model: 'b/one', id: 'b', tags: ['green'] },
]
const named: Models = [
  { name: 'chat', model: 'a/one', id: 'a' },
  { name: 'cheap', model: 'b/one', id: 'b' },
]
const settled = () => new Promise(setImmediate)

describe('a split', () => {
  test('gives a part of the users another way, the same ones each time', async () => {
    const router = routerOver([a, b], named, { split: { chat: [{ percent: 20, to: 'cheap' }] } })
    let other = 0
    for (let user = 0; user < 500; user++) {
      const went = new Set<string | undefined>()
      for (let call = 0; call < 2; call++)
        went.add((await router.completion(ask(), { user: `user-${user}` })).meta.deployment)
      expect(went.size).toBe(1)
      if (went.has('b')) other++
    }
    expect(other / 500).toBeCloseTo(0.2, 1)
  })

  test('may be by tag, and holds under an alias', async () => {
    const router = routerOver([a, b], two, {
      aliases: { talk: 'chat' },
      split: { chat: [{ percent: 100, tags: ['green'] }] },
    })
    expect(await tally(router, 6, ask('talk'))).toEqual({ b: 6 })
  })
})

describe('a shadow', () => {
  const shadowed = (say?: Parameters<typeof vendor>[1]) => {
    const copy = vendor('b', say)
    const router = routerOver([a, copy], named, {
      shadow: { chat: { to: 'cheap', maxParallel: 2 } },
      prices: { 'b/one': { prices: { input: 1, output: 1 } } },
    })
    const results: ShadowResult[] = []
    router.on('shadow', (result) => results.push(result))
    return { router, copy, results }
  }

  test('is asked the same; its answer is ignored and its cost told', async () => {
    const { router, results } = shadowed()
    const { meta, choices } = await router.completion(ask())
    await settled()
    expect(choices[0]?.message.content).toBe('I am a')
    expect(meta.attempts).toHaveLength(1)
    expect(results).toMatchObject([
      { id: meta.id, group: 'chat', to: 'cheap', deployment: 'b', cost: { total: expect.any(Number) } },
    ])
  })

  test('of a stream is a whole answer, and one that fails is only told', async () => {
    const { router, results } = shadowed(async () => {
      throw new InternalServerError('Oops.')
    })
    const stream = await router.completion({ ...ask(), stream: true })
    expect((await stream.final()).choices[0]?.message.content).toBe('I am a')
    await vi.waitFor(() => expect(results).toMatchObject([{ error: { name: 'InternalServerError' } }]))
  })

  test('has so many copies under way, and no copy of a copy', async () => {
    const { router, copy } = shadowed(async (call) => {
      await wait(20, call)
      return 'copied'
    })
    await Promise.all(Array.from({ length: 10 }, () => router.completion(ask())))
    expect(copy.mostRunning).toBe(2)
    const circle = routerOver([a, b], named, { shadow: { chat: { to: 'cheap' }, cheap: { to: 'chat' } } })
    const results: string[] = []
    circle.on('shadow', ({ group, to }) => results.push(`${group} ${to}`))
    await circle.completion(ask())
    await vi.waitFor(() => expect(results).toEqual(['chat cheap']))
  })

  test('of a call that sends nothing sends nothing', async () => {
    const { router, copy, results } = shadowed()
    await router.completion(ask(), { mock: 'Not sent.' })
    await vi.waitFor(() => expect(results).toHaveLength(1))
    expect(copy.calls).toHaveLength(0)
  })
})

describe('affinity', () => {
  const session = (id: string) => ({ metadata: { session_id: id } })

  test('keeps a session at the deployment that had it, while that one is well', async () => {
    const router = routerOver([a, b], two, { affinity: true })
    const homes = new Map<string, string | undefined>()
    for (let at = 0; at < 20; at++)
      homes.set(`s${at}`, (await router.completion(ask(), session(`s${at}`))).meta.deployment)
    expect(new Set(homes.values())).toEqual(new Set(['a', 'b']))
    for (const [id, home] of homes) {
      expect(router.explain(ask(), session(id)).deployment).toBe(home)
      expect((await router.completion(ask(), session(id))).meta.deployment).toBe(home)
    }
    const other = await router.completion(ask(), {
      ...session('s0'),
      tags: homes.get('s0') === 'a' ? ['green'] : ['blue'],
    })
    expect(other.meta.deployment).not.toBe(homes.get('s0'))
  })

  test('keeps a long beginning together, not a short one', async () => {
    const router = routerOver([a, b], two, { affinity: true })
    const long = (end: string) => ({
      model: 'chat',
      messages: [
        { role: 'system' as const, content: 'A long instruction. '.repeat(300) },
        { role: 'user' as const, content: end },
      ],
    })
    const went = new Set<string | undefined>()
    for (let at = 0; at < 10; at++) went.add((await router.completion(long(`Question ${at}`))).meta.deployment)
    expect(went.size).toBe(1)
    expect(Object.keys(await tally(router, 10))).toHaveLength(2)
  })

  test('keeps a large image together with what is asked of it', async () => {
    const router = routerOver([a, b], two, { affinity: true })
    const url = `data:image/png;base64,${'iVBORw0KGgo'.repeat(100_000)}`
    const went = new Set<string | undefined>()
    for (let at = 0; at < 6; at++) {
      const content = [
        { type: 'image_url' as const, image_url: { url } },
        { type: 'text' as const, text: `Question ${at}` },
      ]
      went.add((await router.completion({ model: 'chat', messages: [{ role: 'user', content }] })).meta.deployment)
    }
    expect(went.size).toBe(1)
  })

  test('remembers a bounded number of keys', async () => {
    const router = routerOver([a, b], two, { affinity: true, strategy: (all) => all[0] })
    for (let at = 0; at < 25_000; at++) await router.completion(ask(), session(`s${at}`))
    const tagged = { ...session('s0'), tags: ['green'] }
    expect((await router.completion(ask(), tagged)).meta.deployment).toBe('b')
    expect((await router.completion(ask(), session('s0'))).meta.deployment).toBe('b')
  }, 60_000)
})

describe('a name is changed', () => {
  test('where the budget is nearly spent, for calls that are less important', async () => {
    const router = routerOver([a, b], named, {
      budget: { usd: 1 },
      prices: { 'a/one': { prices: { input: 40_000, output: 40_000 } } }, // 0.6 USD a call
      degrade: [{ name: 'chat', to: 'cheap', when: 'budget > 50%' }],
    })
    expect((await router.completion(ask())).meta.deployment).toBe('a')
    expect((await router.completion(ask())).meta.deployment).toBe('b')
    expect((await router.completion(ask(), { priority: 1 })).meta.deployment).toBe('a')
  })

  test('where all are busy', async () => {
    const models: Models = [{ ...named[0], name: 'chat', model: 'a/one', maxParallel: 1 }, ...named.slice(1)]
    const slow = vendor('a', async (call) => {
      await wait(30, call)
      return 'slow'
    })
    const router = routerOver([slow, b], models, { degrade: [{ name: 'chat', to: 'cheap', when: 'busy' }] })
    const one = router.completion(ask())
    await settled()
    expect((await router.completion(ask())).meta.deployment).toBe('b')
    expect((await one).meta.deployment).toBe('a')
  })

  test('by a function that reads the request; one that throws is reported and chooses nothing', async () => {
    const reports: string[] = []
    const router = routerOver([a, b], named, {
      classify: async ({ promptTokens, user }) => {
        if (user === 'odd') throw new Error('no idea')
        return promptTokens < 20 ? 'cheap' : undefined
      },
      onFailure: ({ name }) => reports.push(name),
    })
    expect((await router.completion(ask())).meta.deployment).toBe('b')
    const long = { model: 'chat', messages: [{ role: 'user' as const, content: 'word '.repeat(100) }] }
    expect((await router.completion(long)).meta.deployment).toBe('a')
    expect((await router.completion(ask(), { user: 'odd' })).meta.deployment).toBe('a')
    expect(reports).toEqual(['classify'])
  })
})

describe('explain()', () => {
  test('takes nothing, however often it is asked, and the next call goes where it said', async () => {
    const router = routerOver(
      [a, b],
      two.map((one) => ({ ...one, rpm: 1_000 })),
    )
    const counts: Record<string, number> = {}
    for (let call = 0; call < 20; call++) {
      const said = [1, 2, 3].map(() => router.explain(ask()).deployment)
      const { deployment = '' } = (await router.completion(ask())).meta
      expect(said).toEqual([deployment, deployment, deployment])
      counts[deployment] = (counts[deployment] ?? 0) + 1
    }
    expect(counts).toEqual({ a: 10, b: 10 })
    expect(router.health().reduce((sum, { used }) => sum + used, 0)).toBeCloseTo(20 / 1_000)
  })

  test('says of each deployment what stands in its way', () => {
    const router = routerOver(
      [a, b],
      [
        { name: 'chat', model: 'a/one', order: 1 },
        { name: 'chat', model: 'b/one', order: 2 },
      ],
    )
    expect(router.explain(ask())).toMatchObject({
      deployment: 'a/one',
      group: 'chat',
      candidates: [
        { deployment: 'a/one', eligible: true, reason: 'can take the call' },
        { deployment: 'b/one', eligible: false, reason: 'is kept for when order 1 has no healthy deployment' },
      ],
    })
  })
})

describe('a queue', () => {
  const one: Models = [{ name: 'chat', model: 'a/one', id: 'a', maxParallel: 1 }]
  const slow = () =>
    vendor('a', async (call: ProviderCall) => {
      await wait(100, call)
      return 'done'
    })

  beforeAll(async () => {
    await tally(routerOver([vendor('a')], one), 1)
  })
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('serves the highest priority first, then who waits longest', async () => {
    const router = routerOver([slow()], one)
    const done: string[] = []
    const call = async (name: string, priority: number) => {
      await router.completion(ask(), { priority })
      done.push(name)
    }
    const all = [call('running', 0), call('low', -1), call('first', 0), call('second', 0), call('high', 5)]
    await vi.advanceTimersByTimeAsync(2_000)
    await Promise.all(all)
    expect(done).toEqual(['running', 'high', 'first', 'second', 'low'])
  })

  test('is bounded: what comes then is refused at once and told', async () => {
    const router = routerOver([slow()], one, { maxQueue: 2 })
    const full: string[] = []
    router.on('queue-full', ({ group }) => full.push(group))
    const calls = Array.from({ length: 5 }, () =>
      router.completion(ask()).then(
        () => 'done',
        (error: Error) => error.name,
      ),
    )
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await Promise.all(calls)).toEqual(['done', 'done', 'done', 'RateLimitError', 'RateLimitError'])
    expect(full).toEqual(['chat', 'chat'])
  })

  test('lets nobody wait longer than maxWaitMs', async () => {
    const router = routerOver([slow()], one, { maxWaitMs: 50 })
    const calls = [router.completion(ask()), router.completion(ask()).catch((error: Error) => error.name)]
    await vi.advanceTimersByTimeAsync(60)
    expect(await calls[1]).toBe('RateLimitError')
    await vi.advanceTimersByTimeAsync(100)
    await calls[0]
  })

  test('is left by a call that is aborted, whose place another takes', async () => {
    const router = routerOver([slow()], one, { maxQueue: 1 })
    const controller = new AbortController()
    const running = router.completion(ask())
    const left = router.completion(ask(), { signal: controller.signal }).catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(10)
    controller.abort(new Error('never mind'))
    expect(await left).toBe('never mind')
    const next = router.completion(ask())
    await vi.advanceTimersByTimeAsync(300)
    expect((await Promise.all([running, next])).map(({ meta }) => meta.deployment)).toEqual(['a', 'a'])
    expect(router.health()[0]).toMatchObject({ inFlight: 0, used: 0 })
  })

  test('of calls for one deployment does not hold up those for another', async () => {
    const models: Models = [
      { name: 'chat', model: 'a/one', id: 'a', maxParallel: 1, tags: ['blue'] },
      { name: 'chat', model: 'b/one', id: 'b', maxParallel: 1, tags: ['green'] },
    ]
    const router = routerOver([slow(), vendor('b')], models)
    const blue = Array.from({ length: 6 }, () => router.completion(ask(), { tags: ['blue'] }))
    await vi.advanceTimersByTimeAsync(1)
    const startedAt = Date.now()
    expect((await router.completion(ask(), { tags: ['green'] })).meta.deployment).toBe('b')
    expect(Date.now()).toBe(startedAt)
    await vi.advanceTimersByTimeAsync(1_000)
    await Promise.all(blue)
  })

  test('is sent away when the router is closed', async () => {
    const router = routerOver([slow()], one)
    const running = router.completion(ask())
    const waiting = router.completion(ask()).catch((error: Error) => error.message)
    await vi.advanceTimersByTimeAsync(10)
    await router.close()
    expect(await waiting).toBe('The router was closed.')
    await vi.advanceTimersByTimeAsync(200)
    await running
  })
})

test('listeners end when they are told to, and one that throws is reported', async () => {
  const reports: string[] = []
  const router = routerOver([vendor('a', async () => Promise.reject(new InternalServerError('Oops.'))), b], named, {
    fallbacks: { chat: ['cheap'] },
    retries: { max: 0 },
    onFailure: ({ name }) => reports.push(name),
  })
  const told: string[] = []
  const off = router.on('fallback', ({ to }) => told.push(to))
  router.on('fallback', () => {
    throw new Error('a listener')
  })
  await router.completion(ask())
  off()
  await router.completion(ask())
  expect([told, reports]).toEqual([['cheap'], ['listener', 'listener']])
})
