import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createAnswering } from './answering.js'
import { dialectOf, dialectsOf } from './dialects.js'
import type { SimulatorOptions } from './options.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { Script } from './script.js'

/** A running simulator. */
export interface Simulator {
  readonly port: number
  /** The base URL that the provider's own SDK takes: ends in `/v1`, but for Anthropic. */
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
 * Starts a local HTTP server that speaks OpenAI's chat completions and Anthropic's messages.
 *
 * @example
 * const simulator = await startSimulator({ script: [{ status: 429 }, { text: 'Hello' }] })
 * const client = new OpenAI({ baseURL: simulator.url('openai'), apiKey: 'any' })
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const dialects = dialectsOf(options)
  const answering = createAnswering(options)
  const server = createServer(answering.handle)
  const { address, family, port } = await listen(server, options)
  const origin = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    answering.stop()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
    await answering.settled()
    // Sockets let go of their handles at the end of a turn of the event loop.
    await nextTurn()
    await nextTurn()
  }

  return {
    port,
    requests: answering.requests,
    url: (provider) => dialectOf(provider, dialects).baseURL(origin, encodeURIComponent(provider)),
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

async function listen(server: Server, { port = 0, host = '127.0.0.1' }: SimulatorOptions): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`Cannot listen on ${host}:${port}`)
  return address
}
