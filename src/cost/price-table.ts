import type { Ability, ContextTier, ModelInfo, ModelPrices, Rates } from '../contract/prices.js'
import {
  ABILITIES,
  FIELDS,
  MODES,
  type PriceData,
  RATE_NAMES,
  type ShortAbilities,
  type ShortPrices,
  type ShortRate,
  type ShortRates,
} from './price-data-format.js'

type Models = Map<string, string | ModelInfo>

/**
 * The models of the generated file. A provider's lines are told apart when it is first asked for, and a line is taken
 * apart when its model is; both are kept.
 */
export class PriceTable {
  /** YYYY-MM-DD: when the sources were read. */
  readonly date: string
  readonly aliases: ReadonlyMap<string, string>
  readonly #data: PriceData
  readonly #providers: Map<string, string | Models>
  /** By provider: the table's names by their lower case. */
  readonly #lowerCase = new Map<string, ReadonlyMap<string, string>>()

  constructor(data: PriceData) {
    this.#data = data
    this.date = data.date
    this.aliases = new Map(Object.entries(data.aliases))
    this.#providers = new Map(Object.entries(data.models))
  }

  /** By the name that the table has, in whatever case: hosts of open models differ in it (`Qwen/…`, `qwen/…`). */
  get(provider: string, model: string): ModelInfo | undefined {
    const models = this.#modelsOf(provider)
    if (models === undefined) return undefined
    const name = models.has(model) ? model : this.#namesOf(provider, models).get(model.toLowerCase())
    if (name === undefined) return undefined
    const found = models.get(name)
    if (typeof found !== 'string') return found
    const info = frozen(toModelInfo(provider, found, this.#data))
    models.set(name, info)
    return info
  }

  /** The providers that it has models of. */
  providers(): Iterable<string> {
    return this.#providers.keys()
  }

  /** The names of a provider's models. */
  models(provider: string): Iterable<string> {
    return this.#modelsOf(provider)?.keys() ?? []
  }

  #namesOf(provider: string, models: Models): ReadonlyMap<string, string> {
    const known = this.#lowerCase.get(provider)
    if (known) return known
    const names = new Map([...models.keys()].map((name) => [name.toLowerCase(), name]))
    this.#lowerCase.set(provider, names)
    return names
  }

  #modelsOf(provider: string): Models | undefined {
    const lines = this.#providers.get(provider)
    if (typeof lines !== 'string') return lines
    const models: Models = new Map(lines.split('\n').map((line) => [line.split('|', 1)[0] ?? '', line]))
    this.#providers.set(provider, models)
    return models
  }
}

/** What is handed out is shared, so that it is not to be changed. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

function toModelInfo(provider: string, line: string, data: PriceData): ModelInfo {
  const fields = line.split('|')
  const numberAt = (field: keyof typeof FIELDS) => {
    const text = fields[FIELDS[field]]
    return text === undefined || text === '' ? undefined : Number(text)
  }
  const info: ModelInfo = { provider, model: fields[FIELDS.model] ?? '' }
  const mode = MODES[numberAt('mode') ?? -1]
  if (mode) info.mode = mode
  const prices = data.prices[numberAt('prices') ?? -1]
  if (prices) info.prices = toPrices(prices)
  const limits = toLimits(numberAt('context'), numberAt('input'), numberAt('output'))
  if (limits) info.limits = limits
  const abilities = data.abilities[numberAt('abilities') ?? -1]
  if (abilities) info.abilities = toAbilities(abilities)
  const source = data.sources[numberAt('source') ?? -1]
  if (source) info.source = source
  const dimensions = numberAt('dimensions')
  if (dimensions !== undefined) info.dimensions = dimensions
  const deprecatedOn = fields[FIELDS.deprecatedOn]
  if (deprecatedOn) info.deprecatedOn = deprecatedOn
  return info
}

function toLimits(context?: number, input?: number, output?: number): ModelInfo['limits'] | undefined {
  const limits: NonNullable<ModelInfo['limits']> = {}
  if (context !== undefined) limits.context = context
  if (input !== undefined) limits.input = input
  if (output !== undefined) limits.output = output
  return Object.keys(limits).length > 0 ? limits : undefined
}

function toAbilities([has, hasNot]: ShortAbilities): Partial<Record<Ability, boolean>> {
  const abilities: Partial<Record<Ability, boolean>> = {}
  for (const at of has) set(at, true)
  for (const at of hasNot) set(at, false)
  return abilities

  function set(at: number, value: boolean): void {
    const ability = ABILITIES[at]
    if (ability) abilities[ability] = value
  }
}

function toPrices({ m, s, u, H, f, c, ...rates }: ShortPrices): ModelPrices {
  const prices: ModelPrices = toRates(rates)
  if (m) prices.tierRule = 'marginal'
  if (s) prices.service = Object.fromEntries(Object.entries(s).map(([name, short]) => [name, toRates(short)]))
  if (u) prices.uplifts = { ...u }
  if (H)
    prices.hours = H.map(([start, end, weekdays, short]) => ({
      start,
      end,
      ...(weekdays && { weekdays: true as const }),
      rates: toRates(short),
    }))
  if (f) prices.from = f
  if (c) prices.changes = c.map(([from, short]) => ({ from, prices: toPrices(short) }))
  return prices
}

function toRates(short: ShortRates): Rates & { tiers?: readonly ContextTier[] } {
  const rates: Rates & { tiers?: readonly ContextTier[] } = {}
  for (const name in RATE_NAMES) {
    // `for in` gives strings; these are the keys of RATE_NAMES.
    const usd = short[name as ShortRate]
    if (usd !== undefined) rates[RATE_NAMES[name as ShortRate]] = usd
  }
  if (short.T) rates.tools = { ...short.T }
  if (short.t) rates.tiers = short.t.map(([above, tier]) => ({ above, rates: toRates(tier) }))
  return rates
}
