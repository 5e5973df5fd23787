import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openaiCompatibleAliases } from '../../prices/aliases.js'
import type { ModelInfo, ModelPrices, Rates } from '../../src/contract/prices.js'
import { checkModelTable } from '../../src/cost/check-model-table.js'
import { loadedPrices, loadPrices, priceTable } from '../../src/cost/load-prices.js'

const FILE = join(import.meta.dirname, '../../src/cost/price-data.cjs')

const all = (): ModelInfo[] =>
  [...priceTable().providers()].flatMap((provider) =>
    [...priceTable().models(provider)].flatMap((model) => priceTable().get(provider, model) ?? []),
  )

test('loading it twice gives the same table, by promise or at once', async () => {
  await loadPrices()
  const table = loadedPrices()
  expect(table).toBeDefined()
  await loadPrices()
  expect(priceTable()).toBe(table)
})

test('it covers 2,000 models of 60 providers, with prices, in less than 400 kB', () => {
  const priced = all().filter(({ prices }) => prices !== undefined)
  expect(priced.length).toBeGreaterThan(2_000)
  expect(new Set(priced.map(({ provider }) => provider)).size).toBeGreaterThan(60)
  expect(readFileSync(FILE).length).toBeLessThan(400_000)
})

test('every entry passes the checks that a table of the user’s must pass', () => {
  const entries = all().map(({ provider, model, ...entry }) => [`${provider}/${model}`, entry] as const)
  expect(() => checkModelTable(Object.fromEntries(entries))).not.toThrow()
})

function* everyRates(prices: ModelPrices): Generator<Rates> {
  yield prices
  for (const tier of prices.tiers ?? []) yield tier.rates
  for (const service of Object.values(prices.service ?? {})) {
    yield service
    for (const tier of service.tiers ?? []) yield tier.rates
  }
  for (const { rates } of prices.hours ?? []) yield rates
  for (const change of prices.changes ?? []) yield* everyRates(change.prices)
}

test('no price is that of a token where it should be that of a million, or the other way round', () => {
  const odd = all().flatMap(({ provider, model, prices = {} }) =>
    [...everyRates(prices)].flatMap(({ input, output }) =>
      [input, output].some((usd) => usd !== undefined && usd > 0 && (usd < 0.0005 || usd > 2_000))
        ? [`${provider}/${model}`]
        : [],
    ),
  )
  expect(odd).toEqual([])
})

test('every kind of price, limit, ability and date is in use', () => {
  const rates = new Set(
    all().flatMap(({ prices = {} }) => [...everyRates(prices)].flatMap((each) => Object.keys(each))),
  )
  const kinds =
    'input output cacheRead cacheWrite cacheWrite1h reasoning inputAudio outputAudio inputImage outputImage request image page query tools tiers service changes from uplifts hours'
  expect([...rates]).toEqual(expect.arrayContaining(kinds.split(' ')))
  const services = new Set(all().flatMap(({ prices }) => Object.keys(prices?.service ?? {})))
  expect([...services].sort()).toEqual(['batch', 'flex', 'priority'])
  expect(all().some(({ deprecatedOn }) => deprecatedOn)).toBe(true)
  expect(all().some(({ dimensions }) => dimensions)).toBe(true)
  expect(all().some(({ mode }) => mode === 'embedding')).toBe(true)
})

test('a server of one’s own has no price, rather than none to pay', () => {
  const own = all().filter(({ provider }) => ['ollama', 'lemonade'].includes(provider))
  expect(own.length).toBeGreaterThan(20)
  expect(own.filter(({ prices }) => prices)).toEqual([])
})

test('every second name of a prefix is known', () => {
  expect(Object.fromEntries(priceTable().aliases)).toEqual(openaiCompatibleAliases())
})

test('what is handed out cannot be changed', () => {
  const info = priceTable().get('openai', 'gpt-4o')
  expect(Object.isFrozen(info)).toBe(true)
  expect(Object.isFrozen(info?.prices)).toBe(true)
  expect(priceTable().get('openai', 'gpt-4o')).toBe(info)
})
