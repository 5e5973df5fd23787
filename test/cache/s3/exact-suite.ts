import { expect, test } from 'vitest'
import type { CacheEntry } from '../../../src/contract/cache.js'
import { type S3Options, s3Cache } from '../../../src/s3.js'
import { makeBucket, type TestBucket } from './test-bucket.js'

export const KEY = 'a1'.repeat(32)
export const OTHER = 'b2'.repeat(32)

export function entryOf(text: string, more: Partial<CacheEntry> = {}): CacheEntry {
  return { v: 1, kind: 'chat', createdAt: Date.now(), body: text, provider: 'test', model: 'm', ...more }
}

/** What holds of `s3Cache` on every store. */
export function testsExactCache(endpoint: () => string): void {
  const make = () => makeBucket(endpoint())
  const cacheOf = ({ connection, name }: TestBucket, more: Partial<S3Options> = {}) =>
    s3Cache({ ...connection, bucket: name, timeoutMs: 5_000, ...more })

  test('what one process stored, another finds; what was deleted, nobody', async () => {
    const bucket = await make()
    const [here, there] = [cacheOf(bucket), cacheOf(bucket)]
    const entry = entryOf('{"answer":"äöü 🙂"}', { finishReason: 'stop', cost: 0.25, ms: 900 })
    await here.set(KEY, entry)
    expect(await there.get(KEY)).toEqual(entry)
    expect(await there.get(OTHER)).toBeUndefined()
    await here.delete(KEY)
    expect(await there.get(KEY)).toBeUndefined()
    await Promise.all([here.close(), there.close()])
  })

  test.each(['gzip', 'brotli'] as const)(
    'packed by %s, it takes less and is the same to who packs otherwise',
    async (compress) => {
      const bucket = await make()
      const [packing, plain] = [cacheOf(bucket, { compress }), cacheOf(bucket)]
      const entry = entryOf('once upon a time '.repeat(1_000))
      await packing.set(KEY, entry)
      expect(await bucket.size(`modelrelay/answers/a1/${KEY}`)).toBeLessThan(1_000)
      expect(await plain.get(KEY)).toEqual(entry)
      await Promise.all([packing.close(), plain.close()])
    },
  )

  test('an expired answer is none, and the next one takes its place', async () => {
    const bucket = await make()
    const cache = cacheOf(bucket, { ttl: 60_000 })
    await cache.set(KEY, entryOf('old', { createdAt: Date.now() - 60_001 }))
    expect(await cache.get(KEY)).toBeUndefined()
    await cache.set(KEY, entryOf('new'))
    expect((await cache.get(KEY))?.body).toBe('new')
    await cache.close()
  })

  test('of two that found nothing, the first answer stays; who did not look first overwrites', async () => {
    const bucket = await make()
    const [first, second] = [cacheOf(bucket), cacheOf(bucket)]
    await Promise.all([first.get(KEY), second.get(KEY)])
    await first.set(KEY, entryOf('first'))
    await second.set(KEY, entryOf('second'))
    expect((await first.get(KEY))?.body).toBe('first')
    await second.set(KEY, entryOf('refreshed'))
    expect((await first.get(KEY))?.body).toBe('refreshed')
    await Promise.all([first.close(), second.close()])
  })

  test('any text is a key', async () => {
    const bucket = await make()
    const cache = cacheOf(bucket)
    for (const key of ['../up', 'a b', 'ü/é', '']) {
      await cache.set(key, entryOf(`of ${key}`))
      expect((await cache.get(key))?.body).toBe(`of ${key}`)
    }
    await cache.close()
  })

  test('what is damaged, of another key or of somebody else is an error, and can be stored anew', async () => {
    const bucket = await make()
    const cache = cacheOf(bucket)
    const name = `modelrelay/answers/a1/${KEY}`
    await cache.set(OTHER, entryOf('an answer to another question'))
    const foreign = await bucket.read(`modelrelay/answers/b2/${OTHER}`)
    const damaged = Uint8Array.from(foreign, (byte, at) => (at === foreign.length - 3 ? byte ^ 1 : byte))
    const cases: Array<[Uint8Array, RegExp]> = [
      [foreign, /another key/],
      [damaged, /damaged/],
      [foreign.subarray(0, 40), /damaged/],
      [Buffer.from('{"hello":"world"}'), /another form/],
      [new Uint8Array(), /another form/],
    ]
    for (const [bytes, message] of cases) {
      await bucket.write(name, bytes)
      await expect(cache.get(KEY)).rejects.toThrow(message)
    }
    await cache.set(KEY, entryOf('anew'))
    expect((await cache.get(KEY))?.body).toBe('anew')
    await cache.close()
  })
}
