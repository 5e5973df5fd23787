import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Action } from './faults.js'

export interface Performance {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly actions: readonly Action[]
  /** What keeps a stalled stream alive; empty where nothing can. */
  readonly keepAlive: string
  /** The most bytes of one write. */
  readonly pieceBytes?: number | undefined
  /** Told before the connection is destroyed, so that the client is not taken for the one who did. */
  readonly onCut?: () => void
}

const PAD_STEP = 64 * 1024

/** Carries the actions out, until the last one or until the connection is closed. */
export async function perform(response: ServerResponse, performance: Performance): Promise<void> {
  const closed = new AbortController()
  response.once('close', () => closed.abort())
  if (response.destroyed) closed.abort()
  for (const action of performance.actions) {
    if (closed.signal.aborted) return
    await carryOut(action, response, performance, closed.signal)
  }
}

async function carryOut(
  action: Action,
  response: ServerResponse,
  { status, headers, keepAlive, pieceBytes, onCut }: Performance,
  closed: AbortSignal,
): Promise<void> {
  switch (action.do) {
    case 'wait':
      return pause(action.ms, closed)
    case 'head':
      response.writeHead(status, headers)
      return response.flushHeaders()
    case 'write':
      for (const piece of piecesOf(action.bytes, pieceBytes)) await write(response, piece, closed)
      return
    case 'pad':
      return pad(response, action.bytes, closed)
    case 'stall':
      return stall(action, response, keepAlive, closed)
    case 'cut':
      onCut?.()
      cutConnection(response)
      return
    case 'end':
      response.end()
  }
}

function piecesOf(bytes: string | Uint8Array, size: number | undefined): Array<string | Uint8Array> {
  if (size === undefined || size < 1) return [bytes]
  const all = Buffer.from(bytes)
  const count = Math.ceil(all.length / size)
  return Array.from({ length: count }, (_, at) => all.subarray(at * size, (at + 1) * size))
}

/** Under HTTP/2 a response's socket is only its stream: the connection is the session. */
function cutConnection(response: ServerResponse | Http2ServerResponse): void {
  if ('stream' in response) response.stream.session?.destroy()
  else response.socket?.destroy()
}

/** Resolves once the bytes have left, so that a cut right after them does not take them along. */
function write(response: ServerResponse, bytes: string | Uint8Array, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      closed.removeEventListener('abort', done)
      resolve()
    }
    closed.addEventListener('abort', done, { once: true })
    response.write(bytes, done)
  })
}

async function pad(response: ServerResponse, bytes: number, closed: AbortSignal): Promise<void> {
  for (let left = bytes; left > 0 && !closed.aborted; left -= PAD_STEP) {
    await write(response, ' '.repeat(Math.min(left, PAD_STEP)), closed)
  }
}

async function stall(
  { forMs, keepAliveMs }: Extract<Action, { do: 'stall' }>,
  response: ServerResponse,
  keepAlive: string,
  closed: AbortSignal,
): Promise<void> {
  let left = forMs ?? Number.POSITIVE_INFINITY
  if (keepAliveMs === undefined || keepAlive === '' || !response.headersSent) return pause(left, closed)
  while (left > 0 && !closed.aborted) {
    const step = Math.min(Math.max(keepAliveMs, 1), left)
    await pause(step, closed)
    await write(response, keepAlive, closed)
    left -= step
  }
}

/** Waits without keeping a timer once the connection is closed; `Infinity` waits for that alone. */
export async function pause(ms: number, closed: AbortSignal): Promise<void> {
  if (closed.aborted || ms <= 0) return
  if (ms === Number.POSITIVE_INFINITY) {
    return new Promise((resolve) => closed.addEventListener('abort', () => resolve(), { once: true }))
  }
  await sleep(ms, undefined, { signal: closed }).catch(() => undefined)
}
