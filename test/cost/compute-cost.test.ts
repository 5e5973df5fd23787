import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computeCost } from '../../src/cost/compute-cost.js'
import type { BilledUnits, Cost, ModelPrices } from '../../src/index.js'
import { usage } from './cost-case.js'
import { otherCases } from './other-cases.js'
import { rateCases } from './rate-cases.js'
import { tokenCases } from './token-cases.js'

const NOON = '2026-08-01T12:00:00Z'
const costCases = [...tokenCases, ...rateCases, ...otherCases]
const PARTS = ['input', 'output', 'cacheRead', 'cacheWrite', 'other'] as const

const sumOf = (cost: Cost): number => PARTS.reduce((sum, part) => sum + cost[part], 0)

describe('what answers cost, worked out by hand', () => {
  test('there are enough of them', () => {
    expect(costCases.length).toBeGreaterThanOrEqual(60)
    expect(new Set(costCases.map(({ title }) => title)).size).toBe(costCases.length)
  })

  test.each(costCases)('$title', ({ prices, usage, billed, at = NOON, cost, source = 'table', estimated }) => {
    const computed = computeCost({ prices, usage, billed, atMs: Date.parse(at) })
    if (cost === undefined || computed === undefined) {
      expect(computed).toBeUndefined()
      expect(cost).toBeUndefined()
      return
    }
    for (const part of PARTS) expect(Math.abs(computed[part] - (cost[part] ?? 0)), part).toBeLessThanOrEqual(1e-12)
    expect(Math.abs(computed.total - sumOf(computed))).toBeLessThanOrEqual(1e-12)
    expect(computed.source).toBe(source)
    expect(computed.estimated).toBe(estimated)
  })
})

const count = fc.nat({ max: 2_000_000 })
const maybe = fc.option(count, { nil: undefined })
const rate = fc.option(
  fc.integer({ min: 0, max: 200_000_000 }).map((pico) => pico / 1_000_000),
  { nil: undefined },
)

const rates = fc.record({
  cacheRead: rate,
  cacheWrite: rate,
  cacheWrite1h: rate,
  reasoning: rate,
  inputAudio: rate,
  outputAudio: rate,
  inputImage: rate,
  outputImage: rate,
  webSearch: rate,
})

const models = fc
  .record({
    base: rates,
    input: fc.nat({ max: 100 }),
    output: fc.nat({ max: 100 }),
    tiers: fc.uniqueArray(fc.record({ above: count, rates }), { maxLength: 3, selector: ({ above }) => above }),
    tierRule: fc.constantFrom('whole' as const, 'marginal' as const),
  })
  .map(({ base, tiers, ...rest }): ModelPrices => {
    const sorted = tiers.map(({ above, rates }) => ({ above, rates: known(rates) })).sort((a, b) => a.above - b.above)
    return { ...known(base), ...rest, tiers: sorted }
  })

const usages = fc
  .record({
    prompt: count,
    completion: count,
    cached: maybe,
    written: maybe,
    audio: maybe,
    reasoning: maybe,
    answerAudio: maybe,
  })
  .map(({ prompt, completion, ...counts }) => usage(prompt, completion, known(counts)))

const units = fc
  .record({
    cacheWrite1hTokens: maybe,
    cachedAudioTokens: maybe,
    promptImageTokens: maybe,
    promptVideoTokens: maybe,
    completionImageTokens: maybe,
    webSearches: maybe,
  })
  .map((counts): BilledUnits => known(counts))

function known<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  // What is undefined is taken out, which the type of fromEntries cannot say.
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>
  }
}

const costOf = (prices: ModelPrices, counts: ReturnType<typeof usage>, billed?: BilledUnits): Cost => {
  const cost = computeCost({ prices, usage: counts, billed, atMs: Date.parse(NOON) })
  if (cost === undefined) throw new Error('The model has prices.')
  return cost
}

describe('whatever a vendor counts', () => {
  test('no part is negative, and the parts are the total', () => {
    fc.assert(
      fc.property(models, usages, units, (prices, counts, billed) => {
        const cost = costOf(prices, counts, billed)
        for (const part of PARTS) expect(cost[part]).toBeGreaterThanOrEqual(0)
        expect(Math.abs(cost.total - sumOf(cost))).toBeLessThanOrEqual(cost.total * 1e-15 + 1e-15)
      }),
    )
  })

  test('no token is paid twice: at one rate for all, it is the tokens that were counted', () => {
    fc.assert(
      fc.property(usages, units, (counts, billed) => {
        const { webSearches: _, ...tokens } = billed
        const cost = costOf({ input: 1, output: 1 }, counts, tokens)
        expect(Math.round(cost.total * 1e6)).toBe(counts.total_tokens)
      }),
    )
  })

  test('every part is a whole number of pico-dollars', () => {
    fc.assert(
      fc.property(models, usages, (prices, counts) => {
        const cost = costOf(prices, counts)
        for (const part of [...PARTS, 'total'] as const) expect(Math.round(cost[part] * 1e12) / 1e12).toBe(cost[part])
      }),
    )
  })

  test('one more token of the answer never costs less', () => {
    fc.assert(
      fc.property(models, usages, (prices, counts) => {
        const more = { ...counts, completion_tokens: counts.completion_tokens + 1 }
        expect(costOf(prices, more).output).toBeGreaterThanOrEqual(costOf(prices, counts).output)
      }),
    )
  })

  test('one more token of the prompt never costs less, where a longer prompt is not cheaper', () => {
    const dearer = models.map(({ tiers: _, ...prices }): ModelPrices => {
      const { input = 0 } = prices
      return { ...prices, tiers: [{ above: 1_000_000, rates: { input: input * 2 } }] }
    })
    fc.assert(
      fc.property(dearer, count, count, (prices, prompt, completion) => {
        const more = costOf(prices, usage(prompt + 1, completion)).total
        expect(more).toBeGreaterThanOrEqual(costOf(prices, usage(prompt, completion)).total)
      }),
    )
  })

  test('the sum of a million calls is what they cost', () => {
    const cost = costOf({ input: 0.1, output: 0.3 }, usage(1, 1))
    expect(cost.total).toBe(0.0000004)
    expect(cost.total * 1_000_000).toBeCloseTo(0.4, 12)
  })
})
