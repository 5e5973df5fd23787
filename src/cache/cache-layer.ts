import type { Cache, CacheEntry, CacheLease, SemanticCache, SemanticMatch } from '../contract/cache.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatRequest, ResponseFormat } from '../contract/chat.js'
import type { CacheEvent } from '../contract/hooks.js'
import { inTime, isThenable } from './in-time.js'
import type { CacheContext } from './key.js'
import { type CachePlan, type CacheRules, isCached, planChat, toContext } from './plan.js'
import { CacheCounters, type CacheStatistics } from './statistics.js'
import { Writes } from './writes.js'

/** A stored answer for a call. */
export interface Found {
  readonly entry: CacheEntry
  /** Of a semantic hit. */
  readonly match?: SemanticMatch
}

export interface CacheListeners {
  /** Something failed. */
  readonly report: (error: unknown) => void
  /** Undefined: nobody listens. */
  readonly tell: ((event: CacheEvent) => void) | undefined
}

/** The call that hook events are told for. */
export type EventCall = CacheEvent['call']

const READ_MS = 1_000
/** A look-up by meaning has to embed the question first. */
const SEARCH_FACTOR = 5
const LEASE_MS = 30_000

/** The cache of a relay, and what its calls share of it. Whatever fails in it is a miss and is reported. */
export class CacheLayer {
  readonly #counters: CacheCounters
  readonly #writes: Writes
  readonly #readMs: number

  constructor(
    readonly store: Cache,
    readonly rules: CacheRules,
    private readonly listeners: CacheListeners,
  ) {
    this.#counters = new CacheCounters(store.name)
    this.#writes = new Writes(store)
    this.#readMs = rules.timeout ?? READ_MS
  }

  statistics(): CacheStatistics[] {
    return this.#counters.all()
  }

  /** Settles when all that is on its way to the store is there, or has failed. */
  settled(): Promise<void> {
    return this.#writes.settled()
  }

  /** How a chat call is cached; undefined: not at all. */
  planChat(request: ChatRequest, format: ResponseFormat | undefined, options: CallOptions): CachePlan | undefined {
    const context = this.context(request, options)
    if (context === undefined) return undefined
    const semantic = isSemantic(this.store)
    return planChat({ rules: this.rules, semantic }, context, request, format, options)
  }

  /** What of a call is part of every key; undefined where it is not cached. */
  context(request: { model: string; user?: string | null }, options: CallOptions): CacheContext | undefined {
    try {
      return isCached(this.rules, request.model, options) ? toContext(this.rules, request, options) : undefined
    } catch (error) {
      return this.failed('', error) // a filter of the user's that threw
    }
  }

  /** The stored answer. A promise only where the cache gives one. */
  read(plan: CachePlan, signal?: AbortSignal | null): Found | undefined | Promise<Found | undefined> {
    const exact = this.readExact(plan, signal)
    if (plan.question === undefined) return exact
    if (!(exact instanceof Promise)) return exact ?? this.#search(plan, signal)
    return exact.then((found) => found ?? this.#search(plan, signal))
  }

  /** The same of nothing but the very same request. */
  readExact(plan: CachePlan, signal?: AbortSignal | null): Found | undefined | Promise<Found | undefined> {
    if (!plan.read) return undefined
    const writing = this.#writes.pending(plan.key)
    if (writing) return this.#usable(writing, plan)
    try {
      const entry = this.store.get(plan.key)
      return isThenable(entry) ? this.#awaited(entry, plan, signal) : this.#usable(entry, plan)
    } catch (error) {
      return this.failed(plan.namespace, error)
    }
  }

  /** The stored entries of several keys, in their order. */
  async readMany(
    keys: readonly string[],
    plan: CachePlan,
    signal?: AbortSignal | null,
  ): Promise<Array<CacheEntry | undefined>> {
    if (!plan.read) return keys.map(() => undefined)
    const { store } = this
    const all = async () => (store.getMany ? store.getMany(keys) : Promise.all(keys.map(async (key) => store.get(key))))
    try {
      const entries = (await inTime(all(), this.#readMs, signal)) ?? []
      return keys.map((key, at) => this.#usable(this.#writes.pending(key) ?? entries[at], plan)?.entry)
    } catch (error) {
      this.failed(plan.namespace, error)
      return keys.map(() => undefined)
    }
  }

  /** Settles when the entry is stored, or was not: the caller has the answer already, and need not wait. */
  async write(plan: CachePlan, entry: CacheEntry, call?: EventCall): Promise<void> {
    const kept = plan.ttl === undefined ? entry : { ...entry, expiresAt: entry.createdAt + plan.ttl }
    try {
      await this.#writes.write(plan.key, kept, plan.question)
      const counters = this.#counters.of(plan.namespace)
      counters.stored++
      counters.bytesWritten += entry.body.length
      this.#tell({ call, outcome: 'stored', namespace: plan.namespace })
    } catch (error) {
      this.failed(plan.namespace, error, call)
    }
  }

  /** Whether calls wait for other processes that ask the same. */
  get hasLeases(): boolean {
    return this.store.lease !== undefined
  }

  get leaseMs(): number {
    return this.rules.leaseMs ?? LEASE_MS
  }

  /** The right to ask upstream for all processes; `taken`: another one has it; undefined: nobody can say. */
  async lease(plan: CachePlan, signal: AbortSignal): Promise<CacheLease | 'taken' | undefined> {
    const { store, leaseMs } = this
    if (!store.lease) return undefined
    try {
      // An aborted call is told so by what it does next.
      const taking = Promise.resolve(store.lease(plan.key, leaseMs)).then((lease) => lease ?? 'taken')
      return await inTime(taking, this.#readMs, signal)
    } catch (error) {
      return this.failed(plan.namespace, error)
    }
  }

  /** Gives a lease back once `kept` has settled: others look into the store as soon as they get it. */
  release(lease: CacheLease, kept: Promise<void> | undefined, plan: CachePlan): void {
    const release = async () => {
      await kept
      await lease.release()
    }
    void this.#writes.track(release().catch((error: unknown) => this.failed(plan.namespace, error)))
  }

  /** Counts what became of a look-up. */
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

  /** Tells the hooks what became of a look-up. */
  tellLookUp(namespace: string, call: EventCall, found: Found | undefined): void {
    if (!this.listeners.tell) return
    const outcome = found ? (found.match ? 'semantic-hit' : 'hit') : 'miss'
    const event: Omit<CacheEvent, 'cache'> = { call, outcome, namespace }
    if (found?.entry.cost !== undefined) event.savedCost = found.entry.cost
    if (found?.entry.ms !== undefined) event.savedMs = found.entry.ms
    this.#tell(event)
  }

  failed(namespace: string, error: unknown, call?: EventCall): undefined {
    this.#counters.of(namespace).errors++
    this.listeners.report(error)
    this.#tell({ call, outcome: 'error', namespace, error })
    return undefined
  }

  #tell(event: Omit<CacheEvent, 'cache'>): void {
    this.listeners.tell?.({ ...event, cache: this.store.name })
  }

  async #awaited(
    awaited: PromiseLike<CacheEntry | undefined>,
    plan: CachePlan,
    signal: AbortSignal | null | undefined,
  ): Promise<Found | undefined> {
    try {
      return this.#usable(await inTime(awaited, this.#readMs, signal), plan)
    } catch (error) {
      return this.failed(plan.namespace, error)
    }
  }

  async #search(plan: CachePlan, signal: AbortSignal | null | undefined): Promise<Found | undefined> {
    const { store } = this
    const { question } = plan
    if (!plan.read || question === undefined || !isSemantic(store) || signal?.aborted) return undefined
    const search = async () => {
      await this.#writes.questionIn(question.partition)
      return store.search(question)
    }
    try {
      const match = await inTime(search(), this.#readMs * SEARCH_FACTOR, signal)
      return match && this.#usable(match.entry, plan, match)
    } catch (error) {
      return this.failed(plan.namespace, error)
    }
  }

  /** Time is looked at here too: what expires while it is on its way is not served. */
  #usable(entry: CacheEntry | null | undefined, plan: CachePlan, match?: SemanticMatch): Found | undefined {
    if (entry === undefined || entry === null) return undefined
    if (entry.v !== 1 || typeof entry.body !== 'string' || !Number.isFinite(entry.createdAt))
      return this.failed(plan.namespace, new TypeError('The cache gave an entry of another form.'))
    const now = Date.now()
    if (entry.expiresAt !== undefined && now >= entry.expiresAt) return undefined
    if (plan.maxAge !== undefined && now - entry.createdAt > plan.maxAge) return undefined
    return match ? { entry, match } : { entry }
  }
}

export function isSemantic(cache: Cache): cache is SemanticCache {
  return 'search' in cache && typeof cache.search === 'function'
}
