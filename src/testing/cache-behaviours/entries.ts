import { deepEqual, equal } from 'node:assert/strict'
import { type CacheBehaviour, cacheBehaviour, entryOf, keyOf } from '../cache-behaviour.js'

const HOUR_MS = 3_600_000
const [A, B, C] = [keyOf('a'), keyOf('b'), keyOf('c')]

export const entries: readonly CacheBehaviour[] = [
  cacheBehaviour('a key that nobody stored is undefined', [], async ({ cache }) => {
    equal(await cache.get(A), undefined)
  }),
  cacheBehaviour('what is stored is found as it was', [], async ({ cache }) => {
    const now = Date.now()
    const whole = entryOf('{"a":1}', {
      createdAt: now,
      expiresAt: now + HOUR_MS,
      finishReason: 'end_turn',
      cost: 0.000123,
      ms: 456,
    })
    await cache.set(A, whole)
    await cache.set(B, entryOf('{"embedding":[0.1,-2e-7]}', { createdAt: now, kind: 'embedding' }))
    deepEqual(plain(await cache.get(A)), whole)
    equal((await cache.get(B))?.kind, 'embedding')
    equal(await cache.get(C), undefined)
  }),
  cacheBehaviour('every text comes back to the letter', [], async ({ cache }) => {
    const texts = ['', '\n', '{"a":"\\n\\u0000\\ud83d"}', 'Grüße 東京 👋🏽', ' \r\n\u2028 ', 'x'.repeat(1_000_000)]
    for (const text of texts) {
      await cache.set(A, entryOf(text))
      equal((await cache.get(A))?.body, text)
    }
  }),
  cacheBehaviour('a later entry takes the place of an earlier one', [], async ({ cache }) => {
    await cache.set(A, entryOf('first'))
    await cache.set(A, entryOf('second'))
    equal((await cache.get(A))?.body, 'second')
  }),
  cacheBehaviour('what is deleted is gone, and deleting what is absent is no error', [], async ({ cache }) => {
    await cache.set(A, entryOf('text'))
    await cache.set(B, entryOf('other'))
    await cache.delete(A)
    await cache.delete(C)
    equal(await cache.get(A), undefined)
    equal((await cache.get(B))?.body, 'other')
  }),
  cacheBehaviour('an expired entry is undefined, also where an older one was stored', [], async ({ cache }) => {
    const now = Date.now()
    await cache.set(A, entryOf('older'))
    await cache.set(A, entryOf('expired', { createdAt: now - HOUR_MS, expiresAt: now - 1 }))
    await cache.set(B, entryOf('just now', { expiresAt: Date.now() }))
    await cache.set(C, entryOf('later', { expiresAt: now + HOUR_MS }))
    equal(await cache.get(A), undefined)
    equal(await cache.get(B), undefined)
    equal((await cache.get(C))?.expiresAt, now + HOUR_MS)
  }),
  cacheBehaviour('several keys are answered in their order', [], async ({ cache }) => {
    if (!cache.getMany) return
    await cache.set(A, entryOf('a'))
    await cache.set(B, entryOf('b'))
    const found = await cache.getMany([B, C, A, B])
    deepEqual(
      found.map((entry) => entry?.body),
      ['b', undefined, 'a', 'b'],
    )
    deepEqual(await cache.getMany([]), [])
  }),
  cacheBehaviour('many at the same time do not mix', [], async ({ cache }) => {
    const keys = Array.from({ length: 100 }, (_, at) => at.toString(16).padStart(64, '0'))
    await Promise.all(keys.map(async (key) => cache.set(key, entryOf(`answer ${key}`))))
    const found = await Promise.all(keys.map(async (key) => cache.get(key)))
    deepEqual(
      found.map((entry) => entry?.body),
      keys.map((key) => `answer ${key}`),
    )
  }),
  cacheBehaviour('names that every object has are keys like others', [], async ({ cache }) => {
    for (const key of ['__proto__', 'constructor', 'toString']) {
      equal(await cache.get(key), undefined)
      await cache.set(key, entryOf(`of ${key}`))
      equal((await cache.get(key))?.body, `of ${key}`)
    }
    equal(Reflect.get({}, 'body'), undefined)
  }),
  cacheBehaviour('it can be closed twice', [], async ({ cache }) => {
    await cache.set(A, entryOf('text'))
    await cache.close()
    await cache.close()
  }),
]

/** Without fields that are there and undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
