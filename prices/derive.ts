import type { ContextTier, ModelPrices, ModelTable, Rates } from '../src/contract/prices.js'

type Entry = ModelTable[string]
type Tier = Rates & { tiers?: readonly ContextTier[] }

/** Discounts that a vendor gives on a whole list of models. What a source states for a model goes before. */
const TIERS: ReadonlyArray<{ models: RegExp; service: Readonly<Record<string, number>>; source: string }> = [
  {
    // "Batch API: 50 % discount on input and output", and it stacks with the prices of the cache.
    models: /^anthropic\/claude-/,
    service: { batch: 0.5 },
    source: 'https://platform.claude.com/docs/en/about-claude/pricing#batch-processing',
  },
  {
    // Half in the Batch API and in flex processing, twice in fast mode, whose answers say `priority`.
    models: /^openai\/gpt-6/,
    service: { batch: 0.5, flex: 0.5, priority: 2 },
    source: 'https://developers.openai.com/api/docs/pricing',
  },
  {
    models:
      /^openai\/(?:gpt-5|gpt-4\.1|gpt-4o(?!.*(?:audio|realtime|search|transcribe|tts))|o[134]|text-embedding)(?!.*(?:chat|codex|image))/,
    service: { batch: 0.5 },
    source: 'https://developers.openai.com/api/docs/pricing',
  },
  {
    models: /^gemini\/gemini-(?:2\.5|3)(?!.*(?:live|audio|tts|image))/,
    service: { batch: 0.5 },
    source: 'https://ai.google.dev/gemini-api/docs/pricing',
  },
]

/** Surcharges of the same kind, by what an answer says of itself. */
const UPLIFTS: ReadonlyArray<{ models: RegExp; uplifts: Readonly<Record<string, number>>; source: string }> = [
  {
    // `inference_geo: "us"` is taken from Opus 4.6 on, and costs 1.1 times as much.
    models: /^anthropic\/claude-(?:(?:opus|sonnet)-4-[6-9]|[a-z]+-5)/,
    uplifts: { 'geo:us': 1.1 },
    source: 'https://platform.claude.com/docs/en/build-with-claude/data-residency',
  },
  {
    // Models from 5 March 2026 on, at the endpoints of a region.
    models: /^openai\/(?:gpt-5\.[4-9]|gpt-[6-9]|gpt-realtime-2\.)/,
    uplifts: { 'geo:region': 1.1 },
    source: 'https://developers.openai.com/api/docs/guides/data-residency',
  },
  {
    // From Sonnet 4.5 on, everywhere but at the global endpoint.
    models: /^vertex_ai\/claude-(?:(?:opus|sonnet|haiku)-4-[5-9]|[a-z]+-5)/,
    uplifts: { 'geo:region': 1.1 },
    source: 'https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai',
  },
  {
    models: /^anthropic\/claude-opus-5-5/,
    uplifts: { 'speed:fast': 2 },
    source: 'https://platform.claude.com/docs/en/about-claude/pricing',
  },
]

/** Adds to every model what its vendor's rules say. */
export function withServiceTiers(table: Record<string, Entry>): void {
  for (const [name, entry] of Object.entries(table)) {
    if (entry.prices?.input === undefined) continue
    const rule = TIERS.find(({ models }) => models.test(name))
    const prices = uplifted(name, rule ? added(entry.prices, rule.service) : entry.prices)
    const { service } = prices
    table[name] = { ...entry, prices: service ? { ...prices, service: sized(prices, service) } : prices }
  }
}

function uplifted(name: string, prices: ModelPrices): ModelPrices {
  const rules = UPLIFTS.filter(({ models }) => models.test(name))
  if (rules.length === 0) return prices
  return { ...prices, uplifts: Object.assign({}, ...rules.map(({ uplifts }) => uplifts), prices.uplifts) }
}

/** A discount that is stated for short prompts alone holds for long ones in proportion. */
function sized(prices: ModelPrices, service: Readonly<Record<string, Tier>>): Record<string, Tier> {
  const { tiers } = prices
  return Object.fromEntries(
    Object.entries(service)
      // A tier for hurry at the standard price is a gap in the source: its price is not known.
      .filter(([name, { input }]) => name !== 'priority' || input !== prices.input)
      .map(([name, rates]) => [
        name,
        tiers === undefined || rates.tiers
          ? rates
          : {
              ...rates,
              tiers: tiers.map(({ above, rates: long }) => ({ above, rates: inProportion(long, rates, prices) })),
            },
      ]),
  )
}

function inProportion(long: Rates, reduced: Rates, short: Rates): Rates {
  const rates: Rates = {}
  for (const rate of BY_TOKEN) {
    const [usd, now, before] = [long[rate], reduced[rate], short[rate]]
    if (usd !== undefined && now !== undefined && before) rates[rate] = Number(((usd * now) / before).toPrecision(12))
  }
  return rates
}

function added(prices: ModelPrices, factors: Readonly<Record<string, number>>): ModelPrices {
  const service: Record<string, Tier> = { ...prices.service }
  for (const [name, factor] of Object.entries(factors)) service[name] = { ...times(prices, factor), ...service[name] }
  const result: ModelPrices = { ...prices, service }
  if (prices.changes)
    result.changes = prices.changes.map(({ from, prices: those }) => ({ from, prices: added(those, factors) }))
  return result
}

const BY_TOKEN = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'reasoning',
  'inputAudio',
  'outputAudio',
  'cacheReadAudio',
  'inputImage',
  'outputImage',
  'inputVideo',
] as const

function times(prices: Tier, factor: number): Tier {
  const rates: Tier = {}
  for (const rate of BY_TOKEN) {
    const usd = prices[rate]
    if (usd !== undefined) rates[rate] = Number((usd * factor).toPrecision(12))
  }
  if (prices.tiers) rates.tiers = prices.tiers.map((tier) => ({ above: tier.above, rates: times(tier.rates, factor) }))
  return rates
}
