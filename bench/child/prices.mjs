// What the price table costs a fresh process: node prices.mjs <file URL of the package>
const { completionCost, getModelInfo, loadPrices } = await import(process.argv[2])

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

const ANSWERS = NAMES.map((model, at) => ({
  model,
  usage: {
    prompt_tokens: 1_000 + at,
    completion_tokens: 200,
    total_tokens: 1_200 + at,
    prompt_tokens_details: { cached_tokens: 500 },
    completion_tokens_details: { reasoning_tokens: 50 },
  },
}))

/** ns of CPU, by turns over all names. */
function nsOf(run) {
  for (let at = 0; at < LOOKUPS / 10; at++) run(at)
  const start = process.cpuUsage()
  for (let at = 0; at < LOOKUPS; at++) run(at)
  const { user, system } = process.cpuUsage(start)
  return ((user + system) * 1000) / LOOKUPS
}

function lookUp(at) {
  if (getModelInfo(NAMES[at % NAMES.length])?.prices === undefined)
    throw new Error(`No price: ${NAMES[at % NAMES.length]}`)
}

function price(at) {
  const answer = ANSWERS[at % ANSWERS.length]
  if (completionCost(answer) === undefined) throw new Error(`No cost: ${answer.model}`)
}

process.send({ loadMs, lookupNs: nsOf(lookUp), costNs: nsOf(price) })
process.disconnect()
