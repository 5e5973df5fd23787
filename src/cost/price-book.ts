import type { ModelInfo, ModelTable } from '../contract/prices.js'
import { findModel, type Lookup } from './find-model.js'
import { priceTable } from './load-prices.js'
import { frozen } from './price-table.js'

/** What is known of a model, and whose word its prices are. */
export interface FoundModel {
  readonly info: ModelInfo
  /** True: the prices are from a table that the user registered. */
  readonly custom: boolean
}

type Index = ReadonlyMap<string, ReadonlyMap<string, ModelInfo>>

/** Names resolved are kept up to this number; a stranger's inventions must not fill the memory. */
const MAX_KEPT = 10_000
const MAX_NAME = 300

/** The prices of one relay: tables of the user's, the latest first, over the built-in one. */
export class PriceBook {
  readonly #layers = new Map<string, ModelTable>()
  #custom: Index | undefined
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
    if (model.length <= MAX_NAME) this.#keep(provider, model, found)
    return found
  }

  /** Puts a table in front of the others, or in the place of the one that had this name. */
  set(layer: string, table: ModelTable): void {
    this.#layers.set(layer, table)
    this.#forget()
  }

  /** Adds to a table that is there, or sets it. */
  add(layer: string, table: ModelTable): void {
    this.set(layer, { ...this.#layers.get(layer), ...table })
  }

  /** How many models a table of the user's has; undefined where there is none of that name. */
  sizeOf(layer: string): number | undefined {
    const table = this.#layers.get(layer)
    return table && Object.keys(table).length
  }

  #search(prefix: string, model: string): FoundModel | undefined {
    const table = priceTable()
    const provider = table.aliases.get(prefix) ?? prefix
    this.#custom ??= toIndex(this.#layers.values(), table.aliases)
    const own = this.#custom
    const custom = own.size > 0 ? findModel(lookupIn(own), provider, model) : undefined
    const info = findModel((from, name) => table.get(from, name), provider, model)
    if (custom === undefined) return info && { info, custom: false }
    return { info: joined(custom, info), custom: custom.prices !== undefined }
  }

  #keep(provider: string, model: string, found: FoundModel | undefined): void {
    if (this.#kept >= MAX_KEPT) this.#forget()
    const models = this.#found.get(provider) ?? new Map<string, FoundModel | undefined>()
    models.set(model, found)
    this.#found.set(provider, models)
    this.#kept += 1
  }

  #forget(): void {
    this.#custom = undefined
    this.#found.clear()
    this.#kept = 0
  }
}

const lookupIn =
  (index: Index): Lookup =>
  (provider, model) =>
    index.get(provider)?.get(model)

/** All tables of the user's as one, by the canonical prefixes. A later one wins over those before it. */
function toIndex(layers: Iterable<ModelTable>, aliases: ReadonlyMap<string, string>): Index {
  const index = new Map<string, Map<string, ModelInfo>>()
  for (const layer of layers)
    for (const [name, entry] of Object.entries(layer)) {
      const slash = name.indexOf('/')
      const prefix = name.slice(0, slash)
      const provider = aliases.get(prefix) ?? prefix
      const model = name.slice(slash + 1)
      const models = index.get(provider) ?? new Map<string, ModelInfo>()
      models.set(model, joined({ ...entry, provider, model }, models.get(model)))
      index.set(provider, models)
    }
  return index
}

/** The user's fields over those that are known besides. Where the prices are the user's, so is their source. */
function joined(custom: ModelInfo, known: ModelInfo | undefined): ModelInfo {
  if (known === undefined) return frozen(custom)
  const { source, ...rest } = known
  const base = custom.prices === undefined && source !== undefined ? { ...rest, source } : rest
  return frozen({ ...base, ...custom })
}
