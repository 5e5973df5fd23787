import { randomUUID } from 'node:crypto'
import { isRecord } from '../../contract/is-record.js'
import type { Bucket } from '../bucket.js'
import { fromFrame, toFrame, unreadable } from '../object-frame.js'

const KIND = 'MRM1'

export interface MergedSegment {
  readonly name: string
  readonly bytes: number
  /** Unix ms when the last of its rows expires; 0: never. */
  readonly expiresAt: number
}

/** Which merged segments belong to a shard. */
export interface Manifest {
  readonly segments: readonly MergedSegment[]
  /** As read; undefined: there is none yet. */
  readonly etag: string | undefined
}

const NONE: Manifest = { segments: [], etag: undefined }

/** @throws APIResponseError where it cannot be read: nothing is known of the shard then */
export async function readManifest(bucket: Bucket, name: string, limitMs?: number): Promise<Manifest> {
  const stored = await bucket.read(name, limitMs)
  if (!stored) return NONE
  return { ...(await parse(stored.bytes)), etag: stored.etag }
}

/**
 * Takes the place of the manifest that was read, unless it was replaced meanwhile: then false. No two manifests are the
 * same bytes, so that an ETag stands for one of them alone.
 */
export async function swapManifest(bucket: Bucket, name: string, { segments, etag }: Manifest): Promise<boolean> {
  const id = randomUUID()
  const bytes = await toFrame(KIND, Buffer.from(JSON.stringify({ id, segments })))
  const condition = etag === undefined ? { ifAbsent: true } : { ifMatch: etag }
  const written = await bucket.write(name, bytes, condition).catch((error: unknown) => ({ error }))
  if (typeof written === 'string') return true
  // Without an answer it may be stored all the same; and a client that tries again by itself loses against itself.
  const stored = await bucket.read(name).catch(() => undefined)
  if (stored && (await parse(stored.bytes)).id === id) return true
  if (written === undefined) return false
  throw written.error
}

async function parse(bytes: Uint8Array): Promise<{ id: string; segments: MergedSegment[] }> {
  const payload = await fromFrame(KIND, bytes)
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(payload).toString())
  } catch (cause) {
    throw unreadable('holds a manifest that is no JSON', cause)
  }
  if (!isManifest(value)) throw unreadable('holds a manifest of another form')
  return value
}

function isManifest(value: unknown): value is { id: string; segments: MergedSegment[] } {
  if (!isRecord(value) || typeof value['id'] !== 'string' || !Array.isArray(value['segments'])) return false
  return value['segments'].every(
    (segment) =>
      isRecord(segment) &&
      typeof segment['name'] === 'string' &&
      typeof segment['bytes'] === 'number' &&
      typeof segment['expiresAt'] === 'number',
  )
}
