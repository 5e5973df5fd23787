import { ModelRelayError } from '../contract/errors.js'
import type { HookEvents } from '../contract/hooks.js'
import type { ModelTable } from '../contract/prices.js'
import type { PriceBook } from './price-book.js'
import { isModelSource, type ModelSource, nameOfSource, readModels } from './read-models.js'
import { type FullName, type LitellmTable, toModelTable } from './register-models.js'

/** Adds models, in front of the built-in ones and of those added before. */
export interface RegisterModels {
  /**
   * A table of our form, or LiteLLM's price map as it is.
   * @throws BadRequestError that names the place of what is wrong; then nothing is added
   */
  (table: ModelTable | LitellmTable): void
  /**
   * Reads a table now, from a URL or a file; the same source again refreshes it. One that is corrupt, or has lost more
   * than half of its models since, is refused: the old one stays, and the hook `onPrices` is told.
   */
  (source: ModelSource): Promise<void>
}

const REGISTERED = 'registered'

/** A table with less than this share of the models that the same source had before is taken for broken. */
const LEAST_SHARE = 0.5

/** `registerModels` of one relay. */
export function modelTables(
  book: PriceBook,
  fullName: FullName,
  tell: (event: HookEvents['onPrices']) => void,
): RegisterModels {
  function register(table: ModelTable | LitellmTable): void
  function register(source: ModelSource): Promise<void>
  function register(given: ModelTable | LitellmTable | ModelSource): void | Promise<void> {
    // A model's name has a slash or a known beginning, so that no table has a text under `url` or `file`.
    if (isModelSource(given)) return read(given)
    book.add(REGISTERED, toModelTable(given, fullName))
  }

  async function read(source: ModelSource): Promise<void> {
    const name = nameOfSource(source)
    try {
      const table = toModelTable(await readModels(source), fullName)
      const models = Object.keys(table).length
      const before = book.sizeOf(name)
      if (before !== undefined && models < before * LEAST_SHARE)
        throw new ModelRelayError(`The models of ${name} are refused: ${models} are left of ${before}.`, {
          code: 'model_table_shrunk',
        })
      book.set(name, table)
      tell({ source: name, models })
    } catch (error) {
      tell({ source: name, error: error instanceof Error ? error : new Error(String(error)) })
      throw error
    }
  }

  return register
}
