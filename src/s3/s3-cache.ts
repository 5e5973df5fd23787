import { LRUCache } from 'lru-cache'
import type { Cache, CacheEntry } from '../contract/cache.js'
import { APIConnectionError } from '../contract/errors.js'
import type { Bucket, Condition } from './bucket.js'
import { fromEntryObject, toEntryObject } from './entry-object.js'
import type { Compression } from './object-frame.js'
import { answerName } from './object-names.js'

export interface EntryStoreOptions {
  readonly prefix: string
  readonly ttl: number | undefined
  readonly compress: Compression | undefined
  readonly now: () => number
}

/** Keys whose look-up found nothing, until their answer is stored. */
const MAX_AWAITED = 10_000

/** Answers as objects of a bucket, one each. A look-up is one GET, whatever it finds. */
export class S3Cache implements Cache {
  readonly name = 's3'
  readonly #bucket: Bucket
  readonly #options: EntryStoreOptions
  /** What a look-up saw where it found no answer: what is stored next may take the place of that and of nothing else. */
  readonly #awaited = new LRUCache<string, Condition>({ max: MAX_AWAITED })

  constructor(bucket: Bucket, options: EntryStoreOptions) {
    this.#bucket = bucket
    this.#options = options
  }

  async get(key: string): Promise<CacheEntry | undefined> {
    if (this.#bucket.resting) return undefined
    const stored = await this.#bucket.read(answerName(this.#options.prefix, key))
    if (!stored) {
      this.#awaited.set(key, { ifAbsent: true })
      return undefined
    }
    const entry = await fromEntryObject(key, stored.bytes)
    if (entry.expiresAt === undefined || this.#options.now() < entry.expiresAt) return entry
    this.#awaited.set(key, { ifMatch: stored.etag })
    return undefined
  }

  /**
   * Of several processes that found nothing and asked for themselves, the first one's answer is kept, so that all are
   * given the same from then on.
   */
  async set(key: string, entry: CacheEntry): Promise<void> {
    if (this.#bucket.resting) throw new APIConnectionError('S3 failed lately and is not asked; nothing was stored.')
    const { prefix, ttl, compress } = this.#options
    const kept =
      ttl !== undefined && entry.expiresAt === undefined ? { ...entry, expiresAt: entry.createdAt + ttl } : entry
    const condition = this.#awaited.get(key)
    this.#awaited.delete(key)
    await this.#bucket.write(answerName(prefix, key), await toEntryObject(key, kept, compress), condition)
  }

  async delete(key: string): Promise<void> {
    this.#awaited.delete(key)
    await this.#bucket.delete(answerName(this.#options.prefix, key))
  }

  close(): Promise<void> {
    this.#awaited.clear()
    return this.#bucket.close()
  }
}
