import type { EmbedTexts, SemanticCache } from '../../contract/cache.js'
import type { MemorySemanticStore } from './memory-semantic-store.js'
import { checkNumbers, checkSemanticOptions, type SemanticOptions } from './semantic-options.js'

export interface MemorySemanticCacheOptions extends SemanticOptions {
  /** Entries at most. Default 10,000. */
  max?: number
  /** Bytes at most, of answers, questions, keys and vectors. Default 64 MiB. */
  maxSize?: number
  /** ms that an entry is kept where the call does not say. Default: until it is evicted. */
  ttl?: number
}

/**
 * Answers in the memory of this process, found by the same request or by a question that means the same; the least
 * recently used go first.
 *
 * @example
 * const relay = createRelay({ cache: memorySemanticCache({ embed: 'openai/text-embedding-3-small' }) })
 * @throws BadRequestError for an option that cannot be
 */
export function memorySemanticCache(options: MemorySemanticCacheOptions): SemanticCache {
  const { max, maxSize, ttl } = options
  checkSemanticOptions('memorySemanticCache', options)
  checkNumbers('memorySemanticCache', { max, maxSize, ttl })
  let store: MemorySemanticStore | undefined
  let relay: EmbedTexts | undefined
  const opened = async () => {
    const loaded = await import('./memory-semantic-store.js') // loaded by those who store something
    store ??= new loaded.MemorySemanticStore(options)
    if (relay) store.connect(relay)
    return store
  }
  return {
    name: 'memory-semantic',
    connect(embed) {
      relay = embed
      store?.connect(embed)
    },
    get: (key) => store?.get(key),
    set: async (key, entry, question) => (store ?? (await opened())).set(key, entry, question),
    delete: (key) => store?.delete(key),
    search: (question) => store?.search(question),
    explain: (question) => store?.explain(question) ?? { nearest: [], reason: 'nothing is stored' },
    close: () => store?.close(),
  }
}
