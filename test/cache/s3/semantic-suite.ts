import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type S3SemanticCache, type S3SemanticOptions, s3SemanticCache } from '../../../src/s3.js'
import { plantedEmbedder } from '../../support/s3-server/planted-embedder.js'
import { entryOf } from './exact-suite.js'
import { makeBucket, type TestBucket } from './test-bucket.js'

const PARTITION = 'one system prompt'

export const keyOf = (topic: string) => createHash('sha256').update(topic).digest('hex')
export const stored = (topic: string, partition = PARTITION) => ({
  partition,
  text: `topic ${topic}: as it was stored`,
})
export const asked = (topic: string, partition = PARTITION) => ({ partition, text: `topic ${topic}: in other words` })

export interface Opened {
  readonly cache: S3SemanticCache
  /** What `onFailure` was told. */
  readonly failures: unknown[]
  store(...topics: string[]): Promise<void>
  /** The answer to a topic in other words. */
  find(topic: string): Promise<string | undefined>
}

/** Like a process of its own: nothing is shared but the bucket. */
export function openSemantic(bucket: TestBucket, more: Partial<S3SemanticOptions> = {}): Opened {
  const failures: unknown[] = []
  const cache = s3SemanticCache({
    ...{ ...bucket.connection, bucket: bucket.name, embed: plantedEmbedder, threshold: 0.9, guards: false },
    ...{ flushMs: 3_600_000, refreshMs: 0, timeoutMs: 10_000, compactAt: Number.POSITIVE_INFINITY },
    onFailure: (error) => failures.push(error),
    ...more,
  })
  return {
    cache,
    failures,
    async store(...topics) {
      for (const topic of topics) await cache.set(keyOf(topic), entryOf(`answer to ${topic}`), stored(topic))
    },
    find: async (topic) => (await cache.search(asked(topic)))?.entry.body,
  }
}

/** What holds of `s3SemanticCache` on every store. */
export function testsSemanticCache(endpoint: () => string): void {
  const make = () => makeBucket(endpoint())

  test('what one process flushed, another finds at its next miss, with the stored question', async () => {
    const bucket = await make()
    const [here, there] = [openSemantic(bucket), openSemantic(bucket)]
    expect(await there.find('cats')).toBeUndefined()
    await here.store('cats')
    expect(await here.find('cats')).toBe('answer to cats') // its own at once
    expect(await there.find('cats')).toBeUndefined()
    await here.cache.flush()
    const match = await there.cache.search(asked('cats'))
    expect(match).toMatchObject({
      key: keyOf('cats'),
      question: stored('cats').text,
      entry: { body: 'answer to cats' },
    })
    expect(match?.similarity).toBeGreaterThan(0.9)
    expect(await there.find('dogs')).toBeUndefined()
    expect([...here.failures, ...there.failures]).toEqual([])
    await Promise.all([here.cache.close(), there.cache.close()])
  })

  test('when all processes ended, what they stored remains', async () => {
    const bucket = await make()
    const first = openSemantic(bucket)
    await first.store('cats', 'dogs')
    await first.cache.close()
    const second = openSemantic(bucket)
    expect(await second.find('cats')).toBe('answer to cats')
    expect((await second.cache.get(keyOf('dogs')))?.body).toBe('answer to dogs')
    await second.cache.close()
  })

  test('partitions and embedders never meet', async () => {
    const bucket = await make()
    const here = openSemantic(bucket)
    await here.store('cats')
    await here.cache.flush()
    expect(await here.cache.search(asked('cats', 'another system prompt'))).toBeUndefined()
    const embed = Object.assign((texts: string[]) => plantedEmbedder(texts), { model: 'another' })
    const other = openSemantic(bucket, { embed })
    expect(await other.find('cats')).toBeUndefined()
    await Promise.all([here.cache.close(), other.cache.close()])
  })

  test('compaction merges segments; who had read them and who comes later find all', async () => {
    const bucket = await make()
    const [here, there] = [openSemantic(bucket), openSemantic(bucket)]
    const topics = Array.from({ length: 6 }, (_, at) => `t${at}`)
    for (const topic of topics) {
      await here.store(topic)
      await here.cache.flush()
      expect(await there.find(topic)).toBe(`answer to ${topic}`)
    }
    const segments = async (kind: string) =>
      (await bucket.keys('modelrelay/vectors/')).filter((key) => key.includes(`/${kind}/`)).length
    expect(await segments('fresh')).toBe(6)
    await Promise.all([here.cache.compact(), there.cache.compact()])
    expect([await segments('fresh'), await segments('merged')]).toEqual([0, 1])
    await here.store('late')
    await here.cache.flush()
    await here.cache.compact()
    expect([await segments('fresh'), await segments('merged')]).toEqual([0, 1])
    const late = openSemantic(bucket)
    for (const reader of [here, there, late])
      for (const topic of [...topics, 'late']) expect(await reader.find(topic)).toBe(`answer to ${topic}`)
    expect([...here.failures, ...there.failures, ...late.failures]).toEqual([])
    await Promise.all([here.cache.close(), there.cache.close(), late.cache.close()])
  })

  test('a deleted or expired answer is no match, and compaction drops what expired', async () => {
    const bucket = await make()
    const [here, there] = [openSemantic(bucket), openSemantic(bucket)]
    await here.store('cats', 'dogs')
    await here.cache.set(keyOf('old'), entryOf('old', { expiresAt: Date.now() + 40 }), stored('old'))
    await here.cache.flush()
    expect(await there.find('cats')).toBe('answer to cats')
    await here.cache.delete(keyOf('cats'))
    expect([await here.find('cats'), await there.find('cats')]).toEqual([undefined, undefined])
    while ((await there.find('old')) !== undefined) await new Promise(setImmediate)
    await here.cache.compact()
    expect(await openAndFind(bucket, 'dogs')).toBe('answer to dogs')
    expect(await openAndFind(bucket, 'old')).toBeUndefined()
    await Promise.all([here.cache.close(), there.cache.close()])
  })

  test('a torn segment and a foreign object are passed over and told once; compaction leaves them', async () => {
    const bucket = await make()
    const here = openSemantic(bucket)
    for (const topic of ['cats', 'dogs', 'birds']) {
      await here.store(topic)
      await here.cache.flush()
    }
    const [torn = '', foreign = '', ...whole] = (await bucket.keys('modelrelay/vectors/')).sort()
    await bucket.write(torn, (await bucket.read(torn)).subarray(0, 90))
    await bucket.write(foreign, Buffer.from('hello'))
    expect(whole).toHaveLength(1)
    await here.cache.close()
    const there = openSemantic(bucket)
    const found = [await there.find('cats'), await there.find('dogs'), await there.find('birds')]
    expect(found.filter((answer) => answer !== undefined)).toHaveLength(1)
    expect(there.failures).toHaveLength(2)
    await there.cache.compact()
    expect(await bucket.keys('modelrelay/vectors/')).toEqual(expect.arrayContaining([torn, foreign]))
    await there.cache.close()
  })

  async function openAndFind(bucket: TestBucket, topic: string): Promise<string | undefined> {
    const { cache, find } = openSemantic(bucket)
    const answer = await find(topic)
    await cache.close()
    return answer
  }
}
