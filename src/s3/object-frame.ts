import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, crc32, gunzip, gzip } from 'node:zlib'
import { APIResponseError } from '../contract/errors.js'

/** How the payload of an object is packed. */
export type Compression = 'gzip' | 'brotli'

/*
 * Every object that we write: 4 bytes of what it is, 1 byte of packing, 4 bytes CRC-32 of what follows (big endian),
 * then the payload. docs/s3.md describes it for other readers.
 */
const HEAD_BYTES = 9
const PACKINGS = ['none', 'gzip', 'brotli'] as const

/** Less than this is not worth packing. */
const MIN_PACKED_BYTES = 512
/** What a packed payload may become. */
const MAX_BYTES = 64 * 1024 * 1024

const pack = { gzip: promisify(gzip), brotli: promisify(brotliCompress) }
const unpack = { gzip: promisify(gunzip), brotli: promisify(brotliDecompress) }
/** Quality 11, the default, takes a hundred times as long. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

/** @param kind four ASCII letters: what it is, and in which version. */
export async function toFrame(kind: string, payload: Uint8Array, compression?: Compression): Promise<Buffer> {
  const packing = payload.length < MIN_PACKED_BYTES ? undefined : compression
  const packed =
    packing === undefined
      ? payload
      : packing === 'brotli'
        ? await pack.brotli(payload, BROTLI)
        : await pack.gzip(payload)
  const head = Buffer.alloc(HEAD_BYTES)
  head.write(kind, 0, 4, 'latin1')
  head.writeUInt8(PACKINGS.indexOf(packing ?? 'none'), 4)
  head.writeUInt32BE(crc32(packed), 5)
  return Buffer.concat([head, packed])
}

/**
 * The payload of an object.
 * @throws APIResponseError for what is no object of this kind, or is damaged
 */
export async function fromFrame(kind: string, bytes: Uint8Array): Promise<Uint8Array> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES))
  const packing = head.length === HEAD_BYTES ? PACKINGS[head.readUInt8(4)] : undefined
  if (packing === undefined || head.toString('latin1', 0, 4) !== kind) throw unreadable('is of another form than ours')
  const packed = bytes.subarray(HEAD_BYTES)
  if (crc32(packed) !== head.readUInt32BE(5)) throw unreadable('is damaged')
  if (packing === 'none') return packed
  try {
    return await unpack[packing](packed, { maxOutputLength: MAX_BYTES })
  } catch (cause) {
    throw unreadable('cannot be unpacked', cause)
  }
}

export function unreadable(what: string, cause?: unknown): APIResponseError {
  return new APIResponseError(`An object in the bucket ${what}.`, { retryable: false, cause })
}
