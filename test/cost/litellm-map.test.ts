import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { build } from '../../prices/build.js'
import { differences } from '../../prices/differences.js'
import { toSection } from '../../prices/disagreements.js'
import { openaiCompatiblePrefixes } from '../../providers/openai-compatible/index.js'
import { isRecord } from '../../src/contract/is-record.js'
import type { ModelPrices } from '../../src/contract/prices.js'
import { toModelInfo, toModelName } from '../../src/cost/litellm-table.js'
import { priceTable } from '../../src/cost/load-prices.js'
import { PriceBook } from '../../src/cost/price-book.js'

const ROOT = join(import.meta.dirname, '../..')
const MAP = join(ROOT, '../shared/data/model_prices.json')
const PAGE = readFileSync(join(ROOT, 'docs/prices.md'), 'utf8')

const PREFIXES = new Set([
  ...openaiCompatiblePrefixes(),
  ...['openai', 'anthropic', 'gemini', 'vertex_ai', 'bedrock', 'azure', 'azure_ai', 'cohere', 'watsonx', 'replicate'],
])

/** What the map says costs something for tokens, at a provider that can be called. */
function* priced(): Generator<{ name: string; prices: ModelPrices }> {
  const map: unknown = JSON.parse(readFileSync(MAP, 'utf8'))
  if (!isRecord(map)) return
  for (const [key, entry] of Object.entries(map)) {
    if (!isRecord(entry) || key === 'sample_spec' || !['chat', 'embedding'].includes(String(entry['mode']))) continue
    const name = toModelName(key, entry)
    const { prices } = toModelInfo(entry, key)
    if (prices && (prices.input || prices.output) && PREFIXES.has(name.slice(0, name.indexOf('/'))))
      yield { name, prices }
  }
}

describe.skipIf(!existsSync(MAP))('beside LiteLLM’s map of August 2026 (../shared/data, where it is there)', () => {
  test('every price of a chat or embedding model is within 1 % of ours, or listed in docs/prices.md', () => {
    const book = new PriceBook()
    // Some models are in the map twice, at two prices.
    const readings = new Map<string, ModelPrices[]>()
    for (const { name, prices } of priced()) readings.set(name, [...(readings.get(name) ?? []), prices])
    const others = [...readings].flatMap(([name, entries]) => {
      const slash = name.indexOf('/')
      const found = book.find(name.slice(0, slash), name.slice(slash + 1))?.info
      const listed = PAGE.includes(`\`${name.replace('/accounts/fireworks/models/', '/')}\``)
      if (listed) return []
      if (found?.prices === undefined) return [`${name}: not found`]
      const { prices } = found
      const each = entries.map((entry) => differences(entry, prices, 0.01))
      return each.some((found) => found.length === 0) ? [] : each.flat().map((text) => `${name}: ${text}`)
    })
    expect(readings.size).toBeGreaterThan(1_500)
    expect(others).toEqual([])
  })
})

test('docs/prices.md lists the disagreements that the sources have now', async () => {
  const { table, disagreements } = await build(priceTable().date)
  expect(toSection(PAGE, disagreements)).toBe(PAGE)
  const names = [...priceTable().providers()].flatMap((provider) =>
    [...priceTable().models(provider)].map((model) => `${provider}/${model}`),
  )
  expect(names.sort()).toEqual(Object.keys(table).sort())
})
