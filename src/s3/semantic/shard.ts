import { VectorIndex } from '../../cache/vectors/vector-index.js'
import type { Bucket } from '../bucket.js'
import { unreadable } from '../object-frame.js'
import { inParallel } from './in-parallel.js'
import { readManifest } from './manifest.js'
import { isLive, type Row } from './row.js'
import { fromSegment } from './segment-object.js'
import { type ShardNames, timeMark } from './shard-names.js'

export interface ShardContext {
  readonly bucket: Bucket
  readonly now: () => number
  /** ms for a segment. */
  readonly loadMs: number
  /** Bytes of memory of one shard. */
  readonly maxBytes: number
  readonly report: (error: unknown) => void
}

/** As many names as one request lists. While no more are fresh, all are listed, and nobody's clock matters. */
const LISTED_AT_ONCE = 1_000
/** Of more, only those from so far back before the last look: writers' clocks may be apart, and writes take time. */
const OVERLAP_MS = 60_000
/** And all again after this. */
const FULL_LIST_MS = 600_000
const PARALLEL_LOADS = 6
/** Segments that compaction took away while they were being loaded: how often to begin again. */
const MAX_RESTARTS = 3
/** What a row takes beside vector and question: key, table entries. */
const ROW_BYTES = 300

export interface Candidate {
  readonly key: string
  readonly question: string
  readonly similarity: number
}

/** The stored questions of one shard, as far as this process has seen them. */
export class Shard {
  readonly #index = new VectorIndex()
  readonly #rows = new Map<string, Pick<Row, 'question' | 'createdAt' | 'expiresAt'>>()
  /** Segments that need not be read again. */
  readonly #seen = new Set<string>()
  #questionBytes = 0
  #listedAt = Number.NEGATIVE_INFINITY
  #allListedAt = Number.NEGATIVE_INFINITY
  #refreshing: Promise<void> | undefined
  #refreshStartedAt = Number.NEGATIVE_INFINITY
  readonly #unreadable = new Set<string>()
  #fresh = 0

  constructor(
    readonly names: ShardNames,
    private readonly context: ShardContext,
  ) {}

  get size(): number {
    return this.#rows.size
  }

  /** Segments that can be merged, at the last look. */
  get freshSegments(): number {
    return this.#fresh
  }

  get byteLength(): number {
    return this.#index.byteLength + this.#questionBytes + this.#rows.size * ROW_BYTES
  }

  /** ms since S3 was asked for what is new. */
  get age(): number {
    return this.context.now() - this.#listedAt
  }

  add(row: Row): void {
    const known = this.#rows.get(row.key)
    if (known && known.createdAt >= row.createdAt) return
    if (!isLive(row, this.context.now())) return
    this.remove(row.key)
    this.#index.add(row.key, row.partition, Float32Array.from(row.vector))
    this.#rows.set(row.key, row)
    this.#questionBytes += row.question.length * 2
    for (const oldest of this.#rows.keys()) {
      if (this.byteLength <= this.context.maxBytes || oldest === row.key) break
      this.remove(oldest)
    }
  }

  remove(key: string): void {
    const known = this.#rows.get(key)
    if (!known) return
    this.#rows.delete(key)
    this.#index.delete(key)
    this.#questionBytes -= known.question.length * 2
  }

  /** Live questions of a partition, the nearest first. */
  nearest(partition: string, vector: Float32Array, limit: number, floor: number): Candidate[] {
    if (this.#index.dimensions !== vector.length) return []
    const now = this.context.now()
    return this.#index.search(partition, vector, { limit, floor }).flatMap(({ key, similarity }) => {
      const row = this.#rows.get(key)
      return row && isLive(row, now) ? { key, question: row.question, similarity } : []
    })
  }

  /** Reads what was stored since the last time. Whoever asks meanwhile waits for the same. */
  refresh(): Promise<void> {
    if (this.#refreshing) return this.#refreshing
    this.#refreshStartedAt = performance.now()
    this.#refreshing = this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  /** ms that the refresh under way, if there is one, has been running. */
  get refreshingFor(): number {
    return this.#refreshing ? performance.now() - this.#refreshStartedAt : 0
  }

  async #refresh(): Promise<void> {
    for (let restart = 1; restart < MAX_RESTARTS; restart++) if (await this.#readNew(false)) return
    await this.#readNew(true)
  }

  /**
   * Names first, the manifest after: what compaction took out of the names before they were listed is in the manifest
   * that it had stored before. False: a segment was gone, and this begins again, but for the `last` time.
   */
  async #readNew(last: boolean): Promise<boolean> {
    const { bucket, now, loadMs, report } = this.context
    const started = now()
    const all = this.#fresh < LISTED_AT_ONCE || started - this.#allListedAt >= FULL_LIST_MS
    const mark = all ? undefined : timeMark(this.names.fresh, this.#listedAt - OVERLAP_MS)
    const fresh = await bucket.list(this.names.fresh, mark)
    const manifest = await readManifest(bucket, this.names.manifest, loadMs).catch((error: unknown) => {
      report(error)
      return undefined
    })
    const names = [...(manifest?.segments.map(({ name }) => name) ?? []), ...fresh]
    const wanted = names.filter((name) => !this.#seen.has(name))
    const whole = await inParallel(wanted, PARALLEL_LOADS, (name) => this.#load(name))
    if (whole.includes(false)) {
      if (!last) return false
      report(unreadable('should hold a segment and is not there'))
    }
    if (all && manifest) this.#forgetAllBut(new Set(names))
    if (all) this.#allListedAt = started
    this.#fresh = (all ? fresh : [...this.#seen]).filter((name) => this.#isMergeable(name)).length
    this.#listedAt = started
    return true
  }

  /** False: it is not there any more. */
  async #load(name: string): Promise<boolean> {
    const { bucket, loadMs, report } = this.context
    const stored = await bucket.read(name, loadMs)
    if (!stored) return false
    try {
      for (const row of await fromSegment(stored.bytes)) this.add(row)
    } catch (error) {
      report(error)
      this.#unreadable.add(name) // told once: it is not read again
    }
    this.#seen.add(name)
    return true
  }

  #isMergeable(name: string): boolean {
    return name.startsWith(this.names.fresh) && !this.#unreadable.has(name)
  }

  #forgetAllBut(names: ReadonlySet<string>): void {
    for (const set of [this.#seen, this.#unreadable]) for (const name of set) if (!names.has(name)) set.delete(name)
    const now = this.context.now()
    for (const [key, row] of this.#rows) if (!isLive(row, now)) this.remove(key)
  }
}
