// Embeddings: texts that are found by what they mean, batches, and base64.
import { configure, embedding } from 'modelrelay'
import { startSimulator } from 'modelrelay/simulator'

const model = 'openai/text-embedding-3-small'
const documents = [
  'Leeks are boiled in salt water.',
  'The train to Oslo leaves at nine.',
  'A hook runs before each call.',
]
const question = 'When does the train leave?'

// Without a key in the environment a local simulator answers. Its vectors know nothing of meaning: these are scripted.
const simulator = process.env['OPENAI_API_KEY'] ? undefined : await startSimulator()
if (simulator) configure({ providers: { openai: { baseURL: simulator.url('openai'), apiKey: 'any' } } })

simulator?.setScript([
  {
    vectors: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  { vectors: [[0.1, 0.98, 0.17]] },
])
const known = await embedding({ model, input: documents })
const asked = await embedding({ model, input: question })
const query = asked.data[0]?.embedding ?? []
const scores = known.data.map(({ embedding: vector }) => dot(vector, query))
const best = scores.indexOf(Math.max(...scores))
console.log(`${question} -> ${documents[best]}`)

// OpenAI takes 2,048 texts at once: the rest goes in a request of its own, side by side, and the order is kept.
simulator?.setScript(undefined)
const many = Array.from({ length: 2_100 }, (_, at) => `Line ${at}`)
const { data, usage, meta } = await embedding({ model, input: many, dimensions: 64 })
console.log(`${data.length} vectors of ${data[0]?.embedding.length} numbers, ${usage.total_tokens} tokens`)
console.log(`answered by ${meta.provider} after ${meta.attempts.length} attempt`)

// Base64 is 32-bit floats, little-endian: a third of the bytes of JSON.
const { data: packed } = await embedding({ model, input: question, dimensions: 64, encoding_format: 'base64' })
const bytes = Buffer.from(String(packed[0]?.embedding), 'base64')
console.log(`base64: ${bytes.length} bytes for ${bytes.length / 4} numbers`)

await simulator?.close()

/** Vectors have the length 1, so that this is the cosine of the angle between them. */
function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0)
}
