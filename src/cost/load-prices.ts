import { ModelRelayError } from '../contract/errors.js'
import { isRecord } from '../contract/is-record.js'
import type { PriceData } from './price-data-format.js'
import { PriceTable } from './price-table.js'

let table: PriceTable | undefined
let loading: Promise<void> | undefined

/**
 * Loads the price table, once. Calls do it by themselves; `getModelInfo`, `supports` and `completionCost` load it on
 * first use too, but in a bundle they cannot, and need this first.
 */
export function loadPrices(): Promise<void> {
  loading ??= table ? Promise.resolve() : load()
  return loading
}

async function load(): Promise<void> {
  try {
    // Where Node finds the file, this takes 2 ms, and an import() of CommonJS 8: it is scanned for names first.
    table ??= toTable(requireData())
  } catch {
    // A literal import(): bundlers see it, and make it a file of its own.
    const { default: text } = await import('./price-data.cjs')
    table ??= toTable(text)
  }
}

/** The price table, if it has been loaded. */
export function loadedPrices(): PriceTable | undefined {
  return table
}

/**
 * The price table, loaded now if need be. An `import()` would be a promise, so the file is required, which Node can
 * where the file lies beside this one: that is, unless all this was bundled.
 * @throws ModelRelayError in a bundle before `loadPrices()`
 */
export function priceTable(): PriceTable {
  if (table === undefined) table = toTable(requireData())
  return table
}

function requireData(): unknown {
  try {
    const { createRequire } = process.getBuiltinModule('node:module')
    return createRequire(import.meta.url)('./price-data.cjs')
  } catch (cause) {
    throw new ModelRelayError('The price table is not loaded. In a bundle, await loadPrices() once before.', {
      code: 'prices_not_loaded',
      cause,
    })
  }
}

function toTable(text: unknown): PriceTable {
  // As JSON in a string it is read twice as fast as an object literal would be.
  const data: unknown = JSON.parse(String(text))
  if (!isPriceData(data)) throw new TypeError('price-data.cjs does not hold the price table.')
  return new PriceTable(data)
}

/** The file is ours, so a glance is enough. */
function isPriceData(value: unknown): value is PriceData {
  return isRecord(value) && isRecord(value['models']) && Array.isArray(value['prices'])
}
