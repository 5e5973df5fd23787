import type { ModelTable } from '../src/contract/prices.js'
import { ADDITIONS, completed } from './additions.js'
import { CORRECTIONS, corrected } from './corrections.js'
import type { Decision } from './decisions.js'
import { withServiceTiers } from './derive.js'
import { differences } from './differences.js'
import { type Facts, readFacts } from './facts.js'
import { toFree } from './free-models.js'
import { readGenaiPrices } from './genai-prices.js'
import { type Disagreement, type Merged, merge, plainName } from './merge.js'
import { PATCH } from './patch.js'

/** The whole table as of a day: both sources, then our own patch, then what vendors give on all they sell. */
export async function build(today: string): Promise<Merged> {
  const facts = readFacts()
  const { table, disagreements } = merge(facts, await readGenaiPrices(), today)
  for (const [name, entry] of Object.entries(table)) table[name] = completed(name, toFree(name, corrected(name, entry)))
  for (const [name, fields] of Object.entries(PATCH)) table[name] = { ...table[name], ...fields }
  withServiceTiers(table)
  const listed = new Set(disagreements.map(({ name }) => name))
  const ours = changedByUs(facts, table).filter(({ name }) => !listed.has(name))
  return { table, disagreements: [...disagreements, ...ours] }
}

/** Where neither source is followed. */
function changedByUs(facts: ReadonlyMap<string, Facts>, table: ModelTable): Disagreement[] {
  return [...facts].flatMap(([provider, models]) =>
    Object.entries(models).flatMap(([key, { prices }]) => {
      const name = `${provider}/${plainName(provider, key)}`
      const now = table[name]
      if (prices === undefined) return []
      const found = now?.prices ? differences(prices, now.prices, 0.01) : ['a price / none']
      return found.length > 0 ? [{ name, differences: found, decision: ourReason(name, now) }] : []
    }),
  )
}

function ourReason(name: string, entry: ModelTable[string] | undefined): Decision {
  const correction = CORRECTIONS.find(({ models }) => models.test(name))
  if (correction) return { ...correction, winner: 'neither' }
  const added = ADDITIONS.find(({ models }) => models.test(name))
  if (added) {
    const why = 'A source has the rate for another name of the same model; prices/additions.ts has it for all.'
    return { title: 'Names of one model', why, source: added.source, winner: 'neither' }
  }
  const reason = { title: 'Read anew from the vendor’s page', why: 'prices/patch.ts has the figures of November 2026.' }
  return { ...reason, winner: 'neither', ...(entry?.source && { source: entry.source }) }
}
