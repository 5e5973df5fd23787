import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dialect } from './dialect.js'
import { familyOf } from './dialects.js'
import { isObject, parseJson } from './json.js'
import { requestRandom } from './random.js'
import type { RequestRecord } from './recorded-request.js'

export interface Reception {
  readonly index: number
  readonly seed: number
  /** Unix ms. */
  readonly receivedAt: number
  readonly dialects: readonly Dialect[]
}

/** Reads a request to its end and makes its record, which then follows the response. */
export async function receive(
  incoming: IncomingMessage,
  response: ServerResponse,
  { index, seed, receivedAt, dialects }: Reception,
): Promise<RequestRecord> {
  const ended = new Promise<void>((resolve) => response.once('close', resolve))
  const text = await readText(incoming)
  const url = incoming.url ?? '/'
  const { path, prefix } = splitPrefix(url.split('?')[0] ?? url)
  const headers = flatHeaders(incoming)
  const dialect = dialects.find((each) => each.handles(path))
  const parsed = parseJson(text)
  const body = isObject(parsed) ? parsed : {}
  const route = dialect?.route?.(path)
  return {
    index,
    method: incoming.method ?? 'GET',
    url,
    path,
    headers,
    body,
    text,
    provider: prefix ?? (dialect ?? familyOf(headers)).maker,
    dialect: dialect?.id,
    model: route?.model ?? textIn(body, 'model') ?? textIn(body, 'model_id'),
    stream: route?.stream ?? body['stream'] === true,
    receivedAt,
    status: undefined,
    aborted: false,
    abortedAt: undefined,
    ended,
    random: requestRandom(seed, index),
  }
}

function textIn(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name]
  return typeof value === 'string' ? value : undefined
}

/** `/groq/v1/models` is the path `/v1/models` with the prefix `groq`: what stands before a version, `/api` or `/ml`. */
function splitPrefix(path: string): { path: string; prefix?: string } {
  const match = /^\/([^/]+)(\/(?:v\d\w*|api|ml)(?:\/.*)?)$/.exec(path)
  const [, prefix, rest] = match ?? []
  if (prefix === undefined || rest === undefined) return { path }
  return { path: rest, prefix: decodeURIComponent(prefix) }
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  // A client that leaves while it sends is seen by the response's close event.
  await new Promise<void>((resolve) => {
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.once('end', resolve)
    incoming.once('error', () => resolve())
    incoming.once('close', resolve)
  })
  return Buffer.concat(pieces).toString('utf8')
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  const entries = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')] as const)
  return Object.fromEntries(entries)
}
