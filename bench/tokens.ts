import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Child, fieldOf, numberIn } from './child.js'
import { median } from './statistics.js'

export interface TokenCost {
  /** From the first call to its end, the tokenizer's tables included. */
  loadMs: number
  loadBytes: number
  /** CPU of counting a million characters, by kind of text; the first is ordinary. */
  cpuMs: ReadonlyMap<string, number>
  /** The longest time that the event loop was held meanwhile. */
  blockMs: number
}

const DIST = process.env['MODELRELAY_DIST'] ?? join(import.meta.dirname, '../dist')

/** Counts a million characters of each kind of text, each time in a fresh process; medians. */
export async function measureTokens(runs: number): Promise<TokenCost> {
  const answers: unknown[] = []
  for (let run = 0; run < runs; run++) {
    const child = new Child('tokens.mjs', [pathToFileURL(join(DIST, 'index.js')).href])
    answers.push(await child.next())
    await child.stop()
  }
  const figure = (field: string) => median(answers.map((answer) => numberIn(answer, field)))
  const times = answers.map((answer) => fieldOf(answer, 'cpuMs'))
  const kinds = Object.keys(times[0] as object) // an object, as the child sends it
  return {
    loadMs: figure('loadMs'),
    loadBytes: figure('loadBytes'),
    cpuMs: new Map(kinds.map((kind) => [kind, median(times.map((each) => numberIn(each, kind)))])),
    blockMs: figure('blockMs'),
  }
}
