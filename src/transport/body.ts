import { APIResponseError } from '../contract/errors.js'
import type { TransportResponse } from '../contract/transport.js'

/** The two ways to read a body, decompressed where the server compressed it unasked. */
export function bodyOf(
  raw: AsyncIterableIterator<Uint8Array>,
  encoding: string | undefined,
): Pick<TransportResponse, 'text' | 'bytes'> {
  const bytes = encoding && encoding !== 'identity' ? () => decompress(raw, encoding) : () => raw
  return { bytes, text: (maxBytes) => readText(bytes(), maxBytes) }
}

async function readText(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > maxBytes)
      throw new APIResponseError(`The answer is larger than ${maxBytes} bytes.`, {
        code: 'response_too_large',
        retryable: false,
      })
    pieces.push(piece)
  }
  const whole = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  const text = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

async function* decompress(raw: AsyncIterable<Uint8Array>, encoding: string): AsyncIterableIterator<Uint8Array> {
  const [{ Readable, pipeline }, zlib] = await Promise.all([import('node:stream'), import('node:zlib')])
  const decoder =
    encoding === 'br'
      ? zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH })
      : zlib.createUnzip({ flush: zlib.constants.Z_SYNC_FLUSH })
  const source = Readable.from(raw, { objectMode: false })
  // The error reaches the reader through the iteration below.
  pipeline(source, decoder, () => {})
  try {
    for await (const piece of decoder) yield piece
  } finally {
    source.destroy()
  }
}
