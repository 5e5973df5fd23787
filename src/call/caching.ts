import { CacheLayer } from '../cache/cache-layer.js'
import type { CacheConfig } from '../cache/config.js'
import type { CacheStatistics } from '../cache/statistics.js'
import type { Cache } from '../contract/cache.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatCompletion, ChatRequest, ResponseFormat } from '../contract/chat.js'
import type { EmbeddingRequest, EmbeddingResponse } from '../contract/embedding.js'
import type { CompletionStream } from '../stream/completion-stream.js'
import { cachedChat, Flights } from './cached-chat.js'
import { cachedEmbedding } from './cached-embed.js'
import { checkOptions } from './check-options.js'
import type { Runtime } from './runtime.js'

/** The cache of a relay with all that runs through it: loaded by relays that have one. */
export class Caching {
  readonly #layer: CacheLayer
  readonly #flights = new Flights()

  constructor(cache: Cache | CacheConfig, runtime: Pick<Runtime, 'report'>) {
    this.#layer = new CacheLayer(cache, (error) =>
      runtime.report({ source: 'cache', name: this.#layer.store.name, error }),
    )
  }

  /** Undefined: this call is none of the cache's. */
  chat(
    runtime: Runtime,
    request: ChatRequest,
    options: CallOptions,
    format: ResponseFormat | undefined,
  ): Promise<ChatCompletion | CompletionStream> | undefined {
    const startedMs = performance.now()
    const plan = this.#layer.planChat(request, format, options)
    if (plan === undefined) return undefined
    checkOptions(options)
    const cache = this.#layer
    const flights = this.#flights
    return cachedChat({ runtime, startedMs, flights, cache, plan, request, options, format })
  }

  embedding(runtime: Runtime, request: EmbeddingRequest, options: CallOptions): Promise<EmbeddingResponse | undefined> {
    return cachedEmbedding(runtime, this.#layer, request, options)
  }

  statistics(): CacheStatistics[] {
    return this.#layer.statistics()
  }
}
