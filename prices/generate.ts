// `npm run prices`: puts the price table together and writes it, with the list of disagreements in docs/prices.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { openaiCompatibleAliases } from './aliases.js'
import { build } from './build.js'
import { toSection } from './disagreements.js'
import { encode } from './encode.js'

/** When the sources were read. It decides which of several dated prices is shown as the present one. */
const TODAY = '2026-11-21'

const { table, disagreements } = await build(TODAY)
const data = encode(table, openaiCompatibleAliases(), TODAY)
const json = JSON.stringify(data).replaceAll('\\', '\\\\').replaceAll("'", "\\'")
const text = `module.exports='${json}'\n`
writeFileSync(new URL('../src/cost/price-data.cjs', import.meta.url), text)

const page = new URL('../docs/prices.md', import.meta.url)
writeFileSync(page, toSection(readFileSync(page, 'utf8'), disagreements))
console.log(
  `${Object.keys(table).length} models of ${Object.keys(data.models).length} providers, ${(text.length / 1000).toFixed(0)} kB, ${disagreements.length} disagreements`,
)
