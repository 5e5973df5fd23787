import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Child, numberIn } from './child.js'
import { shuffle } from './statistics.js'

export interface ImportCost {
  ms: number[]
  residentBytes: number[]
}

const DIST = process.env['MODELRELAY_DIST'] ?? join(import.meta.dirname, '../dist')
const MODULES = { modelrelay: join(DIST, 'index.js'), empty: join(import.meta.dirname, 'child/empty.mjs') }

/** Imports the built package and an empty module by turns, each time in a fresh process. */
export async function measureImports(runs: number): Promise<Record<keyof typeof MODULES, ImportCost>> {
  const costs = { modelrelay: toCost(), empty: toCost() }
  // The first import of each reads cold files and is left out.
  for (let run = 0; run <= runs; run++)
    for (const name of shuffle(['modelrelay', 'empty'] as const)) {
      const answer = await importOnce(MODULES[name])
      if (run === 0) continue
      costs[name].ms.push(numberIn(answer, 'ms'))
      costs[name].residentBytes.push(numberIn(answer, 'residentBytes'))
    }
  return costs
}

const toCost = (): ImportCost => ({ ms: [], residentBytes: [] })

async function importOnce(file: string): Promise<unknown> {
  const child = new Child('import-cost.mjs', [pathToFileURL(file).href])
  const answer = await child.next()
  await child.stop()
  return answer
}
