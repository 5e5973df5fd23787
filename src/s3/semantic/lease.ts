import { randomUUID } from 'node:crypto'
import { isRecord } from '../../contract/is-record.js'
import type { Bucket, Condition } from '../bucket.js'

export interface Lease {
  release(): Promise<void>
}

/**
 * The right to compact a shard; undefined: another process has it. It saves work twice done, and nothing depends on it:
 * two that compact at once are told apart by the manifest.
 */
export async function takeLease(bucket: Bucket, name: string, now: number, ms: number): Promise<Lease | undefined> {
  const known = await bucket.read(name)
  if (known && endOf(known.bytes) > now) return undefined
  const condition: Condition = known ? { ifMatch: known.etag } : { ifAbsent: true }
  const etag = await bucket.write(name, toBytes(now + ms), condition)
  if (etag === undefined) return undefined
  return {
    release: async () => {
      await bucket.write(name, toBytes(0), { ifMatch: etag })
    },
  }
}

function toBytes(until: number): Buffer {
  return Buffer.from(JSON.stringify({ until, id: randomUUID() }))
}

/** Unix ms; what cannot be read has ended. */
function endOf(bytes: Uint8Array): number {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return isRecord(value) && typeof value['until'] === 'number' ? value['until'] : 0
  } catch {
    return 0
  }
}
