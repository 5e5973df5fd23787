import type { Cost } from '../contract/call.js'
import type { BilledUnits, ModelPrices, Rates } from '../contract/prices.js'
import { pricesAt, ratesFor, serviceRates } from './choose-rates.js'
import { bandsOf } from './context-bands.js'
import { ofTokens, toPico, toUsd } from './pico-dollars.js'
import { type AnyUsage, countOf, promptOf, splitUsage, type TokenKinds } from './split-usage.js'

export interface CostQuestion {
  /** Undefined: not known. What the vendor stated still counts. */
  prices: ModelPrices | undefined
  usage: AnyUsage | undefined
  billed?: BilledUnits | undefined
  /** Unix ms of the call: prices change. */
  atMs: number
  source?: 'table' | 'custom'
  /** The usage was counted by us. */
  estimated?: boolean
}

/** Parts in pico-dollars. */
interface Sum {
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
  other: number
}

/** What an answer costs; undefined where a price of what it used is not known. */
export function computeCost(question: CostQuestion): Cost | undefined {
  const { billed, usage, atMs, source = 'table' } = question
  const stated = statedCost(billed)
  if (stated !== undefined) return toCost({ ...nothing(), other: toPico(stated) }, 'provider', false)
  if (question.prices === undefined) return undefined
  const prices = pricesAt(question.prices, atMs)
  const service = serviceRates(prices, billed?.serviceTier)
  if (service.prepaid) return undefined
  const sum = nothing()
  let rates: Rates = prices
  if (usage !== undefined) {
    const kinds = splitUsage(usage, billed)
    const promptTokens = promptOf(kinds)
    const factor = upliftOf(prices, billed)
    rates = ratesFor(prices, service.rates, { promptTokens, atMs })
    if (prices.tierRule === 'marginal' && prices.tiers) {
      for (const band of bandsOf(kinds, prices.tiers))
        if (!addTokens(sum, band.kinds, ratesFor(prices, service.rates, { promptTokens: band.size, atMs }), factor))
          return undefined
    } else if (!addTokens(sum, kinds, rates, factor)) return undefined
  }
  const whole = addUnits(sum, rates, billed)
  if (!Number.isFinite(totalOf(sum))) return undefined // counts that no answer can have
  return toCost(sum, source, question.estimated === true || service.unknown === true || !whole)
}

const nothing = (): Sum => ({ input: 0, output: 0, cacheRead: 0, cacheWrite: 0, other: 0 })

function statedCost(billed: BilledUnits | undefined): number | undefined {
  const stated = billed?.statedCost
  return stated !== undefined && stated >= 0 && Number.isFinite(toPico(stated)) ? stated : undefined
}

/** False where tokens of some kind have no price. A model that charges by piece alone has none for any. */
function addTokens(sum: Sum, kinds: TokenKinds, rates: Rates, factor: number): boolean {
  if (rates.input === undefined && rates.output === undefined && (rates.request ?? rates.image) !== undefined)
    return true
  const { input, output, cacheRead = input, reasoning = output } = rates
  const { cacheWrite = input } = rates
  const charge = (tokens: number, rate: number | undefined): number => {
    if (tokens === 0) return 0
    return rate === undefined ? Number.NaN : ofTokens(tokens, factor === 1 ? rate : rate * factor)
  }
  sum.input += charge(kinds.text, input)
  if (kinds.audio > 0) sum.input += charge(kinds.audio, rates.inputAudio ?? input)
  if (kinds.image > 0) sum.input += charge(kinds.image, rates.inputImage ?? input)
  if (kinds.video > 0) sum.input += charge(kinds.video, rates.inputVideo ?? input)
  sum.cacheRead += charge(kinds.cached, cacheRead)
  if (kinds.cachedAudio > 0) sum.cacheRead += charge(kinds.cachedAudio, rates.cacheReadAudio ?? cacheRead)
  sum.cacheWrite += charge(kinds.written, cacheWrite)
  if (kinds.written1h > 0) sum.cacheWrite += charge(kinds.written1h, rates.cacheWrite1h ?? cacheWrite)
  sum.output += charge(kinds.answer, output) + charge(kinds.reasoning, reasoning)
  if (kinds.answerAudio > 0) sum.output += charge(kinds.answerAudio, rates.outputAudio ?? output)
  if (kinds.answerImage > 0) sum.output += charge(kinds.answerImage, rates.outputImage ?? output)
  return !Number.isNaN(sum.input + sum.cacheRead + sum.cacheWrite + sum.output)
}

/** What is charged by piece. False where the price of a piece is not known: the rest is then a part of the cost. */
function addUnits(sum: Sum, rates: Rates, billed: BilledUnits | undefined): boolean {
  let whole = true
  const charge = (pieces: number | undefined, price: number | undefined) => {
    const number = countOf(pieces)
    if (number === 0) return
    if (price === undefined) whole = false
    else sum.other += number * toPico(price)
  }
  if (rates.request !== undefined) sum.other += toPico(rates.request)
  if (billed === undefined) return true
  charge(billed.promptImages, rates.promptImage)
  charge(billed.images, rates.image)
  charge(billed.webSearches, rates.webSearch)
  if (billed.toolCalls)
    for (const [name, calls] of Object.entries(billed.toolCalls))
      charge(calls, rates.tools && Object.hasOwn(rates.tools, name) ? rates.tools[name] : undefined)
  return whole
}

function upliftOf({ uplifts }: ModelPrices, billed: BilledUnits | undefined): number {
  let factor = 1
  if (uplifts && billed?.uplifts)
    for (const name of billed.uplifts) if (Object.hasOwn(uplifts, name)) factor *= uplifts[name] ?? 1
  return factor
}

const totalOf = ({ input, output, cacheRead, cacheWrite, other }: Sum): number =>
  input + output + cacheRead + cacheWrite + other

function toCost(sum: Sum, source: Cost['source'], estimated: boolean): Cost {
  const { input, output, cacheRead, cacheWrite, other } = sum
  const cost: Cost = {
    input: toUsd(input),
    output: toUsd(output),
    cacheRead: toUsd(cacheRead),
    cacheWrite: toUsd(cacheWrite),
    other: toUsd(other),
    total: toUsd(totalOf(sum)),
    source,
  }
  if (estimated) cost.estimated = true
  return cost
}
