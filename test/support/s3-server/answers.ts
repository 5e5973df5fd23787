import type { Listing, StoredObject } from './store.js'

/** What goes back to the client. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const STATUS = {
  AccessDenied: 403,
  BadDigest: 400,
  ConditionalRequestConflict: 409,
  InternalError: 500,
  InvalidRange: 416,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
  SignatureDoesNotMatch: 403,
  SlowDown: 503,
} as const

export type ErrorCode = keyof typeof STATUS

export function refuse(code: ErrorCode): Answer {
  return xml(`<Error><Code>${code}</Code><Message>${code}</Message><RequestId>test</RequestId></Error>`, STATUS[code])
}

export function xml(body: string, status = 200): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${body}`
  return { status, headers: { 'content-type': 'application/xml' }, body: text }
}

export function headersOf({ etag, modified, headers }: StoredObject): Record<string, string> {
  return { ...headers, etag, 'last-modified': modified.toUTCString(), 'accept-ranges': 'bytes' }
}

export function toListing(bucket: string, { keys, prefixes, next }: Listing, objects: readonly StoredObject[]): Answer {
  const contents = keys.map((key, at) => {
    const { body, etag, modified } = objects[at] ?? { body: '', etag: '', modified: new Date() }
    return `<Contents><Key>${escapeXml(key)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${escapeXml(etag)}</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  })
  const common = prefixes.map((prefix) => `<CommonPrefixes><Prefix>${escapeXml(prefix)}</Prefix></CommonPrefixes>`)
  const more = next === undefined ? '' : `<NextContinuationToken>${escapeXml(next)}</NextContinuationToken>`
  return xml(
    `<ListBucketResult><Name>${bucket}</Name><KeyCount>${keys.length + prefixes.length}</KeyCount><IsTruncated>${next !== undefined}</IsTruncated>${more}${contents.join('')}${common.join('')}</ListBucketResult>`,
  )
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

export function unescapeXml(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    return decimal === undefined ? (names[name] ?? whole) : String.fromCodePoint(Number(decimal))
  })
}
