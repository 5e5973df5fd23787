import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2'
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Answering, createAnswering } from './answering.js'
import { dialectOf, dialectsOf } from './dialects.js'
import type { SimulatorOptions } from './options.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { Script } from './script.js'

/** A running simulator. */
export interface Simulator {
  readonly port: number
  /** The base URL that the provider's own SDK takes. */
  url(provider: string): string
  /** What it was sent, oldest first. */
  readonly requests: readonly SimulatedRequest[]
  /** Replaces the script; a list starts at its first step. */
  setScript(script: Script | undefined): void
  /** Forgets the recorded requests. */
  clearRequests(): void
  /** Ends all connections, stalled ones too; resolves when no socket and no timer is left. */
  close(): Promise<void>
}

/**
 * Starts a local HTTP server that speaks the protocols of the vendors' SDKs.
 *
 * @example
 * const simulator = await startSimulator({ script: [{ status: 429 }, { text: 'Hello' }] })
 * const client = new OpenAI({ baseURL: simulator.url('openai'), apiKey: 'any' })
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const dialects = dialectsOf(options)
  const answering = createAnswering(options)
  const server = createServer(answering.handle)
  const origin = await listen(server, options)
  // For SDKs that speak nothing else; its port is its own.
  const http2 = createHttp2(answering, server)
  const http2Origin = await listen(http2.server, { ...options, port: 0 })
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    answering.stop()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await Promise.all([closed, http2.close()])
    await answering.settled()
    // Sockets let go of their handles at the end of a turn of the event loop.
    await nextTurn()
    await nextTurn()
  }

  return {
    port: Number(new URL(origin).port),
    requests: answering.requests,
    url: (provider) => {
      const dialect = dialectOf(provider, dialects)
      return dialect.baseURL(dialect.http2 ? http2Origin : origin, encodeURIComponent(provider))
    },
    setScript: answering.setScript,
    clearRequests: () => {
      answering.requests.length = 0
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** How every HTTP/2 connection begins: RFC 9113 §3.4. */
const PREFACE = 'PRI * HTTP/2.0'

/** The same answers over HTTP/2 without TLS; who speaks HTTP/1.1 there, as `fetch` does, is handed to the other server. */
function createHttp2({ handle }: Answering, http1: Server): { server: NetServer; close(): Promise<void> } {
  const sessions = new Set<ServerHttp2Session>()
  const http2 = createHttp2Server((incoming, response) => {
    // Node's compatibility classes do what we use of HTTP/1's.
    handle(incoming as unknown as IncomingMessage, response as unknown as ServerResponse)
  })
  http2.on('session', (session) => {
    sessions.add(session)
    session.on('error', () => undefined)
    session.once('close', () => sessions.delete(session))
  })
  const waiting = new Set<Socket>()
  const server = createNetServer((socket) => {
    waiting.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => waiting.delete(socket))
    socket.once('data', (first: Buffer) => {
      waiting.delete(socket)
      socket.pause()
      socket.unshift(first)
      const speaker = PREFACE.startsWith(first.subarray(0, PREFACE.length).toString('latin1')) ? http2 : http1
      speaker.emit('connection', socket)
      if (speaker === http1) socket.resume()
    })
  })
  return {
    server,
    close: () => {
      for (const session of sessions) session.destroy()
      for (const socket of waiting) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Begins to listen and gives the origin. */
async function listen(server: NetServer, { port = 0, host = '127.0.0.1' }: SimulatorOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`Cannot listen on ${host}:${port}`)
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}
