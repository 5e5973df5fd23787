import type { ContextTier, ModelInfo, ModelPrices, ModelTable, Rates } from '../src/contract/prices.js'
import {
  ABILITIES,
  FIELDS,
  MODES,
  type PriceData,
  RATE_NAMES,
  type ShortAbilities,
  type ShortPrices,
  type ShortRates,
} from '../src/cost/price-data-format.js'

type Entry = ModelTable[string]

/** A table in the form that is shipped. */
export function encode(table: ModelTable, aliases: Record<string, string>, date: string): PriceData {
  const prices = new Pool<ShortPrices>()
  const abilities = new Pool<ShortAbilities>()
  const sources = new Pool<string>()
  const models: Record<string, string[]> = {}
  for (const [name, info] of Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const slash = name.indexOf('/')
    const provider = name.slice(0, slash)
    models[provider] ??= []
    models[provider].push(toLine(name.slice(slash + 1), info))
  }
  return {
    date,
    aliases,
    sources: sources.values,
    prices: prices.values,
    abilities: abilities.values,
    models: Object.fromEntries(Object.entries(models).map(([provider, lines]) => [provider, lines.join('\n')])),
  }

  function toLine(model: string, info: Entry): string {
    const { limits, deprecatedOn, dimensions, mode } = info
    const fields: Record<keyof typeof FIELDS, string | number | undefined> = {
      model,
      prices: info.prices && prices.place(toShortPrices(info.prices)),
      mode: mode && MODES.indexOf(mode),
      context: limits?.context,
      input: limits?.input,
      output: limits?.output,
      abilities: info.abilities && abilities.place(toShortAbilities(info.abilities)),
      source: info.source && sources.place(info.source),
      dimensions,
      deprecatedOn,
    }
    return (
      Object.keys(FIELDS)
        // The keys of a literal, read back as strings.
        .map((field) => String(fields[field as keyof typeof FIELDS] ?? ''))
        .join('|')
        .replace(/\|+$/, '')
    )
  }
}

/** Values, each kept once. */
class Pool<T> {
  readonly values: T[] = []
  readonly #places = new Map<string, number>()

  place(value: T): number {
    const key = JSON.stringify(value)
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.values.length)
    return this.values.push(value) - 1
  }
}

function toShortPrices({ tierRule, service, uplifts, hours, from, changes, ...rates }: ModelPrices): ShortPrices {
  const short: ShortPrices = toShortRates(rates)
  if (tierRule === 'marginal') short.m = 1
  if (service) short.s = Object.fromEntries(Object.entries(service).map(([name, other]) => [name, toShortRates(other)]))
  if (uplifts) short.u = { ...uplifts }
  if (hours)
    short.H = hours.map(({ start, end, weekdays, rates: other }) => [start, end, weekdays ? 1 : 0, toShortRates(other)])
  if (from) short.f = from
  if (changes) short.c = changes.map((change) => [change.from, toShortPrices(change.prices)])
  return short
}

function toShortRates(rates: Rates & { tiers?: readonly ContextTier[] }): ShortRates {
  const short: ShortRates = {}
  for (const [name, rate] of Object.entries(RATE_NAMES)) {
    const usd = rates[rate]
    // The keys of a literal, read back as strings.
    if (usd !== undefined) short[name as keyof typeof RATE_NAMES] = usd
  }
  if (rates.tools) short.T = rates.tools
  if (rates.tiers) short.t = rates.tiers.map(({ above, rates: tier }) => [above, toShortRates(tier)])
  return short
}

function toShortAbilities(abilities: NonNullable<ModelInfo['abilities']>): ShortAbilities {
  const places = (value: boolean) => ABILITIES.flatMap((ability, at) => (abilities[ability] === value ? [at] : []))
  return [places(true), places(false)]
}
