import type { Readable } from 'node:stream'

export interface SizeLimit {
  maxBytes: number
  /** Why a larger answer is refused. */
  refuse(): Error
}

// HTTP/2 can end a body that was cut as if it were whole, and tells so beside it.
const cut = (): Error => new Error('http2 stream aborted')

/** All bytes of an answer. */
export function readAll(body: Readable, { maxBytes, refuse }: SizeLimit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    body.on('data', (piece: Buffer) => {
      size += piece.length
      pieces.push(piece)
      if (size <= maxBytes) return
      reject(refuse())
      body.destroy()
    })
    body.on('end', () => resolve(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)))
    body.on('error', reject)
    body.on('aborted', () => reject(cut()))
    body.on('close', () => body.readableEnded || reject(cut()))
  })
}

/** The pieces of a stream, until there are too many bytes. Less than a transform stream costs. */
export function counted(body: Readable, { maxBytes, refuse }: SizeLimit): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
      let size = 0
      return {
        async next() {
          const piece = await pieces.next()
          if (piece.done) {
            if ('aborted' in body && body.aborted === true) throw cut()
            return piece
          }
          size += piece.value.length
          if (size <= maxBytes) return piece
          body.destroy()
          throw refuse()
        },
        return: async () => {
          await pieces.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}
