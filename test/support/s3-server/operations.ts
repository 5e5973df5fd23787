import { type Answer, escapeXml, headersOf, refuse, toListing, unescapeXml, xml } from './answers.js'
import { Bucket, type StoredObject } from './store.js'

/** A request as far as the server looks at it. */
export interface S3Request {
  readonly method: string
  readonly bucket: string
  /** `''`: the bucket itself. */
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Headers that are kept with an object. */
const KEPT = /^(?:content-type|content-encoding|cache-control|expires|x-amz-meta-.+)$/

export type Buckets = Map<string, Bucket>

/** Does one request, at once. */
export function perform(buckets: Buckets, request: S3Request): Answer {
  const { method, key, query } = request
  if (key === '' && method === 'PUT') return createBucket(buckets, request)
  const bucket = buckets.get(request.bucket)
  if (!bucket) return refuse('NoSuchBucket')
  if (key === '' && method === 'HEAD') return { status: 200 }
  if (key === '' && method === 'GET') return list(bucket, request)
  if (key === '' && method === 'POST' && query.has('delete')) return deleteMany(bucket, request)
  if (method === 'GET' || method === 'HEAD') return get(bucket, request)
  if (method === 'DELETE') {
    bucket.delete(key)
    return { status: 204 }
  }
  if (method !== 'PUT') return refuse('MethodNotAllowed')
  return header(request, 'x-amz-copy-source') === undefined ? put(bucket, request) : copy(buckets, bucket, request)
}

function createBucket(buckets: Buckets, { bucket }: S3Request): Answer {
  if (!buckets.has(bucket)) buckets.set(bucket, new Bucket())
  return { status: 200, headers: { location: `/${bucket}` } }
}

function put(bucket: Bucket, request: S3Request): Answer {
  const conditions = { ifMatch: header(request, 'if-match'), ifNoneMatch: header(request, 'if-none-match') }
  const refusal = bucket.refusal(request.key, conditions)
  if (refusal !== undefined) return refuse(refusal === 404 ? 'NoSuchKey' : 'PreconditionFailed')
  const { etag } = bucket.put(request.key, request.body, keptHeaders(request))
  return { status: 200, headers: { etag } }
}

function copy(buckets: Buckets, bucket: Bucket, request: S3Request): Answer {
  const [, from = '', key = ''] =
    /^\/?([^/]+)\/(.+)$/.exec(decodeURIComponent(header(request, 'x-amz-copy-source') ?? '')) ?? []
  const source = buckets.get(from)?.get(key)
  if (!source) return refuse('NoSuchKey')
  const replaced = header(request, 'x-amz-metadata-directive') === 'REPLACE'
  const { etag, modified } = bucket.put(request.key, source.body, replaced ? keptHeaders(request) : source.headers)
  const result = `<ETag>${escapeXml(etag)}</ETag><LastModified>${modified.toISOString()}</LastModified>`
  return xml(`<CopyObjectResult>${result}</CopyObjectResult>`)
}

function get(bucket: Bucket, request: S3Request): Answer {
  const stored = bucket.get(request.key)
  if (!stored) return refuse('NoSuchKey')
  const headers = headersOf(stored)
  if (header(request, 'if-none-match') === stored.etag) return { status: 304, headers: { etag: stored.etag } }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header(request, 'range') ?? '') ?? []
  if (from === undefined) return { status: 200, headers, body: stored.body }
  const { length } = stored.body
  const end = Math.min(length - 1, to ? Number(to) : length - 1)
  if (Number(from) > end) return refuse('InvalidRange')
  const body = stored.body.subarray(Number(from), end + 1)
  return { status: 206, headers: { ...headers, 'content-range': `bytes ${from}-${end}/${length}` }, body }
}

function list(bucket: Bucket, { bucket: name, query }: S3Request): Answer {
  const listing = bucket.list({
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    after: query.get('continuation-token') ?? query.get('start-after') ?? '',
    max: Math.min(1_000, Number(query.get('max-keys') ?? 1_000)),
  })
  const objects = listing.keys
    .map((key) => bucket.get(key))
    .filter((stored): stored is StoredObject => stored !== undefined)
  return toListing(name, listing, objects)
}

function deleteMany(bucket: Bucket, { body }: S3Request): Answer {
  const keys = [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeXml(key))
  for (const key of keys) bucket.delete(key)
  const deleted = keys.map((key) => `<Deleted><Key>${escapeXml(key)}</Key></Deleted>`)
  return xml(`<DeleteResult>${deleted.join('')}</DeleteResult>`)
}

function keptHeaders({ headers }: S3Request): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => KEPT.test(name))
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value).replace(/(?:,\s*)?aws-chunked/, '')]))
}

function header({ headers }: S3Request, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join() : value
}
