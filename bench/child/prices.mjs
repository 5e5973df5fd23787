// What the price table costs a fresh process: node prices.mjs <file URL of the package>
const { getModelInfo, loadPrices } = await import(process.argv[2])

const NAMES = [
  'openai/gpt-4o',
  'gpt-5-mini',
  'openai/gpt-4.1-2099-01-01', // not in the table: found by what its name says
  'anthropic/claude-sonnet-4-5',
  'gemini/gemini-2.5-flash',
  'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'together/openai/gpt-oss-120b',
  'openrouter/openai/gpt-4o:nitro',
]
const LOOKUPS = 2_000_000

const begin = performance.now()
await loadPrices()
const loadMs = performance.now() - begin

for (let at = 0; at < LOOKUPS / 10; at++) lookUp(at)
const start = process.cpuUsage()
for (let at = 0; at < LOOKUPS; at++) lookUp(at)
const { user, system } = process.cpuUsage(start)

function lookUp(at) {
  if (getModelInfo(NAMES[at % NAMES.length])?.prices === undefined)
    throw new Error(`No price: ${NAMES[at % NAMES.length]}`)
}

process.send({ loadMs, lookupNs: ((user + system) * 1000) / LOOKUPS })
process.disconnect()
