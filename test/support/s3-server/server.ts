import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, type ErrorCode, refuse } from './answers.js'
import { readBody } from './body.js'
import { type Buckets, perform } from './operations.js'
import { isSigned } from './signature.js'
import type { Bucket } from './store.js'

export const ACCESS_KEY_ID = 'TESTKEY'
export const SECRET_ACCESS_KEY = 'TESTSECRET'

/** What goes wrong with a request. */
export type Fault =
  /** It is refused, and nothing happens. */
  | { refuse: ErrorCode }
  /** It is done or answered this much later. */
  | { delayMs: number }
  /** No answer ever comes. */
  | 'hang'
  /** The connection breaks: before anything is done; after it is done; in the middle of the answer's body. */
  | 'cut-before'
  | 'cut-after'
  | 'cut-body'
  /** Some bytes of the answer's body are others. */
  | 'garble'

/** A request that came in. */
export interface SeenRequest {
  /** 1 for the first. */
  readonly number: number
  /** `GetObject`, `PutObject`, `ListObjectsV2` … */
  readonly operation: string
  readonly bucket: string
  readonly key: string
  readonly bytes: number
}

export interface FaultyS3 {
  readonly endpoint: string
  readonly requests: SeenRequest[]
  /** Asked for each request. */
  fault: ((request: SeenRequest) => Fault | undefined) | undefined
  bucket(name: string): Bucket | undefined
  /** What was asked since the last call of this, by operation. */
  take(): Record<string, number>
  stop(): Promise<void>
}

/** A small S3 in memory, path style, that fails as it is told. */
export async function startFaultyS3(): Promise<FaultyS3> {
  const buckets: Buckets = new Map()
  const requests: SeenRequest[] = []
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has no other form
  let taken = 0
  const s3: FaultyS3 = {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    fault: undefined,
    bucket: (name) => buckets.get(name),
    take() {
      const fresh = requests.slice(taken)
      taken = requests.length
      const counts: Record<string, number> = {}
      for (const { operation } of fresh) counts[operation] = (counts[operation] ?? 0) + 1
      return counts
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming)
    const url = new URL(incoming.url ?? '/', 'http://localhost')
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(url.pathname)) ?? []
    const { method = '', headers } = incoming
    const operation = operationOf(method, key, url.searchParams)
    const seen = { number: requests.length + 1, operation, bucket, key, bytes: body?.length ?? 0 }
    requests.push(seen)
    const fault = s3.fault?.(seen)
    if (fault === 'hang') return
    if (fault === 'cut-before') return void response.destroy()
    if (typeof fault === 'object' && 'delayMs' in fault) await delay(fault.delayMs, undefined, { ref: false })
    const done = () => {
      if (!isSigned(incoming, ACCESS_KEY_ID, SECRET_ACCESS_KEY)) return refuse('SignatureDoesNotMatch')
      if (body === undefined) return refuse('BadDigest')
      if (typeof fault === 'object' && 'refuse' in fault) return refuse(fault.refuse)
      return perform(buckets, { method, bucket, key, query: url.searchParams, headers, body })
    }
    send(response, done(), method, fault)
  }
  return s3
}

function send(
  response: ServerResponse,
  { status, headers = {}, body = '' }: Answer,
  method: string,
  fault?: Fault,
): void {
  if (fault === 'cut-after') return void response.destroy()
  const bytes = Buffer.from(body)
  response.writeHead(status, { 'x-amz-request-id': 'test', ...headers, 'content-length': String(bytes.length) })
  if (method === 'HEAD' || status === 304) return void response.end()
  if (fault === 'cut-body') {
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy())
    return
  }
  if (fault === 'garble')
    for (let at = bytes.length >> 1; at < bytes.length; at += 7) bytes[at] = 0x5a ^ (bytes[at] ?? 0)
  response.end(bytes)
}

function operationOf(method: string, key: string, query: URLSearchParams): string {
  if (key === '') {
    if (method === 'GET') return 'ListObjectsV2'
    return query.has('delete') ? 'DeleteObjects' : `${method === 'PUT' ? 'Create' : 'Head'}Bucket`
  }
  return `${method.charAt(0)}${method.slice(1).toLowerCase()}Object`
}
