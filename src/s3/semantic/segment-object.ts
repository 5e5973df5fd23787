import { isRecord } from '../../contract/is-record.js'
import { fromFrame, toFrame, unreadable } from '../object-frame.js'
import type { Row } from './row.js'

const KIND = 'MRS1'
const LENGTH_BYTES = 4

/*
 * Payload: 4 bytes length of the JSON (big endian), the JSON, then the vectors, one signed byte a dimension, in the
 * order of the rows. JSON: { dimensions, partitions: [text], rows: [[partition's place, key, question, createdAt,
 * expiresAt]] }.
 */

/** @param rows one or more, all of one length of vector */
export function toSegment(rows: readonly Row[]): Promise<Buffer> {
  const partitions = [...new Set(rows.map(({ partition }) => partition))]
  const places = new Map(partitions.map((partition, at) => [partition, at]))
  const head = {
    dimensions: rows[0]?.vector.length ?? 0,
    partitions,
    rows: rows.map((row) => [places.get(row.partition), row.key, row.question, row.createdAt, row.expiresAt]),
  }
  const json = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(json.length)
  return toFrame(KIND, Buffer.concat([length, json, ...rows.map(({ vector }) => asBytes(vector))]))
}

/** @throws APIResponseError for what is no segment, or is damaged */
export async function fromSegment(bytes: Uint8Array): Promise<Row[]> {
  const payload = Buffer.from(await fromFrame(KIND, bytes))
  const end = LENGTH_BYTES + (payload.length < LENGTH_BYTES ? 0 : payload.readUInt32BE(0))
  const { dimensions, partitions, rows } = parse(payload.toString('utf8', LENGTH_BYTES, end))
  if (payload.length !== end + rows.length * dimensions) throw unreadable('holds a segment of another length')
  return rows.map(([place, key, question, createdAt, expiresAt], at) => {
    const start = end + at * dimensions
    const vector = Int8Array.from(payload.subarray(start, start + dimensions), (byte) => (byte << 24) >> 24)
    return { key, partition: partitions[place] ?? '', question, createdAt, expiresAt, vector }
  })
}

type StoredRow = [place: number, key: string, question: string, createdAt: number, expiresAt: number]

interface Head {
  dimensions: number
  partitions: string[]
  rows: StoredRow[]
}

function parse(json: string): Head {
  let head: unknown
  try {
    head = JSON.parse(json)
  } catch (cause) {
    throw unreadable('holds a segment without its table', cause)
  }
  if (!isHead(head)) throw unreadable('holds a segment of another form')
  return head
}

function isHead(value: unknown): value is Head {
  if (!isRecord(value)) return false
  const { dimensions, partitions, rows } = value
  return (
    typeof dimensions === 'number' &&
    dimensions > 0 &&
    Array.isArray(partitions) &&
    partitions.every((text) => typeof text === 'string') &&
    Array.isArray(rows) &&
    rows.every((row) => isStoredRow(row) && row[0] < partitions.length)
  )
}

function isStoredRow(row: unknown): row is StoredRow {
  if (!Array.isArray(row) || row.length !== 5) return false
  const [place, key, question, createdAt, expiresAt] = row
  const numbers = [place, createdAt, expiresAt].every((value) => typeof value === 'number')
  return numbers && typeof key === 'string' && typeof question === 'string'
}

function asBytes({ buffer, byteOffset, byteLength }: Int8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
