import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Child, numberIn } from './child.js'

export interface PriceTableCost {
  bytes: number
  /** From `loadPrices()` to its end, in a fresh process. */
  loadMs: number[]
  /** CPU of one `getModelInfo`. */
  lookupNs: number[]
  /** CPU of one `completionCost`. */
  costNs: number[]
}

const DIST = process.env['MODELRELAY_DIST'] ?? join(import.meta.dirname, '../dist')

/** Loads the price table and looks models up in it, each time in a fresh process. */
export async function measurePrices(runs: number): Promise<PriceTableCost> {
  const cost: PriceTableCost = {
    bytes: statSync(join(DIST, 'price-data.cjs')).size,
    loadMs: [],
    lookupNs: [],
    costNs: [],
  }
  // The first reads a cold file and is left out.
  for (let run = 0; run <= runs; run++) {
    const child = new Child('prices.mjs', [pathToFileURL(join(DIST, 'index.js')).href])
    const answer = await child.next()
    await child.stop()
    if (run === 0) continue
    cost.loadMs.push(numberIn(answer, 'loadMs'))
    cost.lookupNs.push(numberIn(answer, 'lookupNs'))
    cost.costNs.push(numberIn(answer, 'costNs'))
  }
  return cost
}
