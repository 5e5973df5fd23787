import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BadRequestError } from '../../../src/contract/errors.js'
import { s3SemanticCache } from '../../../src/s3.js'
import { plantedEmbedder } from '../../support/s3-server/planted-embedder.js'
import { type Fault, type FaultyS3, startFaultyS3 } from '../../support/s3-server/server.js'
import { entryOf } from './exact-suite.js'
import { asked, keyOf, openSemantic, stored, testsSemanticCache } from './semantic-suite.js'
import { makeBucket } from './test-bucket.js'
import { buildWorkers, findAll } from './workers.js'

let server: FaultyS3
beforeAll(async () => {
  server = await startFaultyS3()
})
afterAll(() => server.stop())

describe('s3SemanticCache', () => testsSemanticCache(() => server.endpoint))

describe('s3SemanticCache and its requests', () => {
  test('a process that knows a shard asks for the answer alone; a miss within refreshMs asks nothing', async () => {
    const bucket = await makeBucket(server.endpoint)
    const here = openSemantic(bucket, { refreshMs: 3_600_000 })
    await here.store('cats')
    await here.cache.flush()
    await here.find('dogs')
    server.take()
    expect(await here.find('cats')).toBe('answer to cats')
    expect(server.take()).toEqual({ GetObject: 1 })
    expect(await here.find('dogs')).toBeUndefined()
    expect(server.take()).toEqual({})
    await here.cache.close()
  })

  test('a miss later than refreshMs lists the shard and reads its manifest, however many ask', async () => {
    const bucket = await makeBucket(server.endpoint)
    const here = openSemantic(bucket)
    await here.find('warm')
    server.take()
    await Promise.all(Array.from({ length: 20 }, () => here.find('dogs')))
    expect(server.take()).toEqual({ ListObjectsV2: 1, GetObject: 1 })
    await here.cache.close()
  })

  test('a full buffer is flushed by itself, and many segments are merged by themselves', async () => {
    const bucket = await makeBucket(server.endpoint)
    const here = openSemantic(bucket, { flushBytes: 1, compactAt: 4 })
    for (const topic of ['a', 'b', 'c', 'd', 'e']) {
      await here.store(topic)
      await here.cache.flush()
    }
    await here.find('nothing')
    await here.cache.close()
    const keys = await bucket.keys('modelrelay/vectors/')
    expect(keys.filter((key) => key.includes('/fresh/'))).toEqual([])
    expect(here.failures).toEqual([])
  })

  test('what is stored is flushed by itself after flushMs', async () => {
    const bucket = await makeBucket(server.endpoint)
    const [here, there] = [openSemantic(bucket, { flushMs: 10 }), openSemantic(bucket)]
    const listeners = process.listenerCount('beforeExit')
    for (const topic of ['cats', 'dogs', 'birds']) {
      await here.store(topic)
      while ((await there.find(topic)) === undefined) await new Promise(setImmediate)
    }
    expect(process.listenerCount('beforeExit')).toBe(listeners + 1)
    await Promise.all([here.cache.close(), there.cache.close()])
  })

  test('a process that ends without flush() or close() has stored all the same', async () => {
    const bucket = await makeBucket(server.endpoint)
    const workers = await buildWorkers()
    const child = workers.start(bucket, 'leaving', 2, 'leave')
    const [code] = await once(child, 'exit')
    workers.remove()
    expect(code).toBe(0)
    await findAll(bucket, ['leaving-0-a', 'leaving-0-b', 'leaving-1-a', 'leaving-1-b'])
  })

  test.each([
    [{ embed: '' }, 'embed'],
    [{ threshold: 2 }, 'threshold'],
    [{ shards: 7 as 16 }, 'shards'], // what JavaScript lets through
    [{ flushMs: 0 }, 'flushMs'],
    [{ compactAt: 1 }, 'compactAt'],
  ])('%j is refused', (options, param) => {
    const make = () => s3SemanticCache({ bucket: 'b', embed: plantedEmbedder, ...options })
    expect(make).toThrow(BadRequestError)
    expect(make).toThrow(param)
  })
})

describe('explain()', () => {
  test('says what is near, and why it is not taken', async () => {
    const bucket = await makeBucket(server.endpoint)
    const here = openSemantic(bucket, { verify: ({ stored: question }) => !question.includes('dogs') })
    expect((await here.cache.explain(asked('cats'))).reason).toMatch(/nothing is stored/)
    await here.store('cats', 'dogs')
    const found = await here.cache.explain(asked('cats'))
    expect(found.match?.entry.body).toBe('answer to cats')
    const refused = await here.cache.explain(asked('dogs'))
    expect(refused.match).toBeUndefined()
    expect(refused.nearest.map((each) => each.refused)).toEqual(['verify said no', expect.stringMatching(/below/)])
    await here.cache.close()
  })

  test('guards refuse another number, whatever the vectors say', async () => {
    const bucket = await makeBucket(server.endpoint)
    const embed = async (texts: string[]) => texts.map(() => [1, 0])
    const here = openSemantic(bucket, { embed, guards: true })
    const question = (text: string) => ({ partition: 'p', text })
    await here.cache.set(keyOf('x'), entryOf('yes'), question('Is 7 a prime number?'))
    expect(await here.cache.search(question('Is 8 a prime number?'))).toBeUndefined()
    expect((await here.cache.search(question('is 7 a prime number')))?.entry.body).toBe('yes')
    await here.cache.close()
  })
})

describe('s3SemanticCache while S3 fails', () => {
  async function sick(timeoutMs = 5_000) {
    const s3 = await startFaultyS3()
    const bucket = await makeBucket(s3.endpoint)
    const writer = openSemantic(bucket)
    await writer.store('cats')
    await writer.cache.flush()
    const reader = openSemantic(bucket, { timeoutMs, writeTimeoutMs: 20_000 })
    const end = async () => {
      s3.fault = undefined
      await Promise.all([writer.cache.close().catch(() => {}), reader.cache.close().catch(() => {})])
      await s3.stop()
    }
    return { s3, bucket, writer, reader, end }
  }

  const FAULTS: Fault[] = [{ refuse: 'SlowDown' }, { refuse: 'InternalError' }, 'cut-before', 'cut-body', 'garble']
  test.each(FAULTS)('%j is an error or a miss, and no wrong answer; later all is found', async (fault) => {
    const { s3, reader, end } = await sick()
    s3.fault = ({ operation }) => (operation === 'GetObject' ? fault : undefined)
    expect(await reader.find('cats').catch(() => undefined)).toBeUndefined()
    s3.fault = undefined
    const fresh = reader.failures.length === 0
    if (fresh) expect(await reader.find('cats')).toBe('answer to cats')
    await end()
  })

  test('an S3 that hangs costs a look-up the time limit once, and later ones nothing', async () => {
    const { s3, reader, end } = await sick(60)
    s3.fault = () => 'hang'
    await expect(reader.find('cats')).rejects.toMatchObject({ name: 'APITimeoutError' })
    s3.take()
    for (let look = 0; look < 20; look++) expect(await reader.find('cats')).toBeUndefined()
    expect(s3.take()).toEqual({})
    await end()
  })

  test('a flush that fails keeps what it had, and the next one stores it', async () => {
    const { s3, bucket, writer, end } = await sick()
    await writer.store('dogs')
    s3.fault = ({ key }) => (key.includes('/fresh/') ? { refuse: 'SlowDown' } : undefined)
    await expect(writer.cache.flush()).rejects.toThrow('SlowDown')
    s3.fault = undefined
    await writer.cache.flush()
    const other = openSemantic(bucket)
    expect(await other.find('dogs')).toBe('answer to dogs')
    await other.cache.close()
    await end()
  })

  test('compaction whose manifest is refused leaves everything as it was', async () => {
    const { s3, bucket, writer, end } = await sick()
    s3.fault = ({ operation, key }) =>
      operation === 'PutObject' && key.endsWith('/manifest') ? { refuse: 'ConditionalRequestConflict' } : undefined
    await writer.cache.compact()
    s3.fault = undefined
    const other = openSemantic(bucket)
    expect(await other.find('cats')).toBe('answer to cats')
    await other.cache.compact()
    expect((await bucket.keys('modelrelay/vectors/')).filter((key) => key.includes('/merged/'))).toHaveLength(1)
    await other.cache.close()
    await end()
  })

  test('a manifest whose answer is lost counts as stored', async () => {
    const { s3, bucket, writer, end } = await sick()
    s3.fault = ({ operation, key }) =>
      operation === 'PutObject' && key.endsWith('/manifest') ? 'cut-after' : undefined
    await writer.cache.compact()
    s3.fault = undefined
    expect((await bucket.keys('modelrelay/vectors/')).filter((key) => key.includes('/fresh/'))).toEqual([])
    expect((await writer.cache.search(stored('cats')))?.similarity).toBeGreaterThan(0.99)
    await end()
  })

  test('an embedder that fails is an error of the look-up; the answer is still stored by its key', async () => {
    const bucket = await makeBucket(server.endpoint)
    const embed = async () => Promise.reject(new Error('no embedder'))
    const here = openSemantic(bucket, { embed })
    await expect(here.store('cats')).rejects.toThrow('no embedder')
    expect((await here.cache.get(keyOf('cats')))?.body).toBe('answer to cats')
    await expect(here.find('cats')).rejects.toThrow('no embedder')
    await here.cache.close()
  })
})
