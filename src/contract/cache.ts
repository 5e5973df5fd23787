type Awaitable<T> = T | Promise<T>

/** What is kept of one answer. Plain JSON: it is stored as it is. */
export interface CacheEntry {
  /** The form of the entry; one of another form is a miss. */
  v: 1
  kind: 'chat' | 'embedding'
  /** Unix ms. */
  createdAt: number
  /** Unix ms from which it is no longer served; absent: never. */
  expiresAt?: number
  /** The answer as JSON text, without `meta`. */
  body: string
  /** Who answered. */
  provider: string
  model: string
  /** The provider's own word for why it stopped. */
  finishReason?: string
  /** USD that the answer cost. */
  cost?: number
  /** ms that it took. */
  ms?: number
}

/** The right to ask the provider on behalf of every process that wants the same answer. */
export interface CacheLease {
  release(): Awaitable<void>
}

/**
 * Where answers are kept. Keys are opaque (64 hex digits). What fails is the caller's to catch: a cache that rejects is
 * a miss, and is reported. All methods may answer at once or with a promise.
 */
export interface Cache {
  /** The name in statistics and hook events: `'memory'`, `'redis'`. */
  readonly name: string
  /** Undefined: absent or expired. */
  get(key: string): Awaitable<CacheEntry | undefined>
  /** In the order of the keys. Absent: `get` for each. */
  getMany?(keys: readonly string[]): Awaitable<Array<CacheEntry | undefined>>
  /** `question`: what a semantic cache finds the entry by; others leave it aside. */
  set(key: string, entry: CacheEntry, question?: SemanticQuestion): Awaitable<void>
  delete(key: string): Awaitable<void>
  /** Writes what is pending and lets go of what was opened. */
  close(): Awaitable<void>
  /** Undefined: another process asks already. Absent: processes ask each for themselves. */
  lease?(key: string, ms: number): Awaitable<CacheLease | undefined>
}

/** What of a request a semantic cache compares. */
export interface SemanticQuestion {
  /** Digest of all that must be equal: scope, model, system prompt, tools, schema, sampling, earlier turns. */
  partition: string
  /** The last user turn, all text. */
  text: string
}

/** An answer to a question that is near enough. */
export interface SemanticMatch {
  entry: CacheEntry
  /** Key of the entry. */
  key: string
  /** Cosine, -1 to 1. */
  similarity: number
  /** The question that was stored. */
  question: string
}

/** Why a search found something, or did not. */
export interface SemanticExplanation {
  match?: SemanticMatch
  /** The nearest stored questions, best first. */
  nearest: Array<{ question: string; similarity: number; refused?: string }>
  reason: string
}

/** The relay's `embedding()`, as far as a cache needs it: one vector for each text, in their order. */
export type EmbedTexts = (
  model: string,
  texts: readonly string[],
  signal: AbortSignal,
) => Promise<Array<ArrayLike<number>>>

/** A cache that also finds the answers to questions asked in other words. */
export interface SemanticCache extends Cache {
  search(question: SemanticQuestion): Awaitable<SemanticMatch | undefined>
  /** The same with reasons; nothing is counted. */
  explain(question: SemanticQuestion): Awaitable<SemanticExplanation>
  /**
   * Hands over what turns texts into vectors, for a cache whose embedder is the name of a model. The relay calls it when
   * it gets the cache; the last relay counts. Absent: the cache embeds by itself.
   */
  connect?(embed: EmbedTexts): void
}
