import type { Cost } from '../contract/call.js'
import type { BilledUnits, ModelPrices } from '../contract/prices.js'
import { computeCost } from './compute-cost.js'
import { loadedPrices, loadPrices } from './load-prices.js'
import type { PriceBook } from './price-book.js'
import type { AnyUsage } from './split-usage.js'

/** What an answer has to say of its price. */
export interface PricedAnswer {
  provider: string
  /** Names of the model, the likeliest to be in a table first. */
  models: ReadonlyArray<string | undefined>
  usage: AnyUsage | undefined
  billed: BilledUnits | undefined
  /** In place of any table. */
  custom: ModelPrices | undefined
  atMs: number
  estimated: boolean
}

/** The prices of a relay's calls. A table that cannot be loaded is reported once, and never fails a call. */
export class CallPrices {
  #failed = false

  constructor(
    readonly book: PriceBook,
    private readonly report: (error: unknown) => void,
  ) {}

  /** Has the table loaded: called while a request is under way. Undefined where it is there. */
  load(): Promise<void> | undefined {
    if (this.#failed || loadedPrices() !== undefined) return undefined
    return loadPrices().catch((error: unknown) => this.#fail(error))
  }

  /** What the answer cost; undefined where its price is not known. */
  priceOf(answer: PricedAnswer): Cost | undefined {
    const { usage, billed, custom, atMs, estimated } = answer
    if (usage === undefined && billed?.statedCost === undefined) return undefined
    try {
      const found = custom ? { prices: custom, custom: true } : this.#find(answer)
      const source = found?.custom ? 'custom' : 'table'
      return computeCost({ prices: found?.prices, usage, billed, atMs, source, estimated })
    } catch (error) {
      this.#fail(error)
      return undefined
    }
  }

  #find({ provider, models, billed }: PricedAnswer): { prices: ModelPrices; custom: boolean } | undefined {
    if (billed?.statedCost !== undefined) return undefined
    return findPrices(this.book, provider, models)
  }

  #fail(error: unknown): void {
    if (!this.#failed) this.report(error)
    this.#failed = true
  }
}

/** The prices of the first name that a table has prices for. */
export function findPrices(
  book: PriceBook,
  provider: string,
  models: ReadonlyArray<string | undefined>,
): { prices: ModelPrices; custom: boolean } | undefined {
  for (const model of models) {
    const found = model ? book.find(provider, model) : undefined
    if (found?.info.prices) return { prices: found.info.prices, custom: found.custom }
  }
  return undefined
}
