import type { ModelPrices, ModelTable } from '../src/contract/prices.js'

/** A mistake of LiteLLM's map of August 2026 that can be told from the figures themselves. */
export interface Correction {
  models: RegExp
  title: string
  why: string
  source?: string
  /** What the prices are divided by; absent: they are left out. */
  by?: number
  /** Only of models that are said to cost more than this for a million tokens of input. */
  above?: number
}

export const CORRECTIONS: readonly Correction[] = [
  {
    models: /^wandb\//,
    title: 'Slips of a power of ten in LiteLLM’s map',
    why: 'It has 5,000 USD for a million tokens of gpt-oss-20b. Divided by 100,000 its figures are those of the vendor’s page: 0.05 and 0.20.',
    source: 'https://wandb.ai/site/inference/openai-gpt-oss-20b',
    by: 100_000,
    above: 1000,
  },
  {
    models: /^azure_ai\/jais-30b-chat$/,
    title: 'Slips of a power of ten in LiteLLM’s map',
    why: 'The vendor’s price of 1,000 tokens stands there for that of one.',
    source: 'https://azure.microsoft.com/en-us/pricing/details/ai-foundry-models/jais-30b-chat/',
    by: 1000,
  },
  {
    models:
      /^fireworks_ai\/(?:SSD-1B|flux-1-schnell-fp8|japanese-stable-diffusion-xl|playground-v2|stable-diffusion-xl)/,
    title: 'Prices of another unit in LiteLLM’s map',
    why: 'Fireworks charges these images by the step; the map has a figure for it as the price of a token. Left out here.',
    source: 'https://fireworks.ai/pricing',
  },
]

export function corrected(name: string, entry: ModelTable[string]): ModelTable[string] {
  const rule = CORRECTIONS.find(({ models }) => models.test(name))
  const { prices, ...rest } = entry
  if (rule === undefined || prices === undefined || (prices.input ?? 0) < (rule.above ?? 0)) return entry
  return rule.by === undefined ? rest : { ...rest, prices: divided(prices, rule.by) }
}

function divided({ input, output }: ModelPrices, by: number): ModelPrices {
  const prices: ModelPrices = {}
  if (input !== undefined) prices.input = Number((input / by).toPrecision(12))
  if (output !== undefined) prices.output = Number((output / by).toPrecision(12))
  return prices
}
