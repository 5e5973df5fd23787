import { type CacheConfig, isCache } from '../cache/config.js'
import type { Cache, SemanticCache } from '../contract/cache.js'
import { Call } from './call.js'
import { embed } from './embed.js'
import { mergeOptions } from './merge-options.js'
import type { Runtime } from './runtime.js'

/** A semantic cache whose embedder is a model asks this relay for vectors; it remembers them itself. */
export function connectCache(cache: Cache | CacheConfig, runtime: Runtime): void {
  const store = isCache(cache) ? cache : cache.store
  if (store === undefined || !isConnectable(store)) return
  store.connect(async (model, texts, signal) => {
    const options = mergeOptions(runtime.defaults, { signal, cache: false })
    const { data } = await embed(new Call(runtime, { model, input: [...texts] }, options))
    return data.map(({ embedding }) => embedding)
  })
}

function isConnectable(cache: Cache): cache is Cache & Required<Pick<SemanticCache, 'connect'>> {
  return 'connect' in cache && typeof cache.connect === 'function'
}
