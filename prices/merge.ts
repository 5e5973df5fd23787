import type { ModelPrices, ModelTable, Rates } from '../src/contract/prices.js'
import { type Decision, decide } from './decisions.js'
import { differences } from './differences.js'
import type { Facts } from './facts.js'
import type { GenaiEntry } from './genai-prices.js'
import { GENAI_IDS, HUGGINGFACE_HOSTS } from './providers.js'

type Entry = ModelTable[string]
export type Genai = ReadonlyMap<string, { url: string | undefined; models: readonly GenaiEntry[] }>

/** A model whose prices the two sources state otherwise, and what was made of it. */
export interface Disagreement {
  name: string
  differences: string[]
  decision: Decision
}

export interface Merged {
  table: Record<string, Entry>
  disagreements: Disagreement[]
}

const SAME = 0.01

/** Both sources in one table, as of a day. */
export function merge(facts: ReadonlyMap<string, Facts>, genai: Genai, today: string): Merged {
  const table: Record<string, Entry> = {}
  const disagreements: Disagreement[] = []
  for (const [provider, models] of facts)
    for (const [key, known] of Object.entries(models)) {
      const model = plainName(provider, key)
      // Of a name that is there with and without its path, the whole one is the vendor's own.
      if (model === key && models[`accounts/fireworks/models/${key}`] !== undefined) continue
      const name = `${provider}/${model}`
      table[name] = known
      const other = matching(genai, provider, key)
      if (other === undefined) continue
      const current = asOf(other.prices, today)
      const differing = known.prices ? differences(known.prices, current, SAME) : []
      const decision = decide(name, differing.length > 0)
      if (differing.length > 0) disagreements.push({ name, differences: differing, decision })
      if (decision.winner === 'litellm') continue
      table[name] = withGenai(known, other, current, genai.get(GENAI_IDS[provider] ?? '')?.url)
    }
  for (const [name, entry] of genaiOnly(genai, today)) if (table[name] === undefined) table[name] = entry
  return { table, disagreements }
}

/** `fireworks_ai` names a model with its path or without; the table has it without, and look-ups leave it out. */
export function plainName(provider: string, model: string): string {
  return provider === 'fireworks_ai' ? model.replace(/^accounts\/fireworks\/(?:models|routers)\//, '') : model
}

/** What genai-prices knows of a name. Names with a region are not in it: parts of them would match another model. */
function matching(genai: Genai, provider: string, model: string): GenaiEntry | undefined {
  const known = genai.get(GENAI_IDS[provider] ?? '')
  const regional = (provider === 'bedrock' || provider === 'azure') && model.includes('/')
  if (known === undefined || regional) return undefined
  return known.models.find(({ matches }) => matches(model) || matches(`accounts/fireworks/models/${model}`))
}

/** The prices of a day first, and those of other days as its changes. */
export function asOf({ changes = [], ...first }: ModelPrices, day: string): ModelPrices {
  if (changes.length === 0) return first
  const periods = [{ from: '1970-01-01', prices: first }, ...changes]
  const now = periods.findLast(({ from }) => from <= day) ?? periods[0]
  return { ...now?.prices, ...(now && { from: now.from }), changes: periods.filter((period) => period !== now) }
}

function withGenai(known: Entry, other: GenaiEntry, current: ModelPrices, url?: string): Entry {
  const entry: Entry = { ...known, prices: { ...current } }
  if (url !== undefined) entry.source = url
  if (other.context !== undefined) entry.limits = { ...known.limits, context: other.context }
  if (known.prices && entry.prices && agreeOnTokens(known.prices, current)) addMissing(entry.prices, known.prices)
  return entry
}

const near = (a: number | undefined, b: number | undefined) =>
  a === b || (a !== undefined && b !== undefined && Math.abs(a - b) <= SAME * Math.max(a, b))

const agreeOnTokens = (a: Rates, b: Rates) => near(a.input, b.input) && near(a.output, b.output)

/** What the map of August 2026 says beyond, where it says the same of plain tokens: else it speaks of other prices. */
function addMissing(prices: ModelPrices, known: ModelPrices): void {
  const { tiers: _, image, ...rest } = known
  const { outputImage } = prices
  for (const [rate, value] of Object.entries({ ...rest, ...(outputImage === undefined && { image }) }))
    if (value !== undefined && !(rate in prices)) Object.assign(prices, { [rate]: value })
}

/** Models that only genai-prices knows, under the names that its own rules take for them. */
function* genaiOnly(genai: Genai, today: string): Generator<[string, Entry]> {
  const sellers = [
    ...Object.entries(GENAI_IDS).map(([provider, id]) => ({ provider, id, suffix: '' })),
    ...Object.entries(HUGGINGFACE_HOSTS).map(([host, id]) => ({ provider: 'huggingface', id, suffix: `:${host}` })),
  ]
  for (const { provider, id, suffix } of sellers) {
    const { url, models = [] } = genai.get(id) ?? {}
    for (const { name, names, prices, context } of models)
      for (const each of new Set([name, ...(suffix === '' ? names : [])])) {
        const model = plainName(provider, each.replace(/^regional\./, ''))
        const entry: Entry = { prices: asOf(prices, today) }
        if (context !== undefined) entry.limits = { context }
        if (url !== undefined) entry.source = url
        if (isOurs(provider, model)) yield [`${provider}/${model}${suffix}`, entry]
      }
  }
}

/** Google's list has both of its doors: Claude is sold at one of them. A name in capitals only repeats another. */
function isOurs(provider: string, model: string): boolean {
  return !(provider === 'gemini' && model.includes('claude')) && !/\s/.test(model)
}
