import { withServiceTiers } from './derive.js'
import { readFacts } from './facts.js'
import { readGenaiPrices } from './genai-prices.js'
import { type Merged, merge } from './merge.js'
import { PATCH } from './patch.js'

/** The whole table as of a day: both sources, then our own patch, then what vendors give on all they sell. */
export async function build(today: string): Promise<Merged> {
  const { table, disagreements } = merge(readFacts(), await readGenaiPrices(), today)
  for (const [name, fields] of Object.entries(PATCH)) table[name] = { ...table[name], ...fields }
  withServiceTiers(table)
  return { table, disagreements }
}
