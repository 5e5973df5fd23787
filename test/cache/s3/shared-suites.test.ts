import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Cache } from '../../../src/contract/cache.js'
import { s3Cache, s3SemanticCache } from '../../../src/s3.js'
import { testCache, testSemanticCache } from '../../../src/testing.js'
import { plantedEmbedder } from '../../support/s3-server/planted-embedder.js'
import { type FaultyS3, startFaultyS3 } from '../../support/s3-server/server.js'
import { makeBucket, type TestBucket } from './test-bucket.js'

let server: FaultyS3
beforeAll(async () => {
  server = await startFaultyS3()
})
afterAll(() => server.stop())

/** In which bucket each cache is, for a second one over it. */
const buckets = new WeakMap<Cache, TestBucket>()

function over<Made extends Cache>(open: (bucket: TestBucket) => Made) {
  const make = (bucket: TestBucket) => {
    const cache = open(bucket)
    buckets.set(cache, bucket)
    return cache
  }
  return {
    create: async () => make(await makeBucket(server.endpoint)),
    another: async (cache: Cache) => make(buckets.get(cache) ?? (await makeBucket(server.endpoint))),
  }
}

testCache(
  { describe, test },
  { name: 's3', ...over((bucket) => s3Cache({ ...bucket.connection, bucket: bucket.name, timeoutMs: 5_000 })) },
)
testCache(
  { describe, test },
  {
    name: 's3-semantic',
    ...over((bucket) =>
      s3SemanticCache({
        ...bucket.connection,
        bucket: bucket.name,
        timeoutMs: 5_000,
        embed: plantedEmbedder,
      }),
    ),
  },
)
testSemanticCache(
  { describe, test },
  {
    name: 's3-semantic',
    create: async (settings) => {
      const bucket = await makeBucket(server.endpoint)
      return s3SemanticCache({ ...bucket.connection, bucket: bucket.name, timeoutMs: 5_000, ...settings })
    },
  },
)
