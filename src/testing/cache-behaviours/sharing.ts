import { equal, notEqual } from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { CacheEntry } from '../../contract/cache.js'
import { type CacheBehaviour, cacheBehaviour, entryOf, keyOf } from '../cache-behaviour.js'

const [A, B] = [keyOf('a'), keyOf('b')]

export const sharing: readonly CacheBehaviour[] = [
  cacheBehaviour('another process finds what is stored, and misses what is deleted', ['another'], async (subject) => {
    const { cache } = subject
    const other = await subject.another()
    await cache.set(A, entryOf('from here'))
    equal((await other.get(A))?.body, 'from here')
    await other.set(B, entryOf('from there'))
    equal((await cache.get(B))?.body, 'from there')
    await other.delete(B)
    equal(await cache.get(B), undefined)
  }),
  cacheBehaviour(
    'a damaged entry is an error or a miss, never an answer, and can be replaced',
    ['damage'],
    async (subject) => {
      const { cache } = subject
      await cache.set(A, entryOf('whole'))
      await cache.set(B, entryOf('other'))
      await subject.damage(A)
      equal(await failedOrFound(async () => cache.get(A)), undefined)
      equal((await cache.get(B))?.body, 'other')
      await cache.set(A, entryOf('anew'))
      equal((await cache.get(A))?.body, 'anew')
    },
  ),
  cacheBehaviour('one at a time has the lease of a key', ['lease'], async ({ cache }) => {
    const first = await cache.lease?.(A, 10_000)
    notEqual(first, undefined)
    equal(await cache.lease?.(A, 10_000), undefined)
    const ofAnother = await cache.lease?.(B, 10_000)
    notEqual(ofAnother, undefined)
    await first?.release()
    const second = await cache.lease?.(A, 10_000)
    notEqual(second, undefined)
    await first?.release() // long given back: it must not take the lease of the second
    equal(await cache.lease?.(A, 10_000), undefined)
    await second?.release()
    await ofAnother?.release()
  }),
  cacheBehaviour('a lease that nobody gives back ends by itself', ['lease'], async ({ cache }) => {
    const lost = await cache.lease?.(A, 30)
    notEqual(lost, undefined)
    let next = await cache.lease?.(A, 10_000)
    for (let tries = 0; next === undefined && tries < 500; tries++) {
      await delay(10)
      next = await cache.lease?.(A, 10_000)
    }
    notEqual(next, undefined)
    await next?.release()
  }),
  cacheBehaviour('a lease holds for other processes too', ['lease', 'another'], async (subject) => {
    const other = await subject.another()
    const held = await subject.cache.lease?.(A, 10_000)
    equal(await other.lease?.(A, 10_000), undefined)
    await held?.release()
    const taken = await other.lease?.(A, 10_000)
    notEqual(taken, undefined)
    await taken?.release()
  }),
]

async function failedOrFound(get: () => Promise<CacheEntry | undefined>): Promise<CacheEntry | undefined> {
  try {
    return await get()
  } catch {
    return undefined
  }
}
