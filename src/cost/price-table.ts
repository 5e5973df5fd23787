import type { Ability, ContextTier, ModelInfo, ModelMode, ModelPrices, Rates } from '../contract/prices.js'

/** What the generated file holds: short names and shared values, since it is shipped. `prices/encode.ts` writes it. */
export interface PriceData {
  /** YYYY-MM-DD: when the sources were read. */
  date: string
  /** Other prefixes of a provider: `together` is `together_ai`. */
  aliases: Record<string, string>
  sources: string[]
  prices: ShortPrices[]
  abilities: ShortAbilities[]
  /** By provider: a line for each model, its fields (`FIELDS`) separated by `|`, empty ones at the end left out. */
  models: Record<string, string>
}

/** Places of the fields in a model's line. */
export const FIELDS = {
  model: 0,
  prices: 1,
  mode: 2,
  context: 3,
  input: 4,
  output: 5,
  abilities: 6,
  source: 7,
  dimensions: 8,
  deprecatedOn: 9,
} as const

/** Abilities by place in `ABILITIES`: those it has, those it has not. */
export type ShortAbilities = [has: number[], hasNot: number[]]

export const ABILITIES = [
  'vision',
  'pdf',
  'audio_input',
  'audio_output',
  'video_input',
  'image_output',
  'tools',
  'tool_choice',
  'parallel_tools',
  'schema',
  'reasoning',
  'prompt_caching',
  'web_search',
  'computer_use',
  'system_messages',
  'prefill',
  'embedding_image_input',
] as const satisfies readonly Ability[]

export const MODES = [
  'chat',
  'completion',
  'embedding',
  'image',
  'transcription',
  'speech',
  'moderation',
  'rerank',
  'ocr',
  'search',
  'realtime',
  'video',
] as const satisfies readonly ModelMode[]

export const RATE_NAMES = {
  i: 'input',
  o: 'output',
  r: 'cacheRead',
  w: 'cacheWrite',
  W: 'cacheWrite1h',
  g: 'reasoning',
  a: 'inputAudio',
  A: 'outputAudio',
  R: 'cacheReadAudio',
  p: 'inputImage',
  P: 'outputImage',
  v: 'inputVideo',
  n: 'request',
  l: 'promptImage',
  L: 'image',
  h: 'webSearch',
  k: 'inputCharacter',
  K: 'outputCharacter',
  d: 'inputSecond',
  D: 'outputSecond',
  e: 'page',
  y: 'query',
} as const satisfies Record<string, Exclude<keyof Rates, 'tools'>>

type ShortRate = keyof typeof RATE_NAMES
export type ShortRates = { [Name in ShortRate]?: number } & {
  T?: Record<string, number>
  t?: Array<[number, ShortRates]>
}
export type ShortPrices = ShortRates & {
  /** The tiers are marginal. */
  m?: 1
  s?: Record<string, ShortRates>
  /** Uplifts. */
  u?: Record<string, number>
  /** Hours: start, end, 1 for weekdays alone. */
  H?: Array<[string, string, 0 | 1, ShortRates]>
  f?: string
  c?: Array<[string, ShortPrices]>
}

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
