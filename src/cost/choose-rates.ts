import type { ContextTier, ModelPrices, Rates } from '../contract/prices.js'

/** Words for the standard tier: OpenAI's, Anthropic's, Groq's, Vertex's. */
const STANDARD = new Set(['default', 'auto', 'standard', 'on_demand'])
/** Capacity that is paid by the hour or month, whatever runs on it: no price per token holds. */
const PREPAID = new Set(['provisioned_throughput', 'scale', 'reserved'])

/** The rates that differ from the model's own. */
export interface ServiceRates {
  rates?: Rates & { tiers?: readonly ContextTier[] }
  /** The tier is paid for otherwise. */
  prepaid?: true
  /** Its price is not known: the standard one stands in. */
  unknown?: true
}

const OWN: ServiceRates = {}

/** What the service tier that answered changes. `word` is the vendor's: `flex`, `ON_DEMAND_FLEX`, `scale`. */
export function serviceRates({ service }: ModelPrices, word: string | undefined): ServiceRates {
  if (word === undefined || word === '') return OWN
  const name = word.toLowerCase()
  const bare = name.replace(/^on_demand_/, '')
  for (const key of name === bare ? [name] : [name, bare]) {
    const rates = service && Object.hasOwn(service, key) ? service[key] : undefined
    if (rates) return { rates }
  }
  if (STANDARD.has(name)) return OWN
  return PREPAID.has(name) ? { prepaid: true } : { unknown: true }
}

/** The prices of the day: those whose `from` is the latest that is not after it. Before the first, the first hold. */
export function pricesAt(prices: ModelPrices, atMs: number): ModelPrices {
  const { changes } = prices
  if (changes === undefined || changes.length === 0) return prices
  const dated = [{ from: prices.from ?? '', prices }, ...changes].map(({ from, prices: those }) => ({
    fromMs: from === '' ? Number.NEGATIVE_INFINITY : Date.parse(from),
    prices: those,
  }))
  dated.sort((a, b) => a.fromMs - b.fromMs)
  return (dated.findLast(({ fromMs }) => fromMs <= atMs) ?? dated[0])?.prices ?? prices
}

/** The rates of one size of context: the service tier's before the standard ones, those of the size before the others. */
export function ratesFor(prices: ModelPrices, service: ServiceRates['rates'], promptTokens: number): Rates {
  const sized = tierOf(prices.tiers, promptTokens)
  if (sized === undefined && service === undefined) return prices
  return Object.assign({}, prices, sized?.rates, service, tierOf(service?.tiers, promptTokens)?.rates)
}

/** The highest tier that the prompt is above. */
export function tierOf(tiers: readonly ContextTier[] | undefined, promptTokens: number): ContextTier | undefined {
  let reached: ContextTier | undefined
  if (tiers)
    for (const tier of tiers) if (promptTokens > tier.above && !(reached && reached.above > tier.above)) reached = tier
  return reached
}
