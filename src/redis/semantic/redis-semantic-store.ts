import { QuestionMatcher } from '../../cache/semantic/question-matcher.js'
import type { SemanticOptions } from '../../cache/semantic/semantic-options.js'
import type {
  Cache,
  CacheEntry,
  CacheLease,
  EmbedTexts,
  SemanticCache,
  SemanticExplanation,
  SemanticMatch,
  SemanticQuestion,
} from '../../contract/cache.js'
import { fromEntryText } from '../entry-text.js'
import { type GuardedRedis, RedisAway } from '../guarded-redis.js'
import { answers, fromAskedEntry, toAskedEntry } from './asked-entry.js'
import type { QuestionIndex } from './question-index.js'
import type { QuestionList } from './question-list.js'
import { toRecordText } from './question-record.js'

/** Stored questions that are looked at: where the nearest is refused, or its answer is gone, the next may do. */
const CANDIDATES = 4

/** Stands for an answer that is read only once its question is taken. */
const UNREAD: CacheEntry = { v: 1, kind: 'chat', createdAt: 0, body: '', provider: '', model: '' }

export interface StoreParts {
  readonly redis: GuardedRedis
  /** Answers by their keys. */
  readonly exact: Cache
  readonly list: QuestionList
  readonly index: QuestionIndex
  readonly prefix: string
  /** ms. */
  readonly ttl: number | undefined
  readonly options: SemanticOptions
}

/** Answers in Redis, found by their keys or by questions; Redis says what is there, the index of this process what is near. */
export class RedisSemanticStore implements SemanticCache {
  readonly name = 'redis-semantic'
  readonly #matcher: QuestionMatcher

  constructor(private readonly parts: StoreParts) {
    this.#matcher = new QuestionMatcher(parts.options)
  }

  connect(relay: EmbedTexts): void {
    this.#matcher.connect(relay)
  }

  async get(key: string): Promise<CacheEntry | undefined> {
    const entry = await this.parts.exact.get(key)
    return entry && fromAskedEntry(entry)
  }

  async getMany(keys: readonly string[]): Promise<Array<CacheEntry | undefined>> {
    const { exact } = this.parts
    const entries = await (exact.getMany?.(keys) ?? Promise.all(keys.map(async (key) => exact.get(key))))
    return entries.map((entry) => entry && fromAskedEntry(entry))
  }

  /** The answer first, under its key alone; found by its question as soon as that has a vector. */
  async set(key: string, entry: CacheEntry, question?: SemanticQuestion): Promise<void> {
    const { redis, exact, list, index } = this.parts
    redis.check()
    const kept = this.#withExpiry(entry)
    const compared = question && this.#matcher.unfit(question.text) === undefined ? question : undefined
    index.remove(key)
    await exact.set(key, compared ? toAskedEntry(kept, compared) : kept)
    const leftMs = kept.expiresAt === undefined ? undefined : Math.ceil(kept.expiresAt - Date.now())
    if (!compared || (leftMs !== undefined && leftMs <= 0)) return
    const { partition, text } = compared
    const vector = await this.#matcher.vectorOf(text)
    const record = { partition, question: text, expiresAt: kept.expiresAt ?? 0, vector }
    await list.add(key, toRecordText(record), leftMs)
    index.add(key, record)
  }

  async delete(key: string): Promise<void> {
    const { redis, exact, list, index } = this.parts
    index.remove(key)
    redis.check()
    await exact.delete(key)
    await list.remove(key)
  }

  async lease(key: string, ms: number): Promise<CacheLease | undefined> {
    const { exact } = this.parts
    return exact.lease ? exact.lease(key, ms) : { release: () => {} }
  }

  async search(question: SemanticQuestion): Promise<SemanticMatch | undefined> {
    if (this.#matcher.unfit(question.text) !== undefined || this.parts.redis.down) return undefined
    return (await this.#find(question, this.#matcher.threshold)).match
  }

  async explain(question: SemanticQuestion): Promise<SemanticExplanation> {
    const reason = this.#matcher.unfit(question.text)
    return reason === undefined ? this.#find(question, -1) : { nearest: [], reason }
  }

  async close(): Promise<void> {
    const { exact, redis, index } = this.parts
    await Promise.all([exact.close(), redis.close()])
    index.clear()
  }

  /** What is new is read while the question is embedded. */
  async #find(question: SemanticQuestion, floor: number): Promise<SemanticExplanation> {
    const { index } = this.parts
    const [vector] = await Promise.all([this.#matcher.vectorOf(question.text), index.freshen()])
    try {
      for (let tries = 0; tries < CANDIDATES; tries++) {
        const neighbours = index.nearest(question.partition, vector, CANDIDATES, floor)
        const found = await this.#matcher.choose(question.text, neighbours, (key) => this.#unread(key))
        const { match } = found
        if (!match) return found
        const entry = await this.#answer(match.key, { partition: question.partition, text: match.question })
        if (entry) return { ...found, match: { ...match, entry } }
        index.remove(match.key)
      }
      return { nearest: [], reason: 'the answers to the nearest questions are gone' }
    } catch (error) {
      if (error instanceof RedisAway) return { nearest: [], reason: error.message }
      throw error
    }
  }

  #unread(key: string): { entry: CacheEntry; question: string } | undefined {
    const question = this.parts.index.question(key)
    return question === undefined ? undefined : { entry: UNREAD, question }
  }

  /** Undefined: it is gone, expired, or answers another question by now. */
  async #answer(key: string, question: SemanticQuestion): Promise<CacheEntry | undefined> {
    const { redis, prefix } = this.parts
    const entryKey = `${prefix}:cache:{${key}}` // as redisCache has it
    const text = await redis.ask(entryKey, ['GET', entryKey])
    if (typeof text !== 'string') return undefined
    const entry = fromEntryText(text)
    const live = entry.expiresAt === undefined || Date.now() < entry.expiresAt
    return live && answers(entry, question) ? fromAskedEntry(entry) : undefined
  }

  #withExpiry(entry: CacheEntry): CacheEntry {
    const { ttl } = this.parts
    if (ttl === undefined || entry.expiresAt !== undefined) return entry
    return { ...entry, expiresAt: entry.createdAt + ttl }
  }
}
