import { describe, expect, test } from 'vitest'
import type { ModelPrices } from '../../src/contract/prices.js'
import { PriceBook } from '../../src/cost/price-book.js'

const book = new PriceBook()
const pricesOf = (name: string) => {
  const slash = name.indexOf('/')
  return book.find(name.slice(0, slash), name.slice(slash + 1))?.info.prices
}

/** Read from the vendors' pages by hand in November 2026, not from the sources that the table is made of. */
const PAGES: ReadonlyArray<{ page: string; prices: Readonly<Record<string, ModelPrices>> }> = [
  {
    page: 'https://platform.claude.com/docs/en/about-claude/pricing',
    prices: {
      'anthropic/claude-fable-5-1': { input: 10, cacheWrite: 12.5, cacheWrite1h: 20, cacheRead: 0.25, output: 50 },
      'anthropic/claude-fable-5': { input: 10, cacheWrite: 12.5, cacheWrite1h: 20, cacheRead: 1, output: 50 },
      'anthropic/claude-opus-5': { input: 5, cacheWrite: 6.25, cacheWrite1h: 10, cacheRead: 0.5, output: 25 },
      'anthropic/claude-opus-4-6': { input: 5, cacheWrite: 6.25, cacheWrite1h: 10, cacheRead: 0.5, output: 25 },
      'anthropic/claude-opus-4-1': { input: 15, cacheWrite: 18.75, cacheWrite1h: 30, cacheRead: 1.5, output: 75 },
      'anthropic/claude-sonnet-4-5': { input: 3, cacheWrite: 3.75, cacheWrite1h: 6, cacheRead: 0.3, output: 15 },
      'anthropic/claude-haiku-4-5': { input: 1, cacheWrite: 1.25, cacheWrite1h: 2, cacheRead: 0.1, output: 5 },
      'anthropic/claude-3-5-haiku-20241022': {
        input: 0.8,
        cacheWrite: 1,
        cacheWrite1h: 1.6,
        cacheRead: 0.08,
        output: 4,
      },
      'anthropic/claude-3-haiku-20240307': {
        input: 0.25,
        cacheWrite: 0.3,
        cacheWrite1h: 0.5,
        cacheRead: 0.03,
        output: 1.25,
      },
    },
  },
  {
    page: 'https://platform.claude.com/docs/en/models/sonnet-5/overview',
    prices: {
      'anthropic/claude-sonnet-5': { input: 2, cacheWrite: 2.5, cacheWrite1h: 4, cacheRead: 0.2, output: 10 },
      'anthropic/claude-opus-5-5': { input: 4, output: 20 },
    },
  },
  {
    page: 'https://developers.openai.com/api/docs/models/gpt-6.1-sol',
    prices: { 'openai/gpt-6.1-sol': { input: 2, cacheRead: 0.1, cacheWrite: 2.5, output: 10 } },
  },
  {
    page: 'https://developers.openai.com/api/docs/models/gpt-realtime-2.md',
    prices: { 'openai/gpt-realtime-2': { input: 4, cacheRead: 0.4, output: 24, inputAudio: 32, outputAudio: 64 } },
  },
  {
    page: 'https://developers.openai.com/api/docs/models/gpt-realtime-2.1-mini.md',
    prices: {
      'openai/gpt-realtime-2.1-mini': { input: 0.6, cacheRead: 0.06, output: 2.4, inputAudio: 10, outputAudio: 20 },
    },
  },
  {
    page: 'https://developers.openai.com/api/docs/models/gpt-4o-mini-audio-preview.md',
    prices: { 'openai/gpt-4o-mini-audio-preview': { input: 0.15, output: 0.6, inputAudio: 10, outputAudio: 20 } },
  },
  {
    page: 'https://developers.openai.com/api/docs/models/gpt-4o-transcribe.md',
    prices: { 'openai/gpt-4o-transcribe': { inputAudio: 2.5, output: 10 } },
  },
  {
    page: 'https://developers.openai.com/api/docs/models/gpt-audio-mini',
    prices: { 'openai/gpt-audio-mini': { input: 0.6, output: 2.4 } },
  },
  {
    page: 'https://openai.com/api-priority-processing/',
    prices: {
      'openai/gpt-5.4': { service: { priority: { input: 5, cacheRead: 0.5, output: 30 } } },
      'openai/gpt-5.1': { service: { priority: { input: 2.5, cacheRead: 0.25, output: 20 } } },
      'openai/gpt-5-mini': { service: { priority: { input: 0.45, cacheRead: 0.045, output: 3.6 } } },
      'openai/gpt-4.1': { service: { priority: { input: 3.5, cacheRead: 0.875, output: 14 } } },
    },
  },
  {
    page: 'https://api-docs.deepseek.com/quick_start/pricing',
    prices: {
      'deepseek/deepseek-flash': { input: 0.15, cacheRead: 0.003, output: 0.6 },
      'deepseek/deepseek-v4-flash': { input: 0.15, cacheRead: 0.003, output: 0.6 },
      'deepseek/deepseek-v4-pro': { input: 0.66, cacheRead: 0.022, output: 1.98 },
    },
  },
  {
    page: 'https://ai.google.dev/gemini-api/docs/pricing',
    prices: {
      'gemini/gemini-3.8-flash': { input: 0.75 },
      'gemini/gemini-2.5-flash-lite': { input: 0.1, output: 0.4 },
      'gemini/gemini-2.5-pro': {
        input: 1.25,
        output: 10,
        tiers: [{ above: 200_000, rates: { input: 2.5, output: 15 } }],
      },
    },
  },
  {
    page: 'https://wandb.ai/site/inference/openai-gpt-oss-20b',
    prices: { 'wandb/openai/gpt-oss-20b': { input: 0.05, output: 0.2 } },
  },
  {
    page: 'https://console.groq.com/docs/models',
    prices: { 'groq/openai/gpt-oss-safeguard-20b': { input: 0.075, output: 0.3 } },
  },
]

test('at least 25 models were read', () => {
  expect(PAGES.flatMap(({ prices }) => Object.keys(prices)).length).toBeGreaterThanOrEqual(25)
})

describe.each(PAGES)('$page', ({ prices }) => {
  test.each(Object.entries(prices))('%s', (name, expected) => expect(pricesOf(name)).toMatchObject(expected))
})

test('a price that ends has the one that follows, with its day', () => {
  expect(pricesOf('gemini/gemini-3.8-flash')?.changes).toMatchObject([{ from: '2027-01-01', prices: { input: 1.5 } }])
})

test('a price by the hour has its hours', () => {
  expect(pricesOf('deepseek/deepseek-v4-pro')?.hours).toEqual([
    { start: '01:00', end: '04:00', weekdays: true, rates: { input: 1.32, output: 3.96, cacheRead: 0.044 } },
    { start: '06:00', end: '10:00', weekdays: true, rates: { input: 1.32, output: 3.96, cacheRead: 0.044 } },
  ])
})
