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

/** What the service tier that answered changes. `word` is the vendor's, in whatever type: `flex`, `ON_DEMAND_FLEX`, `scale`. */
export function serviceRates({ service }: ModelPrices, word: unknown): ServiceRates {
  if (typeof word !== 'string' || word === '') return OWN
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

/**
 * The rates of one size of context at one hour. What says more goes before what says less: the service tier's at that
 * size, the service tier's, the standard ones at that size, those of the hour, the model's.
 */
export function ratesFor(
  prices: ModelPrices,
  service: ServiceRates['rates'],
  { promptTokens, atMs }: { promptTokens: number; atMs: number },
): Rates {
  const sized = tierOf(prices.tiers, promptTokens)
  const hourly = prices.hours && ratesOfHour(prices.hours, atMs)
  if (sized === undefined && service === undefined && hourly === undefined) return prices
  return Object.assign({}, prices, hourly, sized?.rates, service, tierOf(service?.tiers, promptTokens)?.rates)
}

const MINUTES_PER_DAY = 24 * 60

/** Hours may go over midnight, and then belong to the day on which they begin. */
function ratesOfHour(hours: NonNullable<ModelPrices['hours']>, atMs: number): Rates | undefined {
  const at = new Date(atMs)
  const minute = at.getUTCHours() * 60 + at.getUTCMinutes()
  return hours.find(({ start, end, weekdays }) => {
    const since = (minute - toMinutes(start) + MINUTES_PER_DAY) % MINUTES_PER_DAY
    const length = (toMinutes(end) - toMinutes(start) + MINUTES_PER_DAY) % MINUTES_PER_DAY
    if (since >= length) return false
    const day = new Date(atMs - since * 60_000).getUTCDay()
    return !weekdays || (day !== 0 && day !== 6)
  })?.rates
}

function toMinutes(time: string): number {
  const [hour, minute] = time.split(':')
  return Number(hour) * 60 + Number(minute)
}

/** The highest tier that the prompt is above. */
export function tierOf(tiers: readonly ContextTier[] | undefined, promptTokens: number): ContextTier | undefined {
  let reached: ContextTier | undefined
  if (tiers)
    for (const tier of tiers) if (promptTokens > tier.above && !(reached && reached.above > tier.above)) reached = tier
  return reached
}
