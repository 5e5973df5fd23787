import type { ModelInfo, ModelTable } from '../contract/prices.js'
import { findModel, type Lookup } from './find-model.js'
import { priceTable } from './load-prices.js'

/** What is known of a model, and whose word it is. */
export interface FoundModel {
  readonly info: ModelInfo
  /** True: from a table that the user registered. */
  readonly custom: boolean
}

/** Names resolved are kept up to this number; a stranger's inventions must not fill the memory. */
const MAX_KEPT = 10_000

/** The prices of one relay: the built-in table under those that were registered. */
export class PriceBook {
  readonly #custom = new Map<string, Map<string, ModelInfo>>()
  readonly #found = new Map<string, Map<string, FoundModel | undefined>>()
  #kept = 0

  /**
   * What is known of a provider's model; undefined where nothing is.
   * @throws ModelRelayError in a bundle before `loadPrices()`
   */
  find(provider: string, model: string): FoundModel | undefined {
    const kept = this.#found.get(provider)
    const known = kept?.get(model)
    if (known !== undefined || kept?.has(model)) return known
    const found = this.#search(provider, model)
    this.#keep(provider, model, found)
    return found
  }

  /** Adds models, in front of the built-in ones and of those added before. */
  register(table: ModelTable): void {
    const { aliases } = priceTable()
    for (const [name, info] of Object.entries(table)) {
      const slash = name.indexOf('/')
      const prefix = name.slice(0, slash)
      const provider = aliases.get(prefix) ?? prefix
      const model = name.slice(slash + 1)
      const models = this.#custom.get(provider) ?? new Map<string, ModelInfo>()
      models.set(model, { ...info, provider, model })
      this.#custom.set(provider, models)
    }
    this.#found.clear()
    this.#kept = 0
  }

  #search(prefix: string, model: string): FoundModel | undefined {
    const table = priceTable()
    const provider = table.aliases.get(prefix) ?? prefix
    const own: Lookup = (from, name) => this.#custom.get(from)?.get(name)
    const custom = this.#custom.size > 0 ? findModel(own, provider, model) : undefined
    if (custom) return { info: custom, custom: true }
    const info = findModel((from, name) => table.get(from, name), provider, model)
    return info && { info, custom: false }
  }

  #keep(provider: string, model: string, found: FoundModel | undefined): void {
    if (this.#kept >= MAX_KEPT) {
      this.#found.clear()
      this.#kept = 0
    }
    const models = this.#found.get(provider) ?? new Map<string, FoundModel | undefined>()
    models.set(model, found)
    this.#found.set(provider, models)
    this.#kept += 1
  }
}
