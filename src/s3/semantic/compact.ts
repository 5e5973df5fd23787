import type { Bucket } from '../bucket.js'
import { inParallel } from './in-parallel.js'
import { takeLease } from './lease.js'
import { type Manifest, type MergedSegment, readManifest, swapManifest } from './manifest.js'
import { isLive, type Row, sizeOf } from './row.js'
import { fromSegment, toSegment } from './segment-object.js'
import { type ShardNames, segmentName } from './shard-names.js'

export interface Compaction {
  readonly bucket: Bucket
  readonly names: ShardNames
  readonly now: () => number
  /** ms for a segment. */
  readonly loadMs: number
  readonly leaseMs: number
  /** Bytes of a merged segment; those that have as many are left as they are. */
  readonly targetBytes: number
  readonly report: (error: unknown) => void
}

/** Bytes that are merged in one go: what is left is for the next one. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024
const PARALLEL_DELETES = 6

/**
 * Merges the small segments of a shard, and drops what expired. False: another process does, or did meanwhile.
 *
 * It may end at any request. Inputs go only once a manifest with what was made of them is stored, and a manifest takes
 * only the place of the one that was read. What nobody refers to is deleted by the next that succeeds.
 */
export async function compact(compaction: Compaction): Promise<boolean> {
  const { bucket, names, now, leaseMs, report } = compaction
  const lease = await takeLease(bucket, names.lease, now(), leaseMs)
  if (!lease) return false
  try {
    return await merge(compaction)
  } finally {
    await lease.release().catch(report)
  }
}

async function merge(compaction: Compaction): Promise<boolean> {
  const { bucket, names, targetBytes } = compaction
  // Before the manifest is read: whatever else lies there by now was made for a manifest that ours will refuse.
  const listed = await bucket.list(names.merged)
  const manifest = await readManifest(bucket, names.manifest, compaction.loadMs)
  const fresh = await bucket.list(names.fresh)
  const now = compaction.now()
  const expired = manifest.segments.filter((segment) => !isLive(segment, now))
  const left = manifest.segments.filter((segment) => isLive(segment, now))
  const small = left.filter(({ bytes }) => bytes < targetBytes / 2)
  const inputs = await readInputs(compaction, [...small.map(({ name }) => name), ...fresh])
  if (!inputs || (inputs.read.size === 0 && expired.length === 0)) return false
  const made = await writeMerged(compaction, inputs.rows)
  const kept = left.filter(({ name }) => !inputs.read.has(name))
  const next: Manifest = { segments: [...kept, ...made], etag: manifest.etag }
  if (!(await swapManifest(bucket, names.manifest, next))) return false
  const current = new Set(next.segments.map(({ name }) => name))
  const gone = new Set([...listed, ...inputs.read, ...expired.map(({ name }) => name)])
  await inParallel(
    [...gone].filter((name) => !current.has(name)),
    PARALLEL_DELETES,
    (name) => bucket.delete(name),
  )
  return true
}

interface Inputs {
  /** The latest of each key. */
  readonly rows: Map<string, Row>
  readonly read: Set<string>
}

/** Undefined: one is gone, so the manifest is no longer what was read. */
async function readInputs(compaction: Compaction, names: readonly string[]): Promise<Inputs | undefined> {
  const { bucket, loadMs, report } = compaction
  const inputs: Inputs = { rows: new Map(), read: new Set() }
  let bytes = 0
  for (const name of names) {
    if (bytes > MAX_INPUT_BYTES) break
    const stored = await bucket.read(name, loadMs)
    if (!stored) return undefined
    bytes += stored.bytes.length
    try {
      for (const row of await fromSegment(stored.bytes)) keepLatest(inputs.rows, row)
      inputs.read.add(name)
    } catch (error) {
      report(error) // it stays where it is, for who wants to look at it
    }
  }
  return inputs
}

function keepLatest(rows: Map<string, Row>, row: Row): void {
  const known = rows.get(row.key)
  if (!known || known.createdAt < row.createdAt) rows.set(row.key, row)
}

async function writeMerged(compaction: Compaction, rows: ReadonlyMap<string, Row>): Promise<MergedSegment[]> {
  const { bucket, names, now, targetBytes } = compaction
  const made: MergedSegment[] = []
  for (const segment of inPieces(rows.values(), targetBytes, now())) {
    const name = segmentName(names.merged, now())
    const bytes = await toSegment(segment)
    await bucket.write(name, bytes)
    made.push({ name, bytes: bytes.length, expiresAt: lastExpiry(segment) })
  }
  return made
}

/** By size, and by length of vector: a segment has one. */
function* inPieces(rows: Iterable<Row>, targetBytes: number, now: number): Iterable<Row[]> {
  const open = new Map<number, { rows: Row[]; bytes: number }>()
  for (const row of rows) {
    if (!isLive(row, now)) continue
    const { length } = row.vector
    const piece = open.get(length) ?? { rows: [], bytes: 0 }
    open.set(length, piece)
    piece.rows.push(row)
    piece.bytes += sizeOf(row)
    if (piece.bytes < targetBytes) continue
    yield piece.rows
    open.delete(length)
  }
  for (const piece of open.values()) yield piece.rows
}

function lastExpiry(rows: readonly Row[]): number {
  return rows.some(({ expiresAt }) => expiresAt === 0)
    ? 0
    : rows.reduce((last, { expiresAt }) => Math.max(last, expiresAt), 0)
}
