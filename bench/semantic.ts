import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Child, numberIn } from './child.js'

/** A semantic cache of 100,000 entries of 384 dimensions. */
export interface SemanticCost {
  partitions: number
  /** ms of a look-up, the making of its vector left out. */
  p50: number
  p99: number
  /** ms of CPU, on average. */
  cpu: number
  /** Share of the look-ups that found the entry whose neighbour they asked for. */
  found: number
  /** All that the process grew by, for each entry: vector, key, question, answer of two bytes, and what keeps them. */
  bytesPerEntry: number
}

const DIST = process.env['MODELRELAY_DIST'] ?? join(import.meta.dirname, '../dist')

/** One partition of all, and ten of 10,000 each; each in a process of its own. */
export async function measureSemantic(): Promise<SemanticCost[]> {
  const costs: SemanticCost[] = []
  for (const partitions of [1, 10]) {
    const args = [pathToFileURL(join(DIST, 'index.js')).href, String(partitions)]
    const child = new Child('semantic.mjs', args, ['--expose-gc'])
    const told = await child.next()
    await child.stop()
    costs.push({
      partitions,
      p50: numberIn(told, 'p50'),
      p99: numberIn(told, 'p99'),
      cpu: numberIn(told, 'cpu'),
      found: numberIn(told, 'found'),
      bytesPerEntry: numberIn(told, 'perEntry'),
    })
  }
  return costs
}
