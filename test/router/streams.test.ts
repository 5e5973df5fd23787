import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { APIConnectionError, createRouter, InternalServerError, type RouterConfig } from '../../src/index.js'
import type { ProviderCall } from '../../src/provider.js'
import { startSimulator } from '../../src/simulator.js'
import { ask, type Models, routerOver, type Saying, tally, vendor, wait } from './vendors.js'

const cut = () => new APIConnectionError('The connection was lost.')
const two: Models = [
  { name: 'chat', model: 'a/same', id: 'a', idleTimeout: 1_000 },
  { name: 'chat', model: 'b/same', id: 'b', idleTimeout: 1_000 },
]
const streamed = { ...ask(), stream: true } as const
/** The first of the list is asked first. */
const first: RouterConfig['strategy'] = (candidates) => candidates[0]

/** Says the pieces one after another, then throws what is given. */
const saying = (pieces: readonly string[], error?: Error, ms = 0): Saying =>
  async function* (call: ProviderCall) {
    for (const piece of pieces) {
      if (ms > 0) await wait(ms, call)
      yield piece
    }
    if (error) throw error
  }

async function read(
  stream: AsyncIterable<{ choices: Array<{ delta: { content?: string | null } }> }>,
): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  return text
}

describe('a stream', () => {
  test('that fails before its first content goes on elsewhere, unseen', async () => {
    const router = routerOver([vendor('a', saying([], cut())), vendor('b', saying(['Hello', ' you']))], two, {
      strategy: first,
    })
    const stream = await router.completion(streamed)
    expect(await read(stream)).toBe('Hello you')
    expect(stream.meta.attempts.map(({ deployment, error }) => [deployment, error])).toEqual([
      ['a', 'APIConnectionError'],
      ['b', undefined],
    ])
  })

  test('that breaks after it rejects with what had arrived, and its deployment is blamed', async () => {
    const b = vendor('b')
    const router = routerOver([vendor('a', saying(['Hel', 'lo'], cut())), b], two, { strategy: first })
    const stream = await router.completion(streamed)
    await expect(read(stream)).rejects.toMatchObject({
      name: 'APIConnectionError',
      partial: { choices: [{ message: { content: 'Hello' } }] },
    })
    expect(b.calls).toHaveLength(0)
    expect(router.health()[0]).toMatchObject({ consecutiveFailures: 1, inFlight: 0 })
  })

  test('that its reader leaves gives its place back, and blames nobody', async () => {
    const a = vendor('a', saying(['one', 'two', 'three'], undefined, 1))
    const router = routerOver([a], [{ name: 'chat', model: 'a/same', id: 'a', maxParallel: 1 }])
    for await (const _ of await router.completion(streamed)) break
    await new Promise(setImmediate)
    expect(router.health()[0]).toMatchObject({ consecutiveFailures: 0, inFlight: 0, used: 0 })
  })
})

describe('a stream that breaks is continued', () => {
  const text = 'It was a bright cold day in April, and the clocks were striking thirteen.'
  const config = { strategy: first, onStreamError: 'continue', retries: { floor: 1e6 } } as const
  const deterministic = { ...streamed, temperature: 0 } as const

  /** A text cut into pieces at the given places. */
  const piecesOf = (whole: string, places: readonly number[]) => {
    const cuts = [...new Set([...places.filter((at) => at < whole.length), whole.length])].sort((x, y) => x - y)
    return cuts.map((at, index) => whole.slice(cuts[index - 1] ?? 0, at))
  }

  test('without a word lost or said twice, wherever it breaks and however it is cut', async () => {
    const places = fc.array(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: text.length }), places, places, async (brokenAt, one, other) => {
        const a = vendor('a', saying(piecesOf(text.slice(0, brokenAt), one), cut()))
        const b = vendor('b', saying(piecesOf(text, other)))
        const stream = await routerOver([a, b], two, config).completion(deterministic)
        expect(await read(stream)).toBe(text)
        const whole = await stream.final()
        expect(whole.choices[0]?.message.content).toBe(text)
        expect(whole.meta.continued).toMatchObject([{ from: 'a', to: 'b', at: brokenAt }])
        expect([a.running, b.running]).toEqual([0, 0])
      }),
      { numRuns: 60 },
    )
  })

  test('and again where that one breaks too', async () => {
    const models = [...two, { name: 'chat', model: 'c/same', id: 'c' }]
    const vendors = [
      vendor('a', saying([text.slice(0, 10)], cut())),
      vendor('b', saying([text.slice(0, 30)], cut())),
      vendor('c', saying([text])),
    ]
    const stream = await routerOver(vendors, models, config).completion(deterministic)
    expect(await read(stream)).toBe(text)
    expect(stream.meta.continued?.map(({ at }) => at)).toEqual([10, 30])
  })

  test('with the id, the time and the model that it began with', async () => {
    const vendors = [vendor('a', saying(['It was'], cut())), vendor('b', saying(['It was a day']))]
    const ids = new Set<string>()
    for await (const { id, model } of await routerOver(vendors, two, config).completion(deterministic))
      ids.add(`${id} ${model}`)
    expect(ids.size).toBe(1)
  })

  test.each([
    ['the other says something else', deterministic, ['It was a night'], /says something else/],
    ['the other stops before that place', deterministic, ['It'], /says something else/],
    ['the answer may differ each time', { ...streamed, temperature: 0.7 }, [text], /connection was lost/],
    ['the temperature is not said', streamed, [text], /connection was lost/],
    ['log probabilities are wanted', { ...deterministic, logprobs: true }, [text], /connection was lost/],
  ] as const)('not where %s: the error then has what had arrived', async (_, body, said, message) => {
    const vendors = [vendor('a', saying(['It was a bright'], cut())), vendor('b', saying(said))]
    const stream = await routerOver(vendors, two, config).completion(body)
    await expect(read(stream)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      partial: { choices: [{ message: { content: 'It was a bright' } }] },
    })
  })

  test('only by the same model', async () => {
    const models = two.map((one, at) => (at === 0 ? one : { ...one, model: 'b/other' }))
    const b = vendor('b', saying([text]))
    const router = routerOver([vendor('a', saying(['It was'], cut())), b], models, config)
    await expect(read(await router.completion(deterministic))).rejects.toThrow('connection was lost')
    expect(b.calls).toHaveLength(0)
  })

  test('at the cost of an extra attempt, of which there are only so many', async () => {
    const b = vendor('b', saying([text]))
    const tight = { ...config, retries: { floor: 0 }, whenUnavailable: 'fail' } as const
    const router = routerOver([vendor('a', saying(['It was'], cut())), b], two, tight)
    await expect(read(await router.completion(deterministic))).rejects.toThrow('connection was lost')
    expect(b.calls).toHaveLength(0)
  })
})

describe('on a clock of the test’s own', () => {
  beforeAll(async () => {
    const router = routerOver([vendor('a'), vendor('b')], two)
    await tally(router, 1) // what is loaded late is loaded in real time
    await (await router.completion(streamed)).final()
  })
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('a stream that stalls after its first content counts as a failure', async () => {
    const a = vendor('a', async function* (call) {
      yield 'Hello'
      await wait(60_000, call)
      yield 'never'
    } as Saying)
    const router = routerOver([a, vendor('b')], two, { strategy: first })
    const stream = await router.completion(streamed)
    const reading = read(stream).catch((thrown: unknown) => thrown)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(await reading).toMatchObject({ name: 'APITimeoutError', code: 'idle_timeout' })
    expect(router.health()[0]).toMatchObject({ consecutiveFailures: 1, inFlight: 0 })
  })

  const slow = (ms: number, text: string): Saying => saying([text], undefined, ms)
  const prices = {
    'a/same': { prices: { input: 1_000, output: 0 } },
    'b/same': { prices: { input: 1_000, output: 0 } },
  }
  const hedge = { strategy: first, hedge: { afterMs: 200 }, prices } as const

  test('a slow first token has a second deployment asked, and the first to speak is kept', async () => {
    const a = vendor('a', slow(5_000, 'late'))
    const router = routerOver([a, vendor('b', slow(50, 'early'))], two, hedge)
    const pending = router.completion(streamed)
    await vi.advanceTimersByTimeAsync(260)
    const stream = await pending
    expect(await read(stream)).toBe('early')
    expect(a.running).toBe(0) // ended at once, not after five seconds
    expect(stream.meta).toMatchObject({ deployment: 'b', provider: 'b' })
    expect(stream.meta.attempts).toMatchObject([
      { deployment: 'b' },
      { deployment: 'a', error: 'Cancelled', cost: { total: expect.any(Number), estimated: true } },
    ])
    expect(router.health()).toMatchObject([
      { inFlight: 0, consecutiveFailures: 0 },
      { inFlight: 0, consecutiveFailures: 0 },
    ])
  })

  test('the first is kept where it speaks before the second after all', async () => {
    const b = vendor('b', slow(5_000, 'late'))
    const router = routerOver([vendor('a', slow(300, 'early')), b], two, hedge)
    const pending = router.completion(streamed)
    await vi.advanceTimersByTimeAsync(310)
    expect(await read(await pending)).toBe('early')
    expect([b.calls.length, b.running]).toEqual([1, 0])
  })

  test('both speak in the same moment: one is read, the other is told as cancelled', async () => {
    const router = routerOver([vendor('a', slow(250, 'a')), vendor('b', slow(50, 'b'))], two, hedge)
    const pending = router.completion(streamed)
    await vi.advanceTimersByTimeAsync(250)
    const stream = await pending
    const text = await read(stream)
    expect(stream.meta.provider).toBe(text)
    expect(stream.meta.attempts.filter(({ error }) => error === undefined)).toMatchObject([{ deployment: text }])
    expect(stream.meta.attempts).toHaveLength(2)
    expect(router.health().map(({ inFlight }) => inFlight)).toEqual([0, 0])
  })

  test('no second one is asked where the first is quick, where nobody else is there, or the budget is spent', async () => {
    const quick = vendor('b')
    const router = routerOver([vendor('a', slow(100, 'quick')), quick], two, hedge)
    const pending = router.completion(streamed)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await read(await pending)).toBe('quick')
    const spare = vendor('b')
    const limited: Models = two.map((one) => ({ ...one, rpm: 5 }))
    const tight = routerOver([vendor('a', slow(900, 'slow')), spare], limited, { ...hedge, retries: { floor: 0 } })
    const slowly = tight.completion(streamed)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await read(await slowly)).toBe('slow')
    expect([quick.calls.length, spare.calls.length]).toEqual([0, 0])
    expect(tight.health()[1]?.used).toBe(0)
  })

  test('where both fail, the call goes on as after any failure', async () => {
    const models = [...two, { name: 'chat', model: 'c/same', id: 'c' }]
    const fails =
      (ms: number): Saying =>
      async (call) => {
        await wait(ms, call)
        throw new InternalServerError('Oops.')
      }
    const router = routerOver([vendor('a', fails(400)), vendor('b', fails(100)), vendor('c')], models, hedge)
    const pending = router.completion(streamed)
    await vi.advanceTimersByTimeAsync(2_000)
    const stream = await pending
    expect(await read(stream)).toBe('I am c')
    expect(stream.meta.attempts.map(({ deployment }) => deployment)).toEqual(['b', 'a', 'c'])
    expect(router.health().map(({ inFlight }) => inFlight)).toEqual([0, 0, 0])
  })
})

test('the loser of a hedge is cancelled at its socket', async () => {
  const simulator = await startSimulator({
    script: ({ model }) => (model === 'stalls' ? { faults: { stall: {} } } : { text: 'Here I am.' }),
  })
  const connection = { baseURL: simulator.url('openai'), apiKey: 'any' }
  const router = createRouter({
    models: [
      { name: 'chat', model: 'openai/stalls', ...connection },
      { name: 'chat', model: 'openai/speaks', ...connection },
    ],
    strategy: first,
    hedge: { afterMs: 20 },
  })
  const stream = await router.completion(streamed)
  const spokeAt = performance.now()
  expect(await read(stream)).toBe('Here I am.')
  await vi.waitFor(() => expect(simulator.requests.find(({ model }) => model === 'stalls')?.aborted).toBe(true), {
    interval: 2,
  })
  expect(performance.now() - spokeAt).toBeLessThan(1_000)
  expect(stream.meta.attempts.map(({ error }) => error)).toContain('Cancelled')
  await router.close()
  await simulator.close()
})
