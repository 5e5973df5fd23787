import { connect, type Socket } from 'node:net'
import type { Simulator } from '../../src/simulator.js'

const KEY = { authorization: 'Bearer sk-any', 'x-api-key': 'sk-any', 'anthropic-version': '2023-06-01' }
const BODY = { model: 'any-model', max_tokens: 50, messages: [{ role: 'user', content: 'Hi' }] }

/** What a client got on its socket, bytes as text. */
export interface RawAnswer {
  readonly head: string
  /** With the chunk sizes of the transfer encoding taken out. */
  readonly body: string
  /** Whether the body was ended as HTTP asks. */
  readonly whole: boolean
}

export interface RawRequest {
  readonly provider?: string
  readonly stream?: boolean
  readonly body?: Readonly<Record<string, unknown>>
}

/** Sends one request on a socket of its own. */
export function sendRaw(
  simulator: Simulator,
  { provider = 'openai', stream = false, body = {} }: RawRequest = {},
): Socket {
  const url = new URL(simulator.url(provider))
  const path = `${url.pathname}${provider === 'anthropic' ? '/v1/messages' : '/chat/completions'}`
  const text = JSON.stringify({ ...BODY, stream, ...body })
  const headers = { host: url.host, ...KEY, 'content-length': String(Buffer.byteLength(text)), connection: 'close' }
  const socket = connect(simulator.port, '127.0.0.1')
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`)
  return socket
}

/** Reads until the server closes the connection. */
export function readAll(socket: Socket): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    socket.on('data', (piece) => pieces.push(piece))
    // A reset is one of the ways in which a cut shows.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(toAnswer(Buffer.concat(pieces).toString('latin1'))))
  })
}

/** Resolves once the socket has got a text; the rest goes on being ignored. */
export function readUntil(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = ''
    socket.on('data', (piece) => {
      got += piece.toString()
      if (got.includes(text)) resolve(got)
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`Closed before "${text}": ${got}`)))
  })
}

function toAnswer(raw: string): RawAnswer {
  const split = raw.indexOf('\r\n\r\n')
  const head = raw.slice(0, Math.max(split, 0)).toLowerCase()
  const rest = split === -1 ? '' : raw.slice(split + 4)
  const length = /content-length: (\d+)/.exec(head)?.[1]
  if (length !== undefined) return { head, body: rest, whole: rest.length === Number(length) }
  return { head, ...unchunk(rest) }
}

function unchunk(rest: string): { body: string; whole: boolean } {
  let body = ''
  for (let at = 0; at < rest.length; ) {
    const lineEnd = rest.indexOf('\r\n', at)
    const size = Number.parseInt(rest.slice(at, lineEnd), 16)
    if (size === 0) return { body, whole: true }
    body += rest.slice(lineEnd + 2, lineEnd + 2 + size)
    at = lineEnd + 2 + size + 2
  }
  return { body, whole: false }
}
