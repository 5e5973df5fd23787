import { setMaxListeners } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Queue } from '../../src/router/queue.js'

const settled = () => new Promise(setImmediate)
const never = new AbortController().signal
setMaxListeners(0, never)
const place = (priority: number, kind = '') => ({ priority, kind })

test('whoever waits is served by priority, then by age; nobody is lost or served twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ priority: fc.integer({ min: -2, max: 2 }), leaves: fc.boolean() }), { maxLength: 25 }),
      async (calls) => {
        const free: number[] = []
        const queue = new Queue<number>({ maxQueue: 100, nextRoomMs: () => 1e6, discard: (one) => free.push(one) })
        const served: number[] = []
        const controllers = calls.map(() => new AbortController())
        const waits = calls.map(({ priority }, at) =>
          queue
            .wait(place(priority), () => free.pop(), 1e6, controllers[at]?.signal ?? never)
            .then(
              () => served.push(at),
              () => {},
            ),
        )
        for (const [at, { leaves }] of calls.entries()) if (leaves) controllers[at]?.abort()
        const stay = [...calls.keys()].filter((at) => !calls[at]?.leaves)
        expect(queue.length).toBe(stay.length)
        for (const room of stay) {
          free.push(room)
          queue.sweep()
          await settled()
        }
        await Promise.all(waits)
        const byRank = stay.sort(
          (one, other) => (calls[other]?.priority ?? 0) - (calls[one]?.priority ?? 0) || one - other,
        )
        expect(served).toEqual(byRank)
        expect([queue.length, free]).toEqual([0, []])
      },
    ),
    { numRuns: 50 },
  )
})

test('one that leaves while it is being served gives back what it got', async () => {
  const back: string[] = []
  const queue = new Queue<string>({ maxQueue: 1, nextRoomMs: () => 1e6, discard: (one) => back.push(one) })
  const controller = new AbortController()
  let serve = (_: string) => {}
  const slow = new Promise<string>((resolve) => {
    serve = resolve
  })
  const waiting = queue.wait(place(0), () => slow, 1e6, controller.signal).catch(() => 'left')
  queue.sweep()
  controller.abort()
  serve('room')
  expect(await waiting).toBe('left')
  await settled()
  expect(back).toEqual(['room'])
})

test('an attempt that throws ends that call alone', async () => {
  const queue = new Queue<string>({ maxQueue: 9, nextRoomMs: () => 1e6, discard: () => {} })
  const broken = queue.wait(place(1), () => Promise.reject(new Error('broken')), 1e6, never)
  const fine = queue.wait(place(0), () => 'room', 1e6, never)
  queue.sweep()
  await expect(broken).rejects.toThrow('broken')
  expect(await fine).toBe('room')
})

test('many that find no room do not hold up those of another kind', async () => {
  const queue = new Queue<string>({ maxQueue: 99, nextRoomMs: () => 1e6, discard: () => {} })
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  const stuck = Array.from({ length: 20 }, () =>
    queue.wait(place(5, 'blue'), () => undefined, 1e6, controller.signal).catch(() => {}),
  )
  const other = queue.wait(place(0, 'green'), () => 'room', 1e6, never)
  expect([queue.hasAhead(place(9, 'blue')), queue.hasAhead(place(5, 'blue')), queue.hasAhead(place(0))]).toEqual([
    false,
    true,
    false,
  ])
  queue.sweep()
  expect(await other).toBe('room')
  controller.abort()
  await Promise.all(stuck)
})
