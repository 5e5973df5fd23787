import { BadRequestError } from '../contract/errors.js'
import { Bucket } from './bucket.js'
import type { S3Connection } from './client.js'
import type { Compression } from './object-frame.js'

/** What all caches in S3 share. */
export interface S3Options {
  bucket: string
  /** What all names begin with; caches of one prefix share their answers. Default `'modelrelay'`. */
  prefix?: string
  /** ms that an answer is kept where the call does not say. Default: until it is deleted. */
  ttl?: number
  /** Packs answers of 512 bytes and more. Default: not at all. What is stored is read whatever this says. */
  compress?: Compression
  /** ms that a look-up takes at most. Default 500. */
  timeoutMs?: number
  /** ms that a write takes at most; no call waits for it. Default 10,000. */
  writeTimeoutMs?: number
}

export interface CheckedOptions {
  readonly bucket: Bucket
  readonly prefix: string
  readonly ttl: number | undefined
  readonly compress: Compression | undefined
  readonly timeoutMs: number
}

const TIMEOUT_MS = 500
const WRITE_TIMEOUT_MS = 10_000
/** Signs that S3 and its tools take in names as they are. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const SAFE_PREFIX = /^[\w!.*'()-]+(?:\/[\w!.*'()-]+)*$/

/** @throws BadRequestError for options that cannot be right */
export function checkOptions(options: S3Connection & S3Options): CheckedOptions {
  const { bucket: name, prefix = 'modelrelay', ttl, compress } = options
  const { timeoutMs = TIMEOUT_MS, writeTimeoutMs = WRITE_TIMEOUT_MS } = options
  if (typeof name !== 'string' || name === '') refuse('bucket', 'expected the name of a bucket')
  if (!SAFE_PREFIX.test(prefix)) refuse('prefix', 'expected letters, digits and - _ . with single slashes between')
  if (compress !== undefined && compress !== 'gzip' && compress !== 'brotli')
    refuse('compress', "expected 'gzip' or 'brotli'")
  for (const [param, value] of Object.entries({ ttl, timeoutMs, writeTimeoutMs }))
    if (value !== undefined && !(Number.isFinite(value) && value > 0)) refuse(param, 'expected a number above 0')
  const { client, endpoint } = options
  if (client !== undefined && !(typeof client.send === 'function' && typeof client.destroy === 'function'))
    refuse('client', 'expected an S3Client of @aws-sdk/client-s3')
  if (endpoint !== undefined && !URL.canParse(endpoint)) refuse('endpoint', 'expected a URL')
  const bucket = new Bucket({ bucket: name, connection: options, timeoutMs, writeTimeoutMs })
  return { bucket, prefix, ttl, compress, timeoutMs }
}

export function refuse(param: string, message: string): never {
  throw new BadRequestError(`${param}: ${message}.`, { param })
}
