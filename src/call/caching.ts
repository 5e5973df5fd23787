import { CacheLayer } from '../cache/cache-layer.js'
import { type CacheConfig, isCache } from '../cache/config.js'
import { type CacheExplanation, explainLookUp } from '../cache/explain.js'
import { inTime } from '../cache/in-time.js'
import { markPrefix } from '../cache/mark-prefix.js'
import { isCached } from '../cache/plan.js'
import type { CacheStatistics } from '../cache/statistics.js'
import type { Cache } from '../contract/cache.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatCompletion, ChatRequest, ResponseFormat } from '../contract/chat.js'
import type { EmbeddingRequest, EmbeddingResponse } from '../contract/embedding.js'
import { runHooks } from '../hooks/run-hooks.js'
import type { CompletionStream } from '../stream/completion-stream.js'
import { cachedChat } from './cached-chat.js'
import { cachedEmbedding } from './cached-embed.js'
import { Flights } from './cached-request.js'
import { checkOptions } from './check-options.js'
import type { Runtime } from './runtime.js'
import { refuseConnection } from './target.js'

/** ms that closing waits for answers on their way to the cache. */
const CLOSE_MS = 5_000

/** The cache of a relay with all that runs through it: loaded by relays that have one. */
export class Caching {
  readonly #config: CacheConfig
  /** Undefined: no answers are kept. */
  readonly #layer: CacheLayer | undefined
  readonly #flights = new Flights()

  constructor(cache: Cache | CacheConfig, runtime: Pick<Runtime, 'report' | 'hooks'>) {
    const { store, ...rules } = isCache(cache) ? { store: cache } : cache
    this.#config = rules
    if (!store) return
    const { report, hooks } = runtime
    this.#layer = new CacheLayer(store, rules, {
      report: (error) => report({ source: 'cache', name: store.name, error }),
      tell: hooks.length > 0 ? (event) => runHooks(hooks, 'onCache', event, report) : undefined,
    })
  }

  /** Undefined: this call is none of the cache's. */
  chat(
    runtime: Runtime,
    request: ChatRequest,
    options: CallOptions,
    format: ResponseFormat | undefined,
  ): Promise<ChatCompletion | CompletionStream> | undefined {
    const startedMs = performance.now()
    const cache = this.#layer
    checkOptions(options)
    const plan = cache?.planChat(request, format, options)
    if (cache === undefined || plan === undefined) return undefined
    if (runtime.router) refuseConnection(options, '')
    const flights = this.#flights
    return cachedChat({ runtime, startedMs, flights, cache, plan, request, options, format })
  }

  /** The request as it is sent where only the vendor's own prompt cache is used. */
  marked(request: ChatRequest, options: CallOptions): ChatRequest {
    const marks = this.#config.systemPromptOnly && isCached(this.#config, request.model, options)
    return marks ? markPrefix(request) : request
  }

  async embedding(
    runtime: Runtime,
    request: EmbeddingRequest,
    options: CallOptions,
  ): Promise<EmbeddingResponse | undefined> {
    if (!this.#layer) return undefined
    checkOptions(options)
    if (runtime.router) refuseConnection(options, '')
    return cachedEmbedding(runtime, this.#layer, request, options)
  }

  /** What a look-up for this request finds, and why; nothing is sent or counted. */
  async explain(
    request: ChatRequest,
    options: CallOptions,
    format: ResponseFormat | undefined,
  ): Promise<CacheExplanation> {
    checkOptions(options)
    return explainLookUp(this.#layer, request, options, format)
  }

  statistics(): CacheStatistics[] {
    return this.#layer?.statistics() ?? []
  }

  /** Gives what is on its way to the cache time to get there. */
  async settled(): Promise<void> {
    await inTime(this.#layer?.settled() ?? Promise.resolve(), CLOSE_MS).catch(() => {})
  }
}
