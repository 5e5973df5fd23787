import { type RedisSemanticCacheOptions, redisSemanticCache } from '../../src/redis.js'
import { toyVectors } from '../../src/testing/toy-vectors.js'

/** What a process is told to do: store the answer to a question, or look for one until it is found. */
export interface SemanticTask {
  url: string
  options: Pick<RedisSemanticCacheOptions, 'prefix' | 'refreshMs'>
  key: string
  store?: string
  find?: string
}

// Listening on keeps the process; the connection does not.
process.on('message', (task: SemanticTask) => void run(task))

async function run({ url, options, key, store, find = '' }: SemanticTask): Promise<void> {
  const cache = redisSemanticCache({ url, ...options, embed: async (texts) => toyVectors(texts), threshold: 0.8 })
  if (store !== undefined) {
    const entry = {
      v: 1 as const,
      kind: 'chat' as const,
      createdAt: Date.now(),
      body: store,
      provider: 'p',
      model: 'm',
    }
    await cache.set(key, entry, { partition: 'p', text: store })
    process.send?.(store)
    return // it stays, until it is killed
  }
  let match = await cache.search({ partition: 'p', text: find })
  while (!match) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    match = await cache.search({ partition: 'p', text: find })
  }
  process.send?.(match.entry.body)
}
