// Reads a copy of LiteLLM's price map into facts/, in our form: one-off, when a newer copy is at hand.
//   npx tsx prices/import-litellm.ts <model_prices_and_context_window.json>
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from '../src/contract/is-record.js'
import { toModelInfo, toModelName } from '../src/cost/litellm-table.js'
import { FACTS, type Facts } from './facts.js'
import { isFree, withoutPlaceholders } from './free-models.js'

const [path] = process.argv.slice(2)
if (path === undefined) throw new Error('Usage: tsx prices/import-litellm.ts <model_prices_and_context_window.json>')

rmSync(FACTS, { recursive: true, force: true })
mkdirSync(FACTS, { recursive: true })
for (const [provider, models] of byProvider(JSON.parse(readFileSync(path, 'utf8'))))
  writeFileSync(join(FACTS, `${provider}.json`), toLines(models))

function byProvider(map: Record<string, unknown>): Map<string, Facts> {
  const providers = new Map<string, Facts>()
  for (const [key, entry] of Object.entries(map)) {
    // What is no model, and what a reserved server costs by the hour, whoever calls it.
    if (!isRecord(entry) || typeof entry['litellm_provider'] !== 'string' || key === 'sample_spec') continue
    if (key.includes('-commitment/')) continue
    const name = toModelName(key, entry)
    const slash = name.indexOf('/')
    const provider = name.slice(0, slash)
    const model = name.slice(slash + 1)
    const facts = providers.get(provider) ?? {}
    providers.set(provider, facts)
    const known = facts[model]
    const info = toModelInfo(entry, key)
    const read = isFree(name) ? info : withoutPlaceholders(info)
    // Some models are there twice; the key that names the provider is the one that LiteLLM looks up first.
    if (known === undefined || (read.prices && (key === name || !known.prices))) facts[model] = read
  }
  return providers
}

/** One line for each model, so that a change is one line in a diff. */
function toLines(models: Facts): string {
  const lines = Object.entries(models)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([model, info]) => `  ${JSON.stringify(model)}: ${JSON.stringify(info)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}
