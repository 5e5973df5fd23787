import type {
  Cache,
  CacheEntry,
  CacheLease,
  SemanticCache,
  SemanticMatch,
  SemanticQuestion,
} from '../contract/cache.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatRequest, ResponseFormat } from '../contract/chat.js'
import { type CacheConfig, isCache } from './config.js'
import { type CacheContext, chatKey, partitionKey } from './key.js'
import { questionOf } from './question.js'
import { CacheCounters, type CacheStatistics } from './statistics.js'

/** What becomes of one call's answer. */
export interface CachePlan {
  readonly key: string
  readonly namespace: string
  readonly read: boolean
  readonly write: boolean
  readonly ttl: number | undefined
  /** ms: an older answer is none. */
  readonly maxAge: number | undefined
  /** What a semantic cache compares; undefined: only the same request will do. */
  readonly question: SemanticQuestion | undefined
}

/** A stored answer for a call. */
export interface Found {
  readonly entry: CacheEntry
  /** Of a semantic hit. */
  readonly match?: SemanticMatch
}

/** The cache of a relay, and what its calls share of it. Whatever fails in it is a miss and is reported. */
export class CacheLayer {
  readonly config: Omit<CacheConfig, 'store'>
  readonly store: Cache
  readonly #counters: CacheCounters
  /** What is on its way to the store: a question that is asked again at once finds it. */
  readonly #writing = new Map<string, CacheEntry>()

  constructor(
    cache: Cache | CacheConfig,
    private readonly report: (error: unknown) => void,
  ) {
    const { store, ...config } = isCache(cache) ? { store: cache } : cache
    this.store = store
    this.config = config
    this.#counters = new CacheCounters(store.name)
  }

  statistics(): CacheStatistics[] {
    return this.#counters.all()
  }

  /** How a chat call is cached; undefined: not at all. */
  planChat(request: ChatRequest, format: ResponseFormat | undefined, options: CallOptions): CachePlan | undefined {
    const context = this.context(request.model, options)
    if (context === undefined) return undefined
    const { cache } = options
    const asked = typeof cache === 'object' ? cache : {}
    const random = (request.temperature ?? 0) > 0 && this.config.temperature !== 'any'
    const semantic = isSemantic(this.store) && asked.semantic !== false
    const text = semantic ? questionOf(request) : undefined
    return {
      key: chatKey(request, format, context),
      namespace: context.scope.namespace ?? '',
      read: asked.read ?? true,
      write: asked.write ?? !random,
      ttl: asked.ttl ?? this.config.ttl,
      maxAge: asked.maxAge,
      question: text === undefined ? undefined : { partition: partitionKey(request, format, context), text },
    }
  }

  /** What of a call is part of every key; undefined where it is not cached. */
  context(model: string, options: CallOptions): CacheContext | undefined {
    const { cache, user, baseURL, query, extraBody, dropParams } = options
    const { mode = 'on', models, systemPromptOnly, namespace } = this.config
    if (cache === false || systemPromptOnly || (mode === 'opt-in' && cache === undefined)) return undefined
    if (models && !(typeof models === 'function' ? models(model) : models.includes(model))) return undefined
    const own = cache?.namespace
    const scope = { namespace: own === undefined ? namespace : `${namespace ?? ''}/${own}`, user }
    return { scope, baseURL, query, extraBody, dropParams }
  }

  /** The stored answer. A promise only where the cache gives one. */
  read(plan: CachePlan): Found | undefined | Promise<Found | undefined> {
    if (!plan.read) return undefined
    const writing = this.#checked(this.#writing.get(plan.key), plan)
    if (writing) return writing
    try {
      const entry = this.store.get(plan.key)
      if (!(entry instanceof Promise)) return this.#checked(entry, plan) ?? this.#search(plan)
      return entry.then(
        (given) => this.#checked(given, plan) ?? this.#search(plan),
        (error: unknown) => this.#failed(plan.namespace, error),
      )
    } catch (error) {
      return this.#failed(plan.namespace, error)
    }
  }

  /** The stored entries of several keys, in their order. */
  async readMany(keys: readonly string[], plan: CachePlan): Promise<Array<CacheEntry | undefined>> {
    if (!plan.read) return keys.map(() => undefined)
    const { store } = this
    try {
      const entries = store.getMany ? await store.getMany(keys) : await Promise.all(keys.map((key) => store.get(key)))
      return keys.map((key, at) => this.#checked(this.#writing.get(key) ?? entries[at], plan)?.entry)
    } catch (error) {
      this.#failed(plan.namespace, error)
      return keys.map(() => undefined)
    }
  }

  /** Never waited for: the caller has the answer already. */
  write(plan: CachePlan, entry: CacheEntry): void {
    const expiring = plan.ttl === undefined ? entry : { ...entry, expiresAt: entry.createdAt + plan.ttl }
    const counters = this.#counters.of(plan.namespace)
    this.#writing.set(plan.key, expiring)
    const store = async () => this.store.set(plan.key, expiring, plan.question)
    store()
      .then(
        () => {
          counters.stored++
          counters.bytesWritten += entry.body.length
        },
        (error: unknown) => this.#failed(plan.namespace, error),
      )
      .finally(() => {
        if (this.#writing.get(plan.key) === expiring) this.#writing.delete(plan.key)
      })
  }

  /** The right to ask upstream for all processes; undefined where another one asks, or nobody can say. */
  async lease(plan: CachePlan, ms: number): Promise<CacheLease | 'taken' | undefined> {
    if (!this.store.lease) return undefined
    try {
      return (await this.store.lease(plan.key, ms)) ?? 'taken'
    } catch (error) {
      return this.#failed(plan.namespace, error)
    }
  }

  count(namespace: string, found: Found | undefined): void {
    const counters = this.#counters.of(namespace)
    if (!found) {
      counters.misses++
      return
    }
    if (found.match) counters.semanticHits++
    else counters.hits++
    counters.bytesRead += found.entry.body.length
    counters.savedCost += found.entry.cost ?? 0
    counters.savedMs += found.entry.ms ?? 0
  }

  failed(namespace: string, error: unknown): void {
    this.#failed(namespace, error)
  }

  #search(plan: CachePlan): Found | undefined | Promise<Found | undefined> {
    const { store } = this
    if (plan.question === undefined || !isSemantic(store)) return undefined
    const search = async (question: SemanticQuestion) => store.search(question)
    return search(plan.question).then(
      (match) => match && this.#checked(match.entry, plan, match),
      (error: unknown) => this.#failed(plan.namespace, error),
    )
  }

  /** Time is looked at here too: what expires while it is on its way is not served. */
  #checked(entry: CacheEntry | undefined, { maxAge }: CachePlan, match?: SemanticMatch): Found | undefined {
    if (entry === undefined || entry.v !== 1 || typeof entry.body !== 'string') return undefined
    const now = Date.now()
    if (entry.expiresAt !== undefined && now >= entry.expiresAt) return undefined
    if (maxAge !== undefined && now - entry.createdAt > maxAge) return undefined
    return match ? { entry, match } : { entry }
  }

  #failed(namespace: string, error: unknown): undefined {
    this.#counters.of(namespace).errors++
    this.report(error)
    return undefined
  }
}

function isSemantic(cache: Cache): cache is SemanticCache {
  return 'search' in cache
}
