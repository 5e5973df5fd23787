// Reads the data of @pydantic/genai-prices (MIT) into our form. Its prices are USD per million, thousand or hour.
import {
  type ConditionalPrice,
  type ModelInfo as GenaiModel,
  type MatchLogic,
  type ModelPrice,
  type Provider,
  type TieredPrices,
  waitForUpdate,
} from '@pydantic/genai-prices'
import type { ContextTier, ModelPrices, Rates } from '../src/contract/prices.js'

type RateName = Exclude<keyof Rates, 'tools'>

/** Its units that ours can tell, and by what each is divided. What is not here is left out. */
const RATES: Readonly<Record<string, readonly [RateName, number]>> = {
  input_mtok: ['input', 1],
  output_mtok: ['output', 1],
  cache_read_mtok: ['cacheRead', 1],
  cache_write_mtok: ['cacheWrite', 1],
  cache_write_1h_mtok: ['cacheWrite1h', 1],
  output_reasoning_mtok: ['reasoning', 1],
  input_audio_mtok: ['inputAudio', 1],
  output_audio_mtok: ['outputAudio', 1],
  cache_audio_read_mtok: ['cacheReadAudio', 1],
  input_image_mtok: ['inputImage', 1],
  output_image_mtok: ['outputImage', 1],
  input_video_mtok: ['inputVideo', 1],
  requests_kcount: ['request', 1000],
  web_searches_kcount: ['webSearch', 1000],
  audio_hours: ['inputSecond', 3600],
  input_audio_hours: ['inputSecond', 3600],
  input_document_kpages: ['page', 1000],
}

/** A model as genai-prices knows it. */
export interface GenaiEntry {
  readonly name: string
  /** The names that its rule spells out. */
  readonly names: readonly string[]
  readonly matches: (model: string) => boolean
  readonly prices: ModelPrices
  readonly context: number | undefined
}

/** Its providers, by its own ids, with their models in the order in which it matches them. */
export async function readGenaiPrices(): Promise<Map<string, { url: string | undefined; models: GenaiEntry[] }>> {
  const providers: Provider[] = (await waitForUpdate()) ?? []
  return new Map(
    providers.map(({ id, pricing_urls: urls, models }) => [id, { url: urls?.[0], models: models.map(toEntry) }]),
  )
}

function toEntry({ id, match, prices, context_window: context }: GenaiModel): GenaiEntry {
  return {
    name: id,
    names: spelledOut(match),
    matches: (model) => isMatch(match, model.toLowerCase()),
    prices: toPrices(prices),
    context,
  }
}

function spelledOut(rule: MatchLogic): string[] {
  if ('or' in rule) return rule.or.flatMap(spelledOut)
  return 'equals' in rule ? [rule.equals] : []
}

function isMatch(rule: MatchLogic, name: string): boolean {
  if ('or' in rule) return rule.or.some((inner) => isMatch(inner, name))
  if ('and' in rule) return rule.and.every((inner) => isMatch(inner, name))
  if ('equals' in rule) return name === rule.equals.toLowerCase()
  if ('starts_with' in rule) return name.startsWith(rule.starts_with.toLowerCase())
  if ('ends_with' in rule) return name.endsWith(rule.ends_with.toLowerCase())
  if ('contains' in rule) return name.includes(rule.contains.toLowerCase())
  return new RegExp(rule.regex).test(name)
}

/**
 * Its periods. It takes the last whose condition holds: prices by date follow one another, and prices by hour of the
 * day hold within the period before them.
 */
function toPrices(value: ConditionalPrice[] | ModelPrice): ModelPrices {
  if (!Array.isArray(value)) return toPeriod(value)
  const periods: Array<{ from: string; prices: ModelPrices }> = []
  for (const { constraint, prices } of value) {
    const last = periods.at(-1)
    if (constraint === undefined) periods.push({ from: '', prices: toPeriod(prices) })
    else if (constraint.type === 'start_date') periods.push({ from: constraint.start_date, prices: toPeriod(prices) })
    else if (last)
      last.prices.hours = [
        ...(last.prices.hours ?? []),
        { start: constraint.start_time.slice(0, 5), end: constraint.end_time.slice(0, 5), rates: toRates(prices) },
      ]
  }
  const [first, ...changes] = periods
  if (first === undefined) return {}
  return changes.length > 0 ? { ...first.prices, changes } : first.prices
}

function toPeriod(prices: ModelPrice): ModelPrices {
  const period: ModelPrices = toRates(prices)
  const tiers = toTiers(prices)
  if (tiers.length > 0) period.tiers = tiers
  return period
}

function toRates(prices: ModelPrice): Rates {
  const rates: Rates = {}
  for (const [unit, value] of Object.entries(prices)) {
    const usd = typeof value === 'number' ? value : value?.base
    const known = RATES[unit]
    if (usd === undefined) continue
    if (known) rates[known[0]] = divided(usd, known[1])
    else if (unit === 'storage_searches_kcount') rates.tools = { file_search: divided(usd, 1000) }
  }
  return rates
}

/**
 * OpenAI's pages say "more than 272K"; its data begins a token earlier for the older models
 * (https://github.com/pydantic/genai-prices/issues/711). xAI's 199,999 is meant: there a prompt that reaches 200,000 pays.
 */
const SIZES: Readonly<Record<number, number>> = { 271999: 272_000 }

/** A size from which several rates change is one tier. The request's whole input decides, and all of it pays. */
function toTiers(prices: ModelPrice): ContextTier[] {
  const tiered = Object.entries(prices).flatMap(([unit, value]): Array<readonly [RateName, TieredPrices]> => {
    const known = RATES[unit]
    return known && typeof value === 'object' ? [[known[0], value]] : []
  })
  const sizes = new Set(tiered.flatMap(([, { tiers }]) => tiers.map(({ start }) => start)))
  return [...sizes]
    .sort((a, b) => a - b)
    .map((above) => {
      const rates: Rates = {}
      for (const [rate, { tiers }] of tiered) {
        const tier = tiers.find(({ start }) => start === above)
        if (tier) rates[rate] = tier.price
      }
      return { above: SIZES[above] ?? above, rates }
    })
}

function divided(usd: number, by: number): number {
  return Number((usd / by).toPrecision(12))
}
