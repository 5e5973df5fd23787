import { QuestionEmbedder } from '../../cache/embed/question-embedder.js'
import { defaultThreshold } from '../../cache/embed/thresholds.js'
import type {
  CacheEntry,
  EmbedTexts,
  SemanticCache,
  SemanticExplanation,
  SemanticMatch,
  SemanticQuestion,
} from '../../contract/cache.js'
import type { Bucket } from '../bucket.js'
import { limited } from '../guard.js'
import { S3Cache } from '../s3-cache.js'
import { compact } from './compact.js'
import { refusalOf } from './likeness.js'
import { toBytes } from './row.js'
import type { SemanticSettings } from './semantic-options.js'
import type { Candidate, Shard } from './shard.js'
import { ShardSet } from './shard-set.js'
import { WriteBuffer } from './write-buffer.js'

/** Stored questions that are looked at for one that is asked. */
const CANDIDATES = 8
/** Answers that are asked for, where those of nearer questions are gone: each costs a request. */
const MAX_READS = 3
const LOAD_MS = 10_000
const LEASE_MS = 60_000

/** A semantic cache in a bucket: its contents outlive every process, and all processes share them. */
export class S3SemanticCache implements SemanticCache {
  readonly name = 's3-semantic'
  readonly #settings: SemanticSettings
  readonly #bucket: Bucket
  readonly #answers: S3Cache
  readonly #embedder: QuestionEmbedder
  readonly #shards: ShardSet
  readonly #buffer: WriteBuffer
  readonly #compactions = new Map<Shard, Promise<unknown>>()
  readonly #beforeExit = () => void this.flush().catch(this.#report)

  constructor(settings: SemanticSettings) {
    const { bucket, prefix, ttl, compress, now, hexDigits, maxBytes } = settings
    this.#settings = settings
    this.#bucket = bucket
    this.#answers = new S3Cache(bucket, { prefix, ttl, compress, now })
    this.#embedder = new QuestionEmbedder({ embed: settings.embed, timeout: settings.embedTimeoutMs })
    const report = this.#report
    const embedder = () => this.#embedder.model
    this.#shards = new ShardSet({ bucket, prefix, hexDigits, now, maxBytes, report, embedder, loadMs: LOAD_MS })
    const folderOf = (partition: string) => this.#shards.of(partition).names.fresh
    const { flushMs, flushBytes } = settings
    this.#buffer = new WriteBuffer({ bucket, folderOf, now, flushMs, flushBytes, report })
  }

  connect(embed: EmbedTexts): void {
    this.#embedder.connect(embed)
  }

  get(key: string): Promise<CacheEntry | undefined> {
    return this.#answers.get(key)
  }

  /** The answer is stored before its question can be found; the question is found by others once it is flushed. */
  async set(key: string, entry: CacheEntry, question?: SemanticQuestion): Promise<void> {
    const { ttl } = this.#settings
    const expiresAt = entry.expiresAt ?? (ttl === undefined ? 0 : entry.createdAt + ttl)
    await this.#answers.set(key, entry)
    if (!question) return
    const { partition, text } = question
    const vector = toBytes(await this.#embedder.embed(text))
    const row = { key, partition, question: text, createdAt: entry.createdAt, expiresAt, vector }
    this.#shards.of(partition).add(row)
    if (this.#buffer.empty) process.once('beforeExit', this.#beforeExit)
    this.#buffer.add(row)
  }

  async delete(key: string): Promise<void> {
    for (const shard of this.#shards.all()) shard.remove(key)
    await this.#answers.delete(key)
  }

  async search(question: SemanticQuestion): Promise<SemanticMatch | undefined> {
    const vector = await this.#embedder.embed(question.text)
    if (this.#bucket.resting) return undefined
    const { timeoutMs } = this.#settings
    const started = performance.now()
    const shard = this.#shards.of(question.partition)
    const known = await this.#match(shard, question, vector)
    if (known) {
      if (this.#isStale(shard)) this.#refresh(shard).catch(this.#report)
      return known
    }
    if (!this.#isStale(shard)) return undefined
    // A refresh that takes long is waited for once, and by nobody else after that.
    const leftMs = timeoutMs - Math.max(shard.refreshingFor, performance.now() - started)
    if (leftMs <= 0) return undefined
    await limited(leftMs, () => this.#refresh(shard))
    return this.#match(shard, question, vector)
  }

  async explain(question: SemanticQuestion): Promise<SemanticExplanation> {
    const vector = await this.#embedder.embed(question.text)
    const shard = this.#shards.of(question.partition)
    if (this.#isStale(shard)) await this.#refresh(shard)
    const found = shard.nearest(question.partition, vector, CANDIDATES, -1)
    const nearest: SemanticExplanation['nearest'] = []
    for (const candidate of found) {
      const { question: stored, similarity } = candidate
      const refused = await this.#refusal(question.text, candidate)
      if (refused !== undefined) {
        nearest.push({ question: stored, similarity, refused })
        continue
      }
      nearest.push({ question: stored, similarity })
      const match = await this.#answer(shard, candidate)
      if (match) return { match, nearest, reason: 'the answer to a question that is near enough' }
    }
    const reason = found.length === 0 ? 'nothing is stored in this partition' : 'no stored question is near enough'
    return { nearest, reason }
  }

  /** When it resolves, everything that was set before is stored, and outlives this process. */
  flush(): Promise<void> {
    process.off('beforeExit', this.#beforeExit)
    return this.#buffer.flush()
  }

  /** Merges small segments of the shards that this process has touched. It is done by itself where many gather. */
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

  async #match(
    shard: Shard,
    { partition, text }: SemanticQuestion,
    vector: Float32Array,
  ): Promise<SemanticMatch | undefined> {
    let reads = 0
    for (const candidate of shard.nearest(partition, vector, CANDIDATES, this.#threshold)) {
      if ((await this.#refusal(text, candidate)) !== undefined) continue
      if (reads++ === MAX_READS) return undefined
      const match = await this.#answer(shard, candidate)
      if (match) return match
    }
    return undefined
  }

  async #refusal(asked: string, { question, similarity }: Candidate): Promise<string | undefined> {
    const threshold = this.#threshold
    if (similarity < threshold) return `similarity is below ${threshold}`
    return refusalOf(asked, question, this.#settings)
  }

  get #threshold(): number {
    return this.#settings.threshold ?? defaultThreshold(this.#embedder.model)
  }

  /** The object says whether the answer is still there and still good. */
  async #answer(shard: Shard, { key, question, similarity }: Candidate): Promise<SemanticMatch | undefined> {
    const entry = await this.#answers.get(key)
    if (entry) return { entry, key, similarity, question }
    if (!this.#bucket.resting) shard.remove(key)
    return undefined
  }
}
