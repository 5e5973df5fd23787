import type { ModelPrices, ModelTable } from '../src/contract/prices.js'

/** Rates that a source has for one name of a model and not for another. */
interface Addition {
  models: RegExp
  prices: ModelPrices
  source: string
}

export const ADDITIONS: readonly Addition[] = [
  {
    // genai-prices has the price of what was cached, LiteLLM's map the tier; answers name grok-4-0709.
    models: /^xai\/grok-4(?:-0709|-latest)?$/,
    prices: { cacheRead: 0.75, tiers: [{ above: 128_000, rates: { input: 6, output: 30 } }] },
    source: 'https://docs.x.ai/developers/models',
  },
  {
    models: /^xai\/grok-4-fast(?:-(?:non-)?reasoning)?(?:-latest)?$/,
    prices: { tiers: [{ above: 128_000, rates: { input: 0.4, output: 1 } }] },
    source: 'https://docs.x.ai/developers/models',
  },
  {
    // Answers name the dated model; the map has the fee for the undated one.
    models: /^openai\/gpt-4o-search-preview-/,
    prices: { webSearch: 0.035 },
    source: 'https://developers.openai.com/api/docs/pricing',
  },
  {
    models: /^openai\/gpt-5-search-api/,
    prices: { webSearch: 0.01 },
    source: 'https://developers.openai.com/api/docs/pricing',
  },
]

/** The entry with what its prices lack. What they state stays. */
export function completed(name: string, entry: ModelTable[string]): ModelTable[string] {
  const added = ADDITIONS.find(({ models }) => models.test(name))
  if (added === undefined || entry.prices === undefined) return entry
  return { ...entry, prices: { ...added.prices, ...entry.prices } }
}
