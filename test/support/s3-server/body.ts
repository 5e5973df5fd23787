import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'

/** The body as it was meant; undefined: it does not fit the checksum that came with it. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const sent = await buffer(request)
  const { headers } = request
  const chunked = String(headers['x-amz-content-sha256']).startsWith('STREAMING-')
  const { body, trailers } = chunked ? unchunk(sent) : { body: sent, trailers: new Map<string, string>() }
  const crc = trailers.get('x-amz-checksum-crc32') ?? headers['x-amz-checksum-crc32']
  if (crc !== undefined && crc !== crcOf(body)) return undefined
  const md5 = headers['content-md5']
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) return undefined
  return body
}

export function crcOf(body: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
function unchunk(sent: Buffer): { body: Buffer; trailers: Map<string, string> } {
  const pieces: Buffer[] = []
  let at = 0
  for (;;) {
    const end = sent.indexOf('\r\n', at)
    const size = Number.parseInt(sent.toString('latin1', at, end), 16)
    at = end + 2
    if (!(size > 0)) break
    pieces.push(sent.subarray(at, at + size))
    at += size + 2
  }
  const lines = sent.toString('latin1', at).split('\r\n')
  const trailers = new Map(lines.map((line): [string, string] => [line.split(':', 1).join(), line.split(':')[1] ?? '']))
  return { body: Buffer.concat(pieces), trailers }
}
