import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { s3SemanticCache } from '../../../src/s3.js'
import { plantedEmbedder } from './planted-embedder.js'
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from './server.js'

// A process that stores, flushes and compacts until it is killed. It says which topics it knows to be stored.
// `leave`: it stores, and ends as if it had never heard of flush() and close().
const [endpoint = '', bucket = '', name = '', rounds = '1000', ending = 'close'] = process.argv.slice(2)
const credentials = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY }
const cache = s3SemanticCache({
  ...{ bucket, endpoint, credentials, embed: plantedEmbedder, threshold: 0.9, guards: false, shards: 16 },
  ...{ flushMs: 3_600_000, refreshMs: 0, compactAt: Number.POSITIVE_INFINITY, timeoutMs: 10_000, onFailure: () => {} },
})

for (let round = 0; round < Number(rounds); round++) {
  const topics = [`${name}-${round}-a`, `${name}-${round}-b`]
  for (const topic of topics) {
    const entry = { v: 1, kind: 'chat', createdAt: Date.now(), provider: 'test', model: 'm' } as const
    const key = createHash('sha256').update(topic).digest('hex')
    await cache.set(key, { ...entry, body: topic }, { partition: 'kill', text: `topic ${topic}: as it was stored` })
  }
  if (ending === 'leave') continue
  await cache.flush()
  writeSync(1, `${topics.join('\n')}\n`)
  await cache.compact()
}
if (ending === 'close') await cache.close()
