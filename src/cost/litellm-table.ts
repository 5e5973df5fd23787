import { isRecord } from '../contract/is-record.js'
import type { Ability, ContextTier, ModelInfo, ModelMode, ModelPrices, Rates } from '../contract/prices.js'
import { ABILITIES, MODALITIES, MODES, PREFIXES, SERVICES, TOKEN_RATES, UNIT_RATES } from './litellm-fields.js'

/** One entry of LiteLLM's price map (`model_prices_and_context_window.json`). */
export type LitellmEntry = Readonly<Record<string, unknown>>

const PER_MILLION = 1_000_000

/** `litellm_provider` as the prefix of `'provider/model'`: `vertex_ai-anthropic_models` is `vertex_ai`. */
export function toPrefix(litellmProvider: string): string {
  const kind = /^(vertex_ai|fireworks_ai)-/.exec(litellmProvider)?.[1]
  return kind ?? (Object.hasOwn(PREFIXES, litellmProvider) ? PREFIXES[litellmProvider] : undefined) ?? litellmProvider
}

/** `'provider/model'` of an entry: its key may or may not begin with the provider. */
export function toModelName(key: string, entry: LitellmEntry): string {
  const named = entry['litellm_provider']
  if (typeof named !== 'string' || named === '') return key
  const prefix = toPrefix(named)
  const start = [prefix, named, prefix.replaceAll('_', '-')].find((each) => key.startsWith(`${each}/`))
  return `${prefix}/${start === undefined ? key : key.slice(start.length + 1)}`
}

/** One entry as ours. Fields of no use to us are passed over. */
export function toModelInfo(entry: LitellmEntry, key = ''): Omit<ModelInfo, 'provider' | 'model'> {
  const info: Omit<ModelInfo, 'provider' | 'model'> = {}
  const named = textOf(entry['mode']) ?? ''
  const mode = Object.hasOwn(MODES, named) ? MODES[named] : undefined
  if (mode !== undefined) info.mode = mode
  const prices = toPrices(entry, key, mode)
  if (Object.keys(prices).length > 0) info.prices = prices
  const limits = toLimits(entry)
  if (limits) info.limits = limits
  const abilities = toAbilities(entry)
  if (abilities) info.abilities = abilities
  const dimensions = countOf(entry['output_vector_size'])
  if (dimensions !== undefined) info.dimensions = dimensions
  const deprecatedOn = textOf(entry['deprecation_date'])
  if (deprecatedOn !== undefined && /^\d{4}-\d\d-\d\d$/.test(deprecatedOn)) info.deprecatedOn = deprecatedOn
  const source = textOf(entry['source'])
  if (source !== undefined) info.source = source
  return info
}

function toPrices(entry: LitellmEntry, key: string, mode: ModelMode | undefined): ModelPrices {
  const prices: ModelPrices = toRates(entry, '')
  addUnits(prices, entry, key, mode)
  const tiers = toTiers(entry, '')
  if (tiers.length > 0) prices.tiers = tiers
  addTieredPricing(prices, entry['tiered_pricing'])
  const service: Record<string, Rates & { tiers?: readonly ContextTier[] }> = {}
  for (const [suffix, name] of Object.entries(SERVICES)) {
    const rates: Rates & { tiers?: readonly ContextTier[] } = toRates(entry, suffix)
    const above = toTiers(entry, suffix)
    if (above.length > 0) rates.tiers = above
    if (Object.keys(rates).length > 0) service[name] = rates
  }
  if (Object.keys(service).length > 0) prices.service = service
  const uplifts = toUplifts(entry['provider_specific_entry'])
  if (uplifts) prices.uplifts = uplifts
  return prices
}

/** `provider_specific_entry: { us: 1.1, fast: 6 }`, as Anthropic's answers say them of themselves. */
function toUplifts(value: unknown): ModelPrices['uplifts'] | undefined {
  if (!isRecord(value)) return undefined
  const uplifts: Record<string, number> = {}
  const us = numberOf(value['us'])
  const fast = numberOf(value['fast'])
  if (us !== undefined) uplifts['geo:us'] = us
  if (fast !== undefined) uplifts['speed:fast'] = fast
  return Object.keys(uplifts).length > 0 ? uplifts : undefined
}

/** Rates by token whose names end in `suffix`: `''`, `_batches`, `_above_200k_tokens` … */
function toRates(entry: LitellmEntry, suffix: string): Rates {
  const rates: Rates = {}
  for (const [name, rate] of TOKEN_RATES) {
    const usd = numberOf(entry[name + suffix])
    if (usd !== undefined && rates[rate] === undefined) rates[rate] = perMillion(usd)
  }
  return rates
}

function addUnits(rates: Rates, entry: LitellmEntry, key: string, mode: ModelMode | undefined): void {
  for (const [name, rate] of UNIT_RATES) {
    const usd = numberOf(entry[name])
    if (usd !== undefined && rates[rate] === undefined) rates[rate] = usd
  }
  const pixels = /(\d+)-x-(\d+)/.exec(key)
  const perPixel = numberOf(entry['output_cost_per_pixel']) || numberOf(entry['input_cost_per_pixel'])
  if (mode === 'image' && pixels && perPixel && rates.image === undefined)
    // The map rounds the price of a pixel: 3.81469e-8 for an image of 0.04.
    rates.image = Number((perPixel * Number(pixels[1]) * Number(pixels[2])).toPrecision(4))
  imagesOnce(rates, mode)
  const search = entry['search_context_cost_per_query']
  // What a search costs by default: https://platform.openai.com/docs/pricing names "medium" as the default size.
  const perSearch = isRecord(search) ? numberOf(search['search_context_size_medium']) : undefined
  if (perSearch !== undefined) rates.webSearch = perSearch
  const tools: Record<string, number> = {}
  const session = numberOf(entry['code_interpreter_cost_per_session'])
  if (session !== undefined) tools['code_interpreter'] = session
  const thousandSearches = numberOf(entry['file_search_cost_per_1k_calls'])
  if (thousandSearches !== undefined) tools['file_search'] = thousandSearches / 1000
  if (Object.keys(tools).length > 0) rates.tools = tools
}

/** The map states some images by number and by token; with both, an image would be billed twice. */
function imagesOnce(rates: Rates, mode: ModelMode | undefined): void {
  if (mode === 'image' && rates.image === undefined && rates.promptImage !== undefined && rates.output === undefined) {
    rates.image = rates.promptImage
    delete rates.promptImage
  }
  if (rates.outputImage !== undefined) delete rates.image
  if (mode !== 'embedding' && (rates.inputImage !== undefined || rates.input !== undefined)) delete rates.promptImage
}

const ABOVE = /_above_(\d+)k_tokens/

function toTiers(entry: LitellmEntry, service: string): ContextTier[] {
  const sizes = new Set<number>()
  for (const name in entry) {
    const size = ABOVE.exec(name)?.[1]
    if (size !== undefined) sizes.add(Number(size))
  }
  return [...sizes]
    .sort((a, b) => a - b)
    .map((size) => ({ above: size * 1000, rates: toRates(entry, `_above_${size}k_tokens${service}`) }))
    .filter(({ rates }) => Object.keys(rates).length > 0)
}

/** `tiered_pricing: [{ range: [0, 32000], input_cost_per_token … }]`: the first is the base, the rest are tiers. */
function addTieredPricing(prices: ModelPrices, value: unknown): void {
  if (!Array.isArray(value)) return
  const steps = value.flatMap((step: unknown) => {
    const above = isRecord(step) && Array.isArray(step['range']) ? numberOf(step['range'][0]) : undefined
    return above === undefined || !isRecord(step) ? [] : [{ above, rates: toRates(step, '') }]
  })
  const [base, ...tiers] = steps.sort((a, b) => a.above - b.above)
  if (base === undefined) return
  Object.assign(prices, base.rates)
  if (tiers.length > 0) prices.tiers = tiers
}

function toLimits(entry: LitellmEntry): ModelInfo['limits'] {
  const limits: NonNullable<ModelInfo['limits']> = {}
  const input = countOf(entry['max_input_tokens'])
  const output = countOf(entry['max_output_tokens'])
  if (input !== undefined) limits.input = input
  if (output !== undefined) limits.output = output
  return input === undefined && output === undefined ? undefined : limits
}

function toAbilities(entry: LitellmEntry): ModelInfo['abilities'] {
  const abilities: Partial<Record<Ability, boolean>> = {}
  for (const [name, ability] of ABILITIES) {
    const value = entry[name]
    if (typeof value === 'boolean') abilities[ability] = value
  }
  for (const [name, modalities] of Object.entries(MODALITIES)) {
    const listed = entry[name]
    // A list that leaves one out says nothing: many are not kept up.
    if (Array.isArray(listed))
      for (const [modality, ability] of Object.entries(modalities))
        if (listed.includes(modality)) abilities[ability] ??= true
  }
  return Object.keys(abilities).length > 0 ? abilities : undefined
}

const perMillion = (usd: number) => exact(usd * PER_MILLION)

/** Without the last bits of a product: 2.5e-7 × 1e6 is 0.25, and 0.000003 × 1e6 is 3. */
function exact(value: number): number {
  return Number(value.toPrecision(12))
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
