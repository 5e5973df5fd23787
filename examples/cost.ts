// What calls cost: of one reply, of counts, and summed by user.
import { completionCost, costPerToken, createLedger, createRelay } from 'modelrelay'

const ledger = createLedger({ by: ['user', 'model'] })
const relay = createRelay({ hooks: ledger })
const messages = [{ role: 'user' as const, content: 'Write a line about the sea.' }]
const usd = (amount = 0) => `${amount.toFixed(6)} USD`

// No request is made: the mock stands in for the provider, and all else is as with a real answer.
const mock = 'The sea keeps its own hours.'
const reply = await relay.completion({ model: 'anthropic/claude-sonnet-4-5', messages }, { mock, user: 'ada' })
const { input, output, total, source } = reply.meta.cost ?? {}
console.log(`one reply: ${usd(input)} in, ${usd(output)} out, ${usd(total)} in all, by the ${source}`)

const stream = await relay.completion({ model: 'openai/gpt-4o-mini', messages, stream: true }, { mock, user: 'bob' })
for await (const _ of stream);
console.log(`a stream: ${usd(stream.meta.cost?.total)}`)

const own = await relay.completion(
  { model: 'openai_compatible/our-model', messages },
  { mock, user: 'bob', prices: { input: 0.1, output: 0.4 } },
)
console.log(`own prices: ${usd(own.meta.cost?.total)}, ${own.meta.cost?.source}`)

// Before a call: 10,000 tokens of which 9,000 are read from the vendor's cache.
const counts = { model: 'anthropic/claude-sonnet-4-5', promptTokens: 10_000, completionTokens: 500 }
console.log(
  `uncached: ${usd(costPerToken(counts)?.total)}, cached: ${usd(costPerToken({ ...counts, cachedTokens: 9_000 })?.total)}`,
)

// An answer that came from elsewhere.
const usage = { prompt_tokens: 1200, completion_tokens: 80, prompt_tokens_details: { cached_tokens: 1024 } }
console.log(`another's: ${usd(completionCost({ model: 'gpt-4o', usage })?.total)}`)

for (const { by, calls, cost } of ledger.table())
  console.log(`${by['user']}, ${by['model']}: ${calls} calls, ${usd(cost)}`)
console.log(ledger.toCSV().split('\r\n')[0])
await relay.close()
