// Caches: an answer given again, one request for many calls at once, vectors by text, and what was saved.
import { createRelay, memoryCache } from 'modelrelay'
import { startSimulator } from 'modelrelay/simulator'

const simulator = await startSimulator({ script: { text: 'Paris, on the Seine.' } })
const relay = createRelay({
  providers: { openai: { baseURL: simulator.url('openai'), apiKey: 'any' } },
  cache: { store: memoryCache({ max: 1_000 }), ttl: 3_600_000 },
})
const body = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user' as const, content: 'The capital of France?' }] }

const first = await relay.completion(body)
const second = await relay.completion(body)
console.log(`first: ${first.meta.cache}; second: ${second.meta.cache}, cost ${second.meta.cost?.total}`)
console.log(`why: ${(await relay.explainCache(body)).reason}`)

const stream = await relay.completion({ ...body, stream: true })
let pieces = 0
for await (const chunk of stream) if (chunk.choices[0]?.delta.content) pieces++
console.log(`streamed from the cache in more than one piece: ${pieces > 0}, ${(await stream.final()).meta.cache}`)

const before = simulator.requests.length
const many = await Promise.all(Array.from({ length: 100 }, () => relay.completion({ ...body, seed: 1 })))
console.log(`${many.length} calls at once: ${simulator.requests.length - before} request`)

const texts = ['one', 'two', 'three']
await relay.embedding({ model: 'openai/text-embedding-3-small', input: texts.slice(0, 2) })
const vectors = await relay.embedding({ model: 'openai/text-embedding-3-small', input: texts })
console.log(`${vectors.data.length} vectors, asked for: ${JSON.stringify(simulator.requests.at(-1)?.body)}`)

const mine = await relay.completion(body, { user: 'ada' })
const fresh = await relay.completion(body, { cache: { read: false } })
const off = await relay.completion(body, { cache: false })
console.log(`another user: ${mine.meta.cache}; read: false: ${fresh.meta.cache}; cache: false: ${off.meta.cache}`)

const [statistics] = relay.cacheStatistics()
console.log(`${statistics?.hits} hits, ${statistics?.misses} misses, saved: ${(statistics?.savedCost ?? 0) > 0}`)

await relay.close()
await simulator.close()
