import { LRUCache } from 'lru-cache'
import type {
  CacheEntry,
  EmbedTexts,
  SemanticExplanation,
  SemanticMatch,
  SemanticQuestion,
} from '../../contract/cache.js'
import { VectorIndex } from '../vectors/vector-index.js'
import type { MemorySemanticCacheOptions } from './memory-semantic-cache.js'
import { QuestionMatcher } from './question-matcher.js'

interface Stored {
  entry: CacheEntry
  /** Absent: found by its key alone. */
  question?: string
  bytes: number
}

const MAX_ENTRIES = 10_000
const MAX_BYTES = 64 * 1024 * 1024
/** What an entry takes beside its texts, about. */
const OVERHEAD_BYTES = 512
/** Stored questions that are looked at: where the nearest is refused, the next may do. */
const CANDIDATES = 4

/** What `memorySemanticCache` does once something is stored. */
export class MemorySemanticStore {
  readonly #matcher: QuestionMatcher
  readonly #vectors = new VectorIndex()
  readonly #stored: LRUCache<string, Stored>
  readonly #ttl: number | undefined

  constructor(options: MemorySemanticCacheOptions) {
    const { max = MAX_ENTRIES, maxSize = MAX_BYTES, ttl } = options
    this.#matcher = new QuestionMatcher(options)
    this.#ttl = ttl
    this.#stored = new LRUCache({
      max,
      maxSize,
      sizeCalculation: ({ bytes }) => bytes,
      dispose: (_, key, reason) => {
        if (reason !== 'set') this.#vectors.delete(key)
      },
    })
  }

  connect(relay: EmbedTexts): void {
    this.#matcher.connect(relay)
  }

  get(key: string): CacheEntry | undefined {
    return this.#live(key, 'get')?.entry
  }

  /** The answer is kept at once, under its key alone; under its question too as soon as it has a vector. */
  async set(key: string, entry: CacheEntry, question?: SemanticQuestion): Promise<void> {
    const kept = this.#withExpiry(entry)
    this.#vectors.delete(key)
    const exact: Stored = { entry: kept, bytes: bytesOf(key, kept) }
    this.#stored.set(key, exact)
    if (!question || this.#matcher.unfit(question.text) !== undefined) return
    const vector = await this.#matcher.vectorOf(question.text)
    // Gone, or another by now: a vector without its answer must not stay.
    if (this.#stored.peek(key) !== exact) return
    const { partition, text } = question
    const bytes = exact.bytes + 2 * text.length + Math.ceil(vector.length * 1.2)
    this.#vectors.add(key, partition, vector)
    this.#stored.set(key, { entry: kept, question: text, bytes })
    // Larger than the whole cache: it was not kept.
    if (!this.#stored.has(key)) this.#vectors.delete(key)
  }

  delete(key: string): void {
    this.#stored.delete(key)
  }

  close(): void {
    this.#stored.clear()
    this.#vectors.clear()
  }

  async search(question: SemanticQuestion): Promise<SemanticMatch | undefined> {
    if (this.#matcher.unfit(question.text) !== undefined) return undefined
    const { match } = await this.#explain(question, this.#matcher.threshold)
    if (match) this.#stored.get(match.key)
    return match
  }

  async explain(question: SemanticQuestion): Promise<SemanticExplanation> {
    const reason = this.#matcher.unfit(question.text)
    return reason === undefined ? this.#explain(question, -1) : { nearest: [], reason }
  }

  async #explain({ partition, text }: SemanticQuestion, floor: number): Promise<SemanticExplanation> {
    const vector = await this.#matcher.vectorOf(text)
    const neighbours = this.#nearest(partition, vector, floor)
    return this.#matcher.choose(text, neighbours, (key) => this.#answer(key))
  }

  /** Expired ones are taken out and the search is done again: they must not stand in the way of others. */
  #nearest(partition: string, vector: Float32Array, floor: number): ReturnType<VectorIndex['search']> {
    for (;;) {
      const found = this.#vectors.search(partition, vector, { limit: CANDIDATES, floor })
      const live = found.filter(({ key }) => this.#live(key, 'peek'))
      if (live.length === found.length) return live
    }
  }

  /** What is still there when its turn comes. */
  #answer(key: string): { entry: CacheEntry; question: string } | undefined {
    const stored = this.#live(key, 'peek')
    return stored?.question === undefined ? undefined : { entry: stored.entry, question: stored.question }
  }

  #live(key: string, how: 'get' | 'peek'): Stored | undefined {
    const stored = this.#stored[how](key)
    const expiresAt = stored?.entry.expiresAt
    if (expiresAt === undefined || Date.now() < expiresAt) return stored
    this.#stored.delete(key)
    return undefined
  }

  #withExpiry(entry: CacheEntry): CacheEntry {
    if (this.#ttl === undefined || entry.expiresAt !== undefined) return entry
    return { ...entry, expiresAt: entry.createdAt + this.#ttl }
  }
}

function bytesOf(key: string, { body }: CacheEntry): number {
  return 2 * body.length + key.length + OVERHEAD_BYTES
}
