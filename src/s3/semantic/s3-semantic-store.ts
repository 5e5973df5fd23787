import { QuestionMatcher } from '../../cache/semantic/question-matcher.js'
import type {
  CacheEntry,
  EmbedTexts,
  SemanticExplanation,
  SemanticMatch,
  SemanticQuestion,
} from '../../contract/cache.js'
import type { Bucket } from '../bucket.js'
import { limited } from '../guard.js'
import { S3Cache } from '../s3-cache.js'
import { compact } from './compact.js'
import { toBytes } from './row.js'
import type { S3SemanticCache, SemanticSettings } from './semantic-options.js'
import type { Shard } from './shard.js'
import { ShardSet } from './shard-set.js'
import { WriteBuffer } from './write-buffer.js'

/** Stored questions that are looked at for one that is asked. */
const CANDIDATES = 4
const LOAD_MS = 10_000
const LEASE_MS = 60_000

/** A semantic cache in a bucket: its contents outlive every process, and all processes share them. */
export class S3SemanticStore implements S3SemanticCache {
  readonly name = 's3-semantic'
  readonly #settings: SemanticSettings
  readonly #bucket: Bucket
  readonly #answers: S3Cache
  readonly #matcher: QuestionMatcher
  readonly #shards: ShardSet
  readonly #buffer: WriteBuffer
  readonly #compactions = new Map<Shard, Promise<unknown>>()
  readonly #beforeExit = () => void this.flush().catch(this.#report)

  constructor(settings: SemanticSettings) {
    const { bucket, prefix, ttl, compress, now, hexDigits, maxBytes } = settings
    this.#settings = settings
    this.#bucket = bucket
    this.#answers = new S3Cache(bucket, { prefix, ttl, compress, now })
    this.#matcher = new QuestionMatcher(settings.questions)
    const report = this.#report
    const embedder = this.#matcher.model
    this.#shards = new ShardSet({ bucket, prefix, hexDigits, now, maxBytes, report, embedder, loadMs: LOAD_MS })
    const folderOf = (partition: string) => this.#shards.of(partition).names.fresh
    const { flushMs, flushBytes } = settings
    this.#buffer = new WriteBuffer({ bucket, folderOf, now, flushMs, flushBytes, report })
  }

  connect(embed: EmbedTexts): void {
    this.#matcher.connect(embed)
  }

  get(key: string): Promise<CacheEntry | undefined> {
    return this.#answers.get(key)
  }

  /** The answer is stored before its question can be found; the question is found by others once it is flushed. */
  async set(key: string, entry: CacheEntry, question?: SemanticQuestion): Promise<void> {
    const { ttl } = this.#settings
    const expiresAt = entry.expiresAt ?? (ttl === undefined ? 0 : entry.createdAt + ttl)
    await this.#answers.set(key, entry)
    if (!question || this.#matcher.unfit(question.text) !== undefined) return
    const { partition, text } = question
    const vector = toBytes(await this.#matcher.vectorOf(text))
    const row = { key, partition, question: text, createdAt: entry.createdAt, expiresAt, vector }
    this.#shards.of(partition).add(row)
    if (this.#buffer.empty) this.#flushBeforeExit()
    this.#buffer.add(row)
  }

  async delete(key: string): Promise<void> {
    for (const shard of this.#shards.all()) shard.remove(key)
    await this.#answers.delete(key)
  }

  async search(question: SemanticQuestion): Promise<SemanticMatch | undefined> {
    if (this.#matcher.unfit(question.text) !== undefined) return undefined
    const vector = await this.#matcher.vectorOf(question.text)
    if (this.#bucket.resting) return undefined
    const shard = this.#shards.of(question.partition)
    const known = await this.#choose(shard, question, vector, this.#matcher.threshold)
    if (known.match) {
      if (this.#isStale(shard)) this.#refresh(shard).catch(this.#report)
      return known.match
    }
    // A refresh that takes long is waited for once, and by nobody else after that.
    const waitMs = this.#settings.timeoutMs - shard.refreshingFor
    if (!this.#isStale(shard) || waitMs <= 0) return undefined
    await limited(waitMs, () => this.#refresh(shard))
    return (await this.#choose(shard, question, vector, this.#matcher.threshold)).match
  }

  async explain(question: SemanticQuestion): Promise<SemanticExplanation> {
    const reason = this.#matcher.unfit(question.text)
    if (reason !== undefined) return { nearest: [], reason }
    const vector = await this.#matcher.vectorOf(question.text)
    const shard = this.#shards.of(question.partition)
    if (this.#isStale(shard)) await this.#refresh(shard)
    return this.#choose(shard, question, vector, -1)
  }

  flush(): Promise<void> {
    process.off('beforeExit', this.#beforeExit)
    return this.#buffer.flush()
  }

  async compact(): Promise<void> {
    for (const shard of this.#shards.all()) await this.#compact(shard)
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      this.#buffer.stop()
      await Promise.all(this.#compactions.values())
      this.#shards.clear()
      await this.#answers.close()
    }
  }

  readonly #report = (error: unknown): void => this.#settings.onFailure(error)

  #flushBeforeExit(): void {
    process.off('beforeExit', this.#beforeExit) // it stays where the buffer flushed itself
    process.once('beforeExit', this.#beforeExit)
  }

  #isStale(shard: Shard): boolean {
    return shard.age >= this.#settings.refreshMs
  }

  async #refresh(shard: Shard): Promise<void> {
    await shard.refresh()
    this.#shards.evict()
    const { compactAt } = this.#settings
    if (shard.freshSegments >= compactAt) this.#compact(shard).catch(this.#report)
  }

  #compact(shard: Shard): Promise<unknown> {
    const running = this.#compactions.get(shard)
    if (running) return running
    const { segmentBytes, now } = this.#settings
    const report = this.#report
    const work = { bucket: this.#bucket, names: shard.names, now, report, loadMs: LOAD_MS, leaseMs: LEASE_MS }
    const compaction = compact({ ...work, targetBytes: segmentBytes }).finally(() => this.#compactions.delete(shard))
    this.#compactions.set(shard, compaction.catch(report))
    return compaction
  }

  /** Questions are compared before any answer is read: a read is a request, and most stored questions are refused. */
  async #choose(
    shard: Shard,
    { partition, text }: SemanticQuestion,
    vector: Float32Array,
    floor: number,
  ): Promise<SemanticExplanation> {
    const neighbours = shard.nearest(partition, vector, CANDIDATES, floor)
    const questions = new Map(neighbours.map(({ key, question }) => [key, { question, entry: NOT_READ }]))
    for (;;) {
      const left = neighbours.filter(({ key }) => questions.has(key))
      const chosen = await this.#matcher.choose(text, left, (key) => questions.get(key))
      if (!chosen.match) return chosen
      const { key } = chosen.match
      const entry = await this.#answers.get(key)
      if (entry) return { ...chosen, match: { ...chosen.match, entry } }
      // Deleted or expired, which the object says better than what was known of it; or S3 fails.
      if (!this.#bucket.resting) shard.remove(key)
      questions.delete(key)
    }
  }
}

/** In the place of an answer while questions are compared. */
const NOT_READ: CacheEntry = { v: 1, kind: 'chat', createdAt: 0, body: '', provider: '', model: '' }
