import { inTime } from '../../cache/in-time.js'
import { VectorIndex } from '../../cache/vectors/vector-index.js'
import { RedisAway } from '../guarded-redis.js'
import type { QuestionList } from './question-list.js'
import { fromRecordText, type QuestionRecord } from './question-record.js'

export interface QuestionIndexOptions {
  /** Questions at most. */
  readonly max: number
  /** ms for which Redis is not asked again. */
  readonly refreshMs: number
  /** ms that a look-up waits for what is new. */
  readonly timeoutMs: number
  readonly report: (error: unknown) => void
}

interface Row {
  readonly question: string
  readonly expiresAt: number
  /** Where its vector is. */
  readonly vectors: VectorIndex
}

/** The stored questions as far as this process has seen them. It asks Redis only when it is used. */
export class QuestionIndex {
  /** By their dimensions: where an embedder without a name was exchanged, those of the old one do no harm. */
  readonly #vectors = new Map<number, VectorIndex>()
  readonly #rows = new Map<string, Row>()
  /** Up to where the log was read; undefined: all questions have to be read. */
  #place: string | undefined
  #readAt = Number.NEGATIVE_INFINITY
  #refreshing: { readonly done: Promise<void>; readonly startedAt: number } | undefined

  constructor(
    private readonly list: QuestionList,
    private readonly options: QuestionIndexOptions,
  ) {}

  question(key: string): string | undefined {
    return this.#rows.get(key)?.question
  }

  add(key: string, record: QuestionRecord): void {
    this.remove(key)
    if (isExpired(record)) return
    const { partition, question, expiresAt, vector } = record
    const vectors = this.#vectorsOf(vector.length)
    vectors.add(key, partition, vector)
    this.#rows.set(key, { question, expiresAt, vectors })
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= this.options.max) break
      this.remove(oldest)
    }
  }

  remove(key: string): void {
    this.#rows.get(key)?.vectors.delete(key)
    this.#rows.delete(key)
  }

  clear(): void {
    this.#rows.clear()
    this.#vectors.clear()
    this.#place = undefined
  }

  /** Expired ones are taken out and the search is done again: they must not stand in the way of others. */
  nearest(partition: string, vector: Float32Array, limit: number, floor: number): ReturnType<VectorIndex['search']> {
    for (;;) {
      const found = this.#vectorsOf(vector.length).search(partition, vector, { limit, floor })
      const expired = found.filter(({ key }) => {
        const row = this.#rows.get(key)
        return row === undefined || isExpired(row)
      })
      if (expired.length === 0) return found
      for (const { key } of expired) this.remove(key)
    }
  }

  /** Reads what is new, unless that was done lately. A reading that takes long is waited for once, and goes on. */
  async freshen(): Promise<void> {
    const { refreshMs, timeoutMs } = this.options
    const now = performance.now()
    if (now - this.#readAt < refreshMs) return
    this.#refreshing ??= { done: this.#refresh(now), startedAt: now }
    const leftMs = timeoutMs - (now - this.#refreshing.startedAt)
    // It does not reject: what does is the end of the time.
    if (leftMs > 0) await inTime(this.#refreshing.done, leftMs).catch(() => {})
  }

  #vectorsOf(dimensions: number): VectorIndex {
    const known = this.#vectors.get(dimensions)
    if (known) return known
    const made = new VectorIndex()
    this.#vectors.set(dimensions, made)
    return made
  }

  async #refresh(startedAt: number): Promise<void> {
    try {
      if (this.#place === undefined || !(await this.#readChanges(this.#place))) await this.#readAll()
      this.#readAt = startedAt
    } catch (error) {
      if (!(error instanceof RedisAway)) this.options.report(error)
    } finally {
      this.#refreshing = undefined
    }
  }

  /** False: some changes cannot be known any more. */
  async #readChanges(from: string): Promise<boolean> {
    for (let place = from; ; ) {
      const changes = await this.list.changesAfter(place)
      if (!changes) return false
      const records = await this.list.records(changes.keys)
      for (const [at, key] of changes.keys.entries()) this.#take(key, records[at])
      place = changes.place
      this.#place = place
      if (!changes.more) return true
    }
  }

  /** What changes meanwhile is in the log behind the place that is taken before. */
  async #readAll(): Promise<void> {
    const place = await this.list.end()
    const before = new Set(this.#rows.keys())
    for await (const page of this.list.all())
      for (const [key, record] of page) {
        before.delete(key)
        this.#take(key, record)
      }
    for (const key of before) this.remove(key)
    this.#place = place
  }

  #take(key: string, record: string | undefined): void {
    try {
      if (record === undefined) this.remove(key)
      else this.add(key, fromRecordText(record))
    } catch (error) {
      this.remove(key)
      this.options.report(error) // the others are questions all the same
    }
  }
}

function isExpired({ expiresAt }: Pick<QuestionRecord, 'expiresAt'>): boolean {
  return expiresAt !== 0 && Date.now() >= expiresAt
}
