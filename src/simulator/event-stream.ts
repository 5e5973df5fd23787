import { crc32 } from 'node:zlib'

/** The type byte of a header that holds a string. */
const STRING = 7

/**
 * One frame of AWS's event stream: lengths, headers and payload, each part with its checksum.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html
 */
export function toEventFrame(headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => toHeader(name, value)))
  const raw = typeof payload === 'string' || payload instanceof Uint8Array
  const body = Buffer.from(raw ? payload : JSON.stringify(payload))
  const frame = Buffer.alloc(16 + head.length + body.length)
  frame.writeUInt32BE(frame.length, 0)
  frame.writeUInt32BE(head.length, 4)
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8)
  head.copy(frame, 12)
  body.copy(frame, 12 + head.length)
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4)
  return frame
}

/** An event, as `{ [type]: payload }` of the vendor's documents. */
export function toEvent(type: string, payload: unknown): Uint8Array {
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }
  return toEventFrame(headers, payload)
}

/** A piece of another protocol's bytes. */
export function toPiece(type: string, bytes: Uint8Array): Uint8Array {
  const headers = { ':event-type': type, ':content-type': 'application/octet-stream', ':message-type': 'event' }
  return toEventFrame(headers, bytes)
}

/** An exception in the middle of a stream. */
export function toException(type: string, payload: unknown): Uint8Array {
  const headers = { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' }
  return toEventFrame(headers, payload)
}

function toHeader(name: string, value: string): Buffer {
  const key = Buffer.from(name)
  const text = Buffer.from(value)
  const header = Buffer.alloc(4 + key.length + text.length)
  header.writeUInt8(key.length, 0)
  key.copy(header, 1)
  header.writeUInt8(STRING, 1 + key.length)
  header.writeUInt16BE(text.length, 2 + key.length)
  text.copy(header, 4 + key.length)
  return header
}
