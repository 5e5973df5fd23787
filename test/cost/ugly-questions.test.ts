import { describe, expect, test } from 'vitest'
import { completionCost, costPerToken, getModelInfo, supportedParams, supports } from '../../src/index.js'

/** Values that callers without types hand in. */
const untyped = <T>(value: unknown): T => value as T // what the type forbids is what is tested

describe('a question that is no question names what is wrong in it', () => {
  test.each([
    [undefined, 'reply: expected an object, got undefined'],
    [null, 'reply: expected an object, got null'],
    [{ model: 5, usage: {} }, 'model: expected a string, got number'],
    [{ provider: [], model: 'gpt-4o' }, 'provider: expected a string, got object'],
    [{ model: 'gpt-4o', at: '2026-01-01' }, 'at: expected a valid Date, or Unix milliseconds, got string'],
    [
      { model: 'gpt-4o', at: new Date('never') },
      'at: expected a valid Date, or Unix milliseconds, got an invalid Date',
    ],
    [{ prices: { input: -1 } }, 'prices.input: expected a price of 0 or more, got -1'],
    [{ prices: { inptu: 1 } }, 'prices.inptu: expected one of input'],
  ])('%j', (question, message) => {
    expect(() => completionCost(untyped(question))).toThrow(message)
    expect(() => costPerToken(untyped(question))).toThrow(message)
  })

  test.each([undefined, null, 5, {}])('a model that is %j', async (model) => {
    expect(() => getModelInfo(untyped(model))).toThrow('model: expected a string')
    expect(() => supports(untyped(model), 'vision')).toThrow('model: expected a string')
    await expect(supportedParams(untyped(model))).rejects.toThrow('model: expected a string')
  })
})

describe('what a vendor states never makes a cost that is none', () => {
  const USAGE = { prompt_tokens: 1_000, completion_tokens: 100 }

  test.each([5, true, {}, []])('a service tier that is no word is none: %j', (tier) => {
    const cost = completionCost(untyped({ model: 'gpt-4o', usage: USAGE, service_tier: tier }))
    expect(cost).toMatchObject({ total: 0.0035, source: 'table' })
    expect(cost?.estimated).toBeUndefined()
  })

  test.each([Number.NaN, 'yesterday', -1, 10n])('a time that is none is now: %s', (created) => {
    expect(completionCost(untyped({ model: 'gpt-4o', usage: USAGE, created }))?.total).toBe(0.0035)
  })

  test('counts that no prompt can have make no endless cost', () => {
    expect(completionCost({ model: 'gpt-4o', usage: { prompt_tokens: 1e305, completion_tokens: 100 } })).toBeUndefined()
  })

  test('a stated cost that no answer can have is not believed', () => {
    expect(completionCost({ model: 'gpt-4o', usage: { ...USAGE, cost: 1e300 } })).toMatchObject({ source: 'table' })
  })
})

test('rates of more than six decimals add up to less than a pico-dollar of error', () => {
  const prices = { input: 0.1234567, output: 0.7654321, cacheRead: 0.0123457, cacheWrite: 0.1543213 }
  const usage = {
    prompt_tokens: 9,
    completion_tokens: 3,
    prompt_tokens_details: { cached_tokens: 3, cache_creation_tokens: 3 },
  }
  const exact = (3n * (1234567n + 7654321n + 123457n + 1543213n)).toString() // in 1e-13 USD
  expect(Math.abs((completionCost({ prices, usage })?.total ?? 0) - Number(exact) * 1e-13)).toBeLessThan(1e-15)
})
