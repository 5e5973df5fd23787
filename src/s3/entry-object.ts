import type { CacheEntry } from '../contract/cache.js'
import { isRecord } from '../contract/is-record.js'
import { type Compression, fromFrame, toFrame, unreadable } from './object-frame.js'

const KIND = 'MRE1'

/** An answer as an object. The key is in it: a copy under another name is not taken for the answer to another question. */
export function toEntryObject(key: string, entry: CacheEntry, compression?: Compression): Promise<Buffer> {
  return toFrame(KIND, Buffer.from(JSON.stringify({ key, entry })), compression)
}

/** @throws APIResponseError for what is no entry of that key */
export async function fromEntryObject(key: string, bytes: Uint8Array): Promise<CacheEntry> {
  const stored = parse(await fromFrame(KIND, bytes))
  if (!isRecord(stored) || stored['key'] !== key) throw unreadable('holds the answer of another key')
  const { entry } = stored
  if (!isCacheEntry(entry)) throw unreadable('holds no entry of this version')
  return entry
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString())
  } catch (cause) {
    throw unreadable('is no JSON', cause)
  }
}

function isCacheEntry(value: unknown): value is CacheEntry {
  if (!isRecord(value)) return false
  const { v, kind, createdAt, expiresAt, body, provider, model } = value
  return (
    v === 1 &&
    (kind === 'chat' || kind === 'embedding') &&
    typeof createdAt === 'number' &&
    (expiresAt === undefined || typeof expiresAt === 'number') &&
    [body, provider, model].every((text) => typeof text === 'string')
  )
}
