import type { Cache } from './contract/cache.js'
import type { S3Connection } from './s3/client.js'
import { checkOptions, type S3Options } from './s3/options.js'
import { S3Cache } from './s3/s3-cache.js'
import { S3SemanticStore } from './s3/semantic/s3-semantic-store.js'
import { checkSemanticOptions, type S3SemanticCache, type S3SemanticOptions } from './s3/semantic/semantic-options.js'

export type { S3ClientLike, S3Connection, S3Credentials } from './s3/client.js'
export type { Compression } from './s3/object-frame.js'
export type { S3Options } from './s3/options.js'
export type { S3SemanticCache, S3SemanticOptions } from './s3/semantic/semantic-options.js'

/**
 * Answers in a bucket of any S3-compatible store, shared by every process that uses it. Needs the package
 * `@aws-sdk/client-s3`.
 * @throws BadRequestError for options that cannot be right
 * @example
 * createRelay({ cache: s3Cache({ bucket: 'answers', region: 'eu-central-1', ttl: 86_400_000 }) })
 */
export function s3Cache(options: S3Connection & S3Options): Cache {
  const { bucket, prefix, ttl, compress } = checkOptions(options)
  return new S3Cache(bucket, { prefix, ttl, compress, now: Date.now })
}

/**
 * A semantic cache in a bucket of any S3-compatible store: processes share it, it outlives them, and nothing runs but
 * the bucket. Needs the package `@aws-sdk/client-s3`. What others see how soon, and what it costs: docs/s3.md.
 * @throws BadRequestError for options that cannot be right
 * @example
 * s3SemanticCache({ bucket: 'answers', region: 'eu-central-1', embed: 'openai/text-embedding-3-small', ttl: 86_400_000 })
 */
export function s3SemanticCache(options: S3Connection & S3SemanticOptions): S3SemanticCache {
  return new S3SemanticStore(checkSemanticOptions(options))
}
