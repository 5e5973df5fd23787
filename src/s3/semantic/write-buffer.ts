import type { Bucket } from '../bucket.js'
import { inParallel } from './in-parallel.js'
import { type Row, sizeOf } from './row.js'
import { toSegment } from './segment-object.js'
import { segmentName } from './shard-names.js'

export interface WriteBufferOptions {
  readonly bucket: Bucket
  /** Folder of the fresh segments of a partition's shard. */
  readonly folderOf: (partition: string) => string
  readonly now: () => number
  readonly flushMs: number
  readonly flushBytes: number
  readonly report: (error: unknown) => void
}

const PARALLEL_WRITES = 6
/** While S3 cannot be written to, so many times a full buffer is kept; then the oldest rows go. */
const MAX_FULL = 4

/** Rows that wait to be written together. */
export class WriteBuffer {
  readonly #options: WriteBufferOptions
  #rows: Row[] = []
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(options: WriteBufferOptions) {
    this.#options = options
  }

  add(row: Row): void {
    this.#rows.push(row)
    this.#bytes += sizeOf(row)
    const { flushMs, flushBytes, report } = this.#options
    if (this.#bytes >= flushBytes) this.flush().catch(report)
    else this.#flushLater(flushMs)
  }

  get empty(): boolean {
    return this.#rows.length === 0
  }

  /** When it resolves, every row that was added before is stored; when it rejects, those that are not are kept. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.catch(() => {}).then(() => this.#flush())
    return this.#flushing
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #flush(): Promise<void> {
    this.stop()
    const rows = this.#rows
    this.#rows = []
    this.#bytes = 0
    const segments = this.#toSegments(rows)
    let failure: { error: unknown } | undefined
    await inParallel(segments, PARALLEL_WRITES, async ({ folder, rows: segment }) => {
      try {
        await this.#write(folder, segment)
      } catch (error) {
        failure = { error }
        this.#keep(segment)
      }
    })
    if (!failure) return
    this.#flushLater(this.#options.flushMs)
    throw failure.error
  }

  #toSegments(rows: readonly Row[]): Array<{ folder: string; rows: Row[] }> {
    const byFolder = new Map<string, Row[]>()
    for (const row of rows) {
      const folder = this.#options.folderOf(row.partition)
      const known = byFolder.get(folder)
      if (known) known.push(row)
      else byFolder.set(folder, [row])
    }
    return [...byFolder].map(([folder, segment]) => ({ folder, rows: segment }))
  }

  /** Under a new name each time: an old name would no longer be looked for. */
  async #write(folder: string, rows: readonly Row[]): Promise<void> {
    const { bucket, now } = this.#options
    const bytes = await toSegment(rows)
    await bucket.write(segmentName(folder, now()), bytes)
  }

  #keep(rows: readonly Row[]): void {
    this.#rows.unshift(...rows)
    this.#bytes += rows.reduce((sum, row) => sum + sizeOf(row), 0)
    while (this.#bytes > this.#options.flushBytes * MAX_FULL) {
      const oldest = this.#rows.shift()
      if (!oldest) return
      this.#bytes -= sizeOf(oldest)
    }
  }

  #flushLater(ms: number): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.flush().catch(this.#options.report)
    }, ms)
    this.#timer.unref() // what is left at the end of the process is written by `beforeExit`
  }
}
