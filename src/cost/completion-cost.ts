import type { CallMeta, Cost } from '../contract/call.js'
import type { BilledUnits, ModelPrices } from '../contract/prices.js'
import { findPrices } from './call-prices.js'
import { checkQuestion } from './check-question.js'
import { computeCost } from './compute-cost.js'
import type { PriceBook } from './price-book.js'
import { readUsage } from './read-usage.js'
import type { AnyUsage } from './split-usage.js'

/** What decides a price besides the counts. */
export interface PriceOptions {
  /** `'provider/model'`, or a bare known name. */
  model: string
  /** The provider's prefix, where `model` does not begin with it. */
  provider?: string
  /** The tier that served, in the vendor's word: `flex`, `batch`, `priority`. */
  serviceTier?: string
  /** When it was served. Default: an answer's own time, else now. */
  at?: Date | number
  /** In place of any table. */
  prices?: ModelPrices
  /** What is billed beyond tokens. */
  billed?: BilledUnits
}

/** An answer of ours, or any object of OpenAI's shape with what it used. */
export interface PricedReply extends Partial<PriceOptions> {
  /** OpenAI's usage; also Anthropic's, and what LiteLLM and OpenRouter have beside OpenAI's. */
  usage?: object | null | undefined
  meta?: Pick<CallMeta, 'provider' | 'model' | 'cost'> | undefined
  /** Unix seconds, as OpenAI's replies have it. */
  created?: number
  service_tier?: string | null | undefined
}

/** Counts of tokens; what is not given is 0. */
export interface TokenPriceQuestion extends PriceOptions {
  /** All of the prompt, those read from and written to the vendor's cache included. */
  promptTokens?: number
  /** All of the answer, reasoning included. */
  completionTokens?: number
  cachedTokens?: number
  cacheCreationTokens?: number
  /** Of those written to the cache: kept an hour. */
  cacheCreation1hTokens?: number
  reasoningTokens?: number
  promptAudioTokens?: number
  completionAudioTokens?: number
}

/** Where a name is looked for. */
export interface PriceSource {
  book: PriceBook
  /** Takes `'provider/model'` apart; undefined where the name names no provider. */
  parse(name: string): { prefix: string; model: string } | undefined
}

/**
 * What an answer cost; undefined where its price is not known. An answer of ours has the cost of its call in
 * `meta.cost`, and that is given unless something is said that changes it.
 * @throws BadRequestError that names what is wrong in the question; never for what a vendor counted
 */
export function completionCost(reply: PricedReply, source: PriceSource): Cost | undefined {
  checkQuestion(reply)
  const { meta, serviceTier, at, prices, billed } = reply
  const asCalled = serviceTier === undefined && at === undefined && prices === undefined && billed === undefined
  if (meta?.cost && asCalled) return meta.cost
  const read = readUsage(reply.usage)
  return priceOf(reply, read?.usage, unitsOf(reply, read?.billed), source)
}

/** What these counts cost; without any, what one token of the prompt and one of the answer do. */
export function costPerToken(question: TokenPriceQuestion, source: PriceSource): Cost | undefined {
  checkQuestion(question)
  const { promptTokens, completionTokens, cachedTokens = 0, cacheCreationTokens = 0 } = question
  const counted = promptTokens !== undefined || completionTokens !== undefined
  const usage: AnyUsage = {
    prompt_tokens: counted ? (promptTokens ?? 0) : Math.max(1, cachedTokens + cacheCreationTokens),
    completion_tokens: counted ? (completionTokens ?? 0) : 1,
    prompt_tokens_details: {
      cached_tokens: cachedTokens,
      cache_creation_tokens: cacheCreationTokens,
      audio_tokens: question.promptAudioTokens ?? 0,
    },
    completion_tokens_details: {
      reasoning_tokens: question.reasoningTokens ?? 0,
      audio_tokens: question.completionAudioTokens ?? 0,
    },
  }
  const { cacheCreation1hTokens: kept } = question
  return priceOf(
    question,
    usage,
    unitsOf(question, kept === undefined ? undefined : { cacheWrite1hTokens: kept }),
    source,
  )
}

function unitsOf(
  { billed, serviceTier, service_tier: answered }: PricedReply,
  read: BilledUnits | undefined,
): BilledUnits | undefined {
  const tier = serviceTier ?? billed?.serviceTier ?? answered ?? read?.serviceTier
  if (billed === undefined && tier === undefined) return read
  const units: BilledUnits = { ...read, ...billed }
  if (tier !== undefined) units.serviceTier = tier
  return units
}

function priceOf(
  reply: PricedReply,
  usage: AnyUsage | undefined,
  billed: BilledUnits | undefined,
  { book, parse }: PriceSource,
): Cost | undefined {
  if (usage === undefined && billed === undefined) return undefined
  const atMs = timeOf(reply)
  const { prices } = reply
  if (prices) return computeCost({ prices, usage, billed, atMs, source: 'custom' })
  const found = find(reply, billed, book, parse)
  return computeCost({ prices: found?.prices, usage, billed, atMs, source: found?.custom ? 'custom' : 'table' })
}

function find(
  { meta, provider, model }: PricedReply,
  billed: BilledUnits | undefined,
  book: PriceBook,
  parse: PriceSource['parse'],
) {
  if (meta) return findPrices(book, meta.provider, [billed?.model, meta.model, model])
  if (!model) return undefined
  if (provider) return findPrices(book, provider, [model])
  const named = parse(model)
  return named && findPrices(book, named.prefix, [named.model])
}

function timeOf({ at, created }: PricedReply): number {
  if (at !== undefined) return typeof at === 'number' ? at : at.getTime()
  return typeof created === 'number' && created > 0 ? created * 1000 : Date.now()
}
