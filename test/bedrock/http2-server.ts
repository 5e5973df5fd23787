import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'

/** What the server was sent. */
export interface Received {
  path: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Record<string, unknown>
  closed: Promise<void>
}

export interface Http2Server {
  url: string
  received: Received[]
  /** How many connections were ever opened. */
  sessions(): number
  /** Once no connection is open any more. */
  idle(): Promise<void>
  close(): Promise<void>
}

type Listener = (response: Http2ServerResponse, request: Received) => void

/** An HTTP/2 server without TLS on the loopback address, which is what the AWS SDK speaks to an `http:` endpoint. */
export async function http2Server(listener: Listener): Promise<Http2Server> {
  const received: Received[] = []
  const open = new Set<ServerHttp2Session>()
  let sessions = 0
  const server = createServer((request: Http2ServerRequest, response: Http2ServerResponse) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('error', () => {})
    response.on('error', () => {})
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8')
      const closed = new Promise<void>((resolve) => response.stream.once('close', resolve))
      const body = text === '' ? {} : JSON.parse(text)
      const entry: Received = { path: request.url, headers: request.headers, body, closed }
      received.push(entry)
      listener(response, entry)
    })
  })
  server.on('session', (session) => {
    sessions++
    open.add(session)
    session.on('close', () => open.delete(session))
    session.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server has no other form
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    sessions: () => sessions,
    idle: async () => {
      await Promise.all([...open].map((session) => new Promise<void>((resolve) => session.once('close', resolve))))
    },
    close: () => {
      for (const session of open) session.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export const ANSWER = {
  output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  metrics: { latencyMs: 1 },
}

export function answerJson(
  response: Http2ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': 'req-1', ...headers })
  response.end(JSON.stringify(body))
}

export function beginEvents(response: Http2ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': 'req-1' })
}
