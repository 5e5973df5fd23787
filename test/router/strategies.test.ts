import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { DeploymentView, RouteContext, Strategy, StrategyName } from '../../src/contract/router.js'
import { createStrategy } from '../../src/router/strategies/strategies.js'
import { seededRandom } from '../../src/simulator/random.js'
import { routeContext, viewOf } from '../support/deployment-views.js'

const NAMES: readonly StrategyName[] = ['shuffle', 'least-busy', 'lowest-latency', 'lowest-cost', 'lowest-usage']

function choose(strategy: Strategy, candidates: readonly DeploymentView[], context: RouteContext, calls: number) {
  return Array.from({ length: calls }, () => strategy(candidates, context)?.id)
}

function countsOf(ids: ReadonlyArray<string | undefined>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const id of ids) counts[String(id)] = (counts[String(id)] ?? 0) + 1
  return counts
}

describe.each(NAMES)('%s', (name) => {
  test('takes none of none, and one of one', () => {
    const strategy = createStrategy(name)
    expect(strategy([], routeContext())).toBeUndefined()
    const only = viewOf('only', { weight: 0 })
    expect(strategy([only], routeContext())).toBe(only)
  })

  test('takes who has weight 0 only where no other can', () => {
    const strategy = createStrategy(name)
    const context = routeContext({ expectedCost: ({ id }) => (id === 'spare' ? 0 : 1) })
    const spare = viewOf('spare', { weight: 0, perTokenMs: 1, samples: 50 })
    const other = viewOf('other', { inFlight: 50, used: 0.9, perTokenMs: 100, samples: 50 })
    expect(new Set(choose(strategy, [spare, other], context, 200))).toEqual(new Set(['other']))
    expect(strategy([spare], context)).toBe(spare)
  })

  test('shares among equals by weight', () => {
    const candidates = [viewOf('a', { weight: 3 }), viewOf('b')]
    const counts = countsOf(choose(createStrategy(name), candidates, routeContext(), 4_000))
    expect(counts['a']).toBeGreaterThan(2_850)
    expect(counts['a']).toBeLessThan(3_150)
  })

  test('always takes one of the candidates, whatever they are and in whatever order they come', () => {
    const view = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      weight: fc.constantFrom(0, 0.5, 1, 10),
      inFlight: fc.nat(5),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
      failureRate: fc.double({ min: 0, max: 1, noNaN: true }),
      perTokenMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
      samples: fc.double({ min: 0, max: 50, noNaN: true }),
    })
    const candidates = fc.uniqueArray(view, { minLength: 1, selector: ({ id }) => id })
    fc.assert(
      fc.property(fc.array(candidates, { minLength: 1, maxLength: 20 }), fc.nat(), (calls, seed) => {
        const strategy = createStrategy(name)
        const random = seededRandom(seed)
        for (const facts of calls) {
          const views = facts.map((each) => viewOf(each.id, each))
          const context = routeContext({ random, expectedCost: ({ used }) => (used > 0.5 ? undefined : used) })
          expect(views).toContain(strategy(views, context))
        }
      }),
    )
  })

  test('chooses among a thousand', () => {
    const candidates = Array.from({ length: 1_000 }, (_, place) => viewOf(`d${place}`))
    const chosen = choose(createStrategy(name), candidates, routeContext(), 500)
    expect(new Set(chosen).size).toBeGreaterThan(300)
  })
})

describe('shuffle', () => {
  test('gives exact shares in any run as long as the sum of the weights', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(weights, fc.nat(), fc.nat(50), (list, seed, start) => {
        const candidates = list.map((weight, place) => viewOf(`d${place}`, { weight }))
        const strategy = createStrategy('shuffle')
        const context = routeContext({ random: seededRandom(seed) })
        choose(strategy, candidates, context, start)
        const sum = list.reduce((total, weight) => total + weight, 0)
        const counts = countsOf(choose(strategy, candidates, context, sum))
        expect(list.map((_, place) => counts[`d${place}`])).toEqual(list)
      }),
    )
  })

  test('spreads the calls of a heavy deployment', () => {
    const candidates = [viewOf('a', { weight: 5 }), viewOf('b'), viewOf('c')]
    const run = choose(createStrategy('shuffle'), candidates, routeContext({ random: () => 0 }), 7)
    expect(run.join('')).toBe('aabacaa')
  })

  test('begins anywhere', () => {
    const candidates = ['a', 'b', 'c', 'd'].map((id) => viewOf(id))
    const firsts = Array.from({ length: 200 }, (_, seed) =>
      createStrategy('shuffle')(candidates, routeContext({ random: seededRandom(seed) })),
    )
    expect(new Set(firsts).size).toBe(4)
  })

  test('shares among those that are there, and who comes back has no arrears', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => viewOf(id))
    if (!a || !b || !c) throw new Error('three views')
    const strategy = createStrategy('shuffle')
    const context = routeContext()
    choose(strategy, [a, b, c], context, 30)
    const without = countsOf(choose(strategy, [a, c], context, 101))
    for (const id of ['a', 'c']) expect([50, 51]).toContain(without[id])
    const together = countsOf(choose(strategy, [a, b, c], context, 30))
    for (const id of ['a', 'b', 'c']) expect([9, 10, 11]).toContain(together[id])
  })

  test('calls that only one can take do not count against it', () => {
    const [a, b] = [viewOf('a'), viewOf('b')]
    const strategy = createStrategy('shuffle')
    const context = routeContext()
    const shared = Array.from({ length: 100 }, () => {
      strategy([a], context)
      return strategy([a, b], context)?.id
    })
    expect(countsOf(shared)).toEqual({ a: 50, b: 50 })
  })

  test('fractions are weights too', () => {
    const candidates = [viewOf('a', { weight: 0.7 }), viewOf('b', { weight: 0.2 }), viewOf('c', { weight: 0.1 })]
    const counts = countsOf(choose(createStrategy('shuffle'), candidates, routeContext(), 10_000))
    expect(counts).toEqual({ a: 7_000, b: 2_000, c: 1_000 })
  })

  test('groups do not disturb each other', () => {
    const candidates = [viewOf('a'), viewOf('b')]
    const strategy = createStrategy('shuffle')
    const one = routeContext({ group: 'one', random: () => 0 })
    const two = routeContext({ group: 'two', random: () => 0 })
    const ids = [one, two, one, two].map((context) => strategy(candidates, context)?.id)
    expect(ids).toEqual(['a', 'a', 'b', 'b'])
  })
})

describe('least-busy', () => {
  test('takes the fewest calls under way for its weight', () => {
    const candidates = [viewOf('a', { inFlight: 3 }), viewOf('b', { inFlight: 4, weight: 2 })]
    expect(createStrategy('least-busy')(candidates, routeContext())?.id).toBe('b')
  })

  test('who fails at once is not taken for idle', () => {
    const candidates = [viewOf('failing', { failureRate: 1 }), viewOf('busy', { inFlight: 1 })]
    expect(createStrategy('least-busy')(candidates, routeContext())?.id).toBe('busy')
  })

  test('compares as many as choices says', () => {
    const candidates = [viewOf('idle'), ...Array.from({ length: 9 }, (_, place) => viewOf(`${place}`, { inFlight: 5 }))]
    const share = (choices: number) =>
      countsOf(choose(createStrategy({ name: 'least-busy', choices }), candidates, routeContext(), 1_000))['idle'] ?? 0
    expect(share(10)).toBe(1_000)
    expect(share(2)).toBeGreaterThan(150)
    expect(share(2)).toBeLessThan(230)
    expect(share(1)).toBeLessThan(130)
  })
})

describe('lowest-usage', () => {
  test('takes the largest share left', () => {
    const candidates = [viewOf('a', { used: 0.5 }), viewOf('b', { used: 0.2 }), viewOf('c', { used: 0.9 })]
    expect(createStrategy('lowest-usage')(candidates, routeContext())?.id).toBe('b')
  })

  test('who fails is not taken for empty', () => {
    const candidates = [viewOf('failing', { failureRate: 0.9 }), viewOf('b', { used: 0.5 })]
    expect(createStrategy('lowest-usage')(candidates, routeContext())?.id).toBe('b')
  })
})

describe('lowest-cost', () => {
  const candidates = ['a', 'b', 'c'].map((id) => viewOf(id))
  const priced = (prices: Record<string, number | undefined>) =>
    routeContext({ expectedCost: ({ id }) => prices[id], random: () => 0 })

  test('takes the cheapest for this request, by turns where two are', () => {
    const strategy = createStrategy('lowest-cost')
    expect(strategy(candidates, priced({ a: 3, b: 2, c: 4 }))?.id).toBe('b')
    expect(choose(strategy, candidates, priced({ a: 1, b: 2, c: 1 }), 4)).toEqual(['a', 'c', 'a', 'c'])
  })

  test('an unknown price comes last, a free one first', () => {
    const strategy = createStrategy('lowest-cost')
    expect(strategy(candidates, priced({ b: 5 }))?.id).toBe('b')
    expect(strategy(candidates, priced({ b: 5, c: 0 }))?.id).toBe('c')
    expect(strategy(candidates, priced({ a: Number.NaN, b: -1, c: 9 }))?.id).toBe('c')
  })
})

describe('lowest-latency', () => {
  const known = (id: string, ms: number) => viewOf(id, { perTokenMs: ms, firstTokenMs: ms, samples: 50 })

  test('goes by the first token for streams, by each token otherwise', () => {
    const talker = viewOf('talker', { firstTokenMs: 100, perTokenMs: 30, samples: 50 })
    const writer = viewOf('writer', { firstTokenMs: 900, perTokenMs: 10, samples: 50 })
    const strategy = createStrategy({ name: 'lowest-latency', explore: 0 })
    const last = (stream: boolean) => choose(strategy, [talker, writer], routeContext({ stream }), 20).at(-1)
    expect(last(true)).toBe('talker')
    expect(last(false)).toBe('writer')
  })

  test('looks at each unknown one once at the start, then at the pace that explore allows', () => {
    const candidates = [known('known', 100), viewOf('x'), viewOf('y'), viewOf('z')]
    const strategy = createStrategy({ name: 'lowest-latency', explore: 0.02 })
    const ids = choose(strategy, candidates, routeContext(), 1_000)
    expect(new Set(ids.slice(0, 3))).toEqual(new Set(['x', 'y', 'z']))
    const { known: calls = 0, ...others } = countsOf(ids)
    expect(calls).toBeGreaterThan(970)
    expect(Object.keys(others)).toHaveLength(3)
  })

  test('does not send a second call to an unknown one while the first is under way', () => {
    const candidates = [known('known', 100), viewOf('unknown')]
    const strategy = createStrategy({ name: 'lowest-latency', explore: 1 })
    const first = choose(strategy, candidates, routeContext(), 2)
    expect(first).toContain('unknown')
    const waiting = [known('known', 100), viewOf('unknown', { inFlight: 1 })]
    expect(new Set(choose(strategy, waiting, routeContext(), 50))).toEqual(new Set(['known']))
  })

  test('those within the buffer take the calls by turns of their load', () => {
    const strategy = createStrategy({ name: 'lowest-latency', buffer: 0.2, explore: 0 })
    const a = { ...known('a', 100), inFlight: 2 }
    const b = { ...known('b', 118), inFlight: 1 }
    const c = { ...known('c', 150), inFlight: 0 }
    choose(strategy, [a, b, c], routeContext(), 200)
    expect(strategy([a, b, c], routeContext())?.id).toBe('b')
  })

  test('calls that may not take the fastest do not set it looking around', () => {
    const strategy = createStrategy({ name: 'lowest-latency', explore: 0.02 })
    const all = [known('fast', 100), known('b', 200), known('c', 200), known('d', 200)]
    const context = routeContext()
    const ids = Array.from({ length: 2_000 }, () => {
      strategy(all.slice(1), context)
      return strategy(all, context)?.id
    })
    expect(countsOf(ids)['fast']).toBeGreaterThan(1_900)
  })

  test('time lost in failures counts', () => {
    const strategy = createStrategy({ name: 'lowest-latency', explore: 0 })
    const candidates = [{ ...known('failing', 100), failureRate: 0.6 }, known('steady', 150)]
    expect(choose(strategy, candidates, routeContext(), 50).at(-1)).toBe('steady')
  })
})

describe('an option', () => {
  test('that is a function is the strategy itself', () => {
    const last: Strategy = (candidates) => candidates.at(-1)
    expect(createStrategy(last)).toBe(last)
  })

  test('may be left out: shuffle', () => {
    const ids = choose(createStrategy(), [viewOf('a'), viewOf('b')], routeContext({ random: () => 0 }), 4)
    expect(ids).toEqual(['a', 'b', 'a', 'b'])
  })

  test.each([
    ['fastest', /^strategy: expected shuffle, least-busy, .* or a function\.$/],
    [{ name: 'least-busy', choices: 0 }, /^strategy\.choices: /],
    [{ name: 'lowest-latency', buffer: -1 }, /^strategy\.buffer: /],
    [{ name: 'lowest-latency', explore: 2 }, /^strategy\.explore: /],
    [null, /^strategy: /],
    [{}, /^strategy: /],
  ])('%j is refused', (option, message) => {
    // As untyped code could pass it.
    expect(() => Reflect.apply(createStrategy, undefined, [option])).toThrow(message)
  })

  test('settings fit their strategy', () => {
    expectTypeOf(createStrategy).toBeCallableWith({ name: 'lowest-latency', buffer: 0.2, explore: 0.05 })
    expectTypeOf(createStrategy).toBeCallableWith({ name: 'lowest-usage', choices: 2 })
    // @ts-expect-error buffer is of lowest-latency alone
    createStrategy({ name: 'least-busy', buffer: 0.2 })
  })
})
