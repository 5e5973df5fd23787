import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BadRequestError } from '../../../src/contract/errors.js'
import { s3Cache } from '../../../src/s3.js'
import { type FaultyS3, startFaultyS3 } from '../../support/s3-server/server.js'
import { describesS3 } from './conformance.js'
import { entryOf, KEY, OTHER, testsExactCache } from './exact-suite.js'
import { makeBucket } from './test-bucket.js'

let server: FaultyS3
beforeAll(async () => {
  server = await startFaultyS3()
})
afterAll(() => server.stop())

describe('the small S3 server', () => describesS3({ endpoint: () => server.endpoint }))
describe('s3Cache', () => testsExactCache(() => server.endpoint))

describe('s3Cache and its requests', () => {
  test('a look-up is one GET whatever it finds, a store one PUT', async () => {
    const bucket = await makeBucket(server.endpoint)
    const cache = s3Cache({ ...bucket.connection, bucket: bucket.name })
    server.take()
    await cache.get(KEY)
    expect(server.take()).toEqual({ GetObject: 1 })
    await cache.set(KEY, entryOf('x'))
    expect(server.take()).toEqual({ PutObject: 1 })
    await cache.get(KEY)
    expect(server.take()).toEqual({ GetObject: 1 })
    await cache.close()
  })

  test('a client of yours is used, and not closed', async () => {
    const bucket = await makeBucket(server.endpoint)
    const client = new S3Client({ ...bucket.connection, region: 'us-east-1', forcePathStyle: true })
    const cache = s3Cache({ client, bucket: bucket.name, timeoutMs: 5_000 })
    await cache.set(KEY, entryOf('x'))
    await cache.close()
    expect((await client.send(new ListObjectsV2Command({ Bucket: bucket.name }))).KeyCount).toBe(1)
    client.destroy()
  })

  test.each([
    [{ bucket: '' }, 'bucket'],
    [{ bucket: 'b', prefix: '/x' }, 'prefix'],
    [{ bucket: 'b', prefix: '' }, 'prefix'],
    [{ bucket: 'b', ttl: 0 }, 'ttl'],
    [{ bucket: 'b', timeoutMs: Number.NaN }, 'timeoutMs'],
    [{ bucket: 'b', endpoint: 'nowhere' }, 'endpoint'],
  ])('%j is refused', (options, param) => {
    expect(() => s3Cache(options)).toThrow(BadRequestError)
    expect(() => s3Cache(options)).toThrow(param)
  })
})

describe('s3Cache while S3 fails', () => {
  async function sick(options: { timeoutMs?: number } = {}) {
    const s3 = await startFaultyS3()
    const bucket = await makeBucket(s3.endpoint)
    const cache = s3Cache({ ...bucket.connection, bucket: bucket.name, timeoutMs: 5_000, ...options })
    await cache.set(KEY, entryOf('kept'))
    return { s3, cache }
  }

  test.each([
    [{ refuse: 'SlowDown' }, 'ServiceUnavailableError'],
    [{ refuse: 'InternalError' }, 'InternalServerError'],
    [{ refuse: 'AccessDenied' }, 'PermissionDeniedError'],
    ['cut-before', 'APIConnectionError'],
    ['cut-body', 'APIConnectionError'],
    ['garble', 'APIResponseError'],
  ] as const)('%j is an error of ours, and no wrong answer', async (fault, name) => {
    const { s3, cache } = await sick()
    s3.fault = () => fault
    await expect(cache.get(KEY)).rejects.toMatchObject({ name })
    s3.fault = undefined
    expect((await cache.get(KEY))?.body).toBe('kept')
    await cache.close()
    await s3.stop()
  })

  test.each(['hang', { delayMs: 60_000 }] as const)('%j costs a look-up the time limit', async (fault) => {
    const { s3, cache } = await sick({ timeoutMs: 50 })
    s3.fault = () => fault
    await expect(cache.get(KEY)).rejects.toMatchObject({ name: 'APITimeoutError' })
    await cache.close()
    await s3.stop()
  })

  test('after three failures nothing is asked for a while: look-ups are misses, stores are refused', async () => {
    const { s3, cache } = await sick()
    s3.fault = () => ({ refuse: 'SlowDown' })
    for (let look = 0; look < 3; look++) await expect(cache.get(KEY)).rejects.toThrow('SlowDown')
    s3.take()
    for (let look = 0; look < 50; look++) expect(await cache.get(KEY)).toBeUndefined()
    await expect(cache.set(OTHER, entryOf('x'))).rejects.toThrow('not asked')
    expect(s3.take()).toEqual({})
    await cache.close()
    await s3.stop()
  })

  test('a store that loses a race of conditional writes is no failure', async () => {
    const { s3, cache } = await sick()
    await cache.get(OTHER)
    s3.fault = ({ operation }) => (operation === 'PutObject' ? { refuse: 'ConditionalRequestConflict' } : undefined)
    await cache.set(OTHER, entryOf('x'))
    s3.fault = undefined
    expect(await cache.get(OTHER)).toBeUndefined()
    await cache.close()
    await s3.stop()
  })
})
