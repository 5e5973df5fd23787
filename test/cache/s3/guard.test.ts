import { expect, test } from 'vitest'
import { Guard } from '../../../src/s3/guard.js'

const works = async () => 'done'
const fails = async () => Promise.reject(new Error('sick'))

async function sickGuard(now: () => number): Promise<Guard> {
  const guard = new Guard(now)
  for (let failure = 0; failure < 3; failure++) await expect(guard.run(1_000, fails)).rejects.toThrow('sick')
  return guard
}

test('two failures are none; the third begins a rest of a second', async () => {
  let now = 0
  const guard = new Guard(() => now)
  for (let failure = 0; failure < 2; failure++) await expect(guard.run(1_000, fails)).rejects.toThrow('sick')
  expect(guard.resting).toBe(false)
  await expect(guard.run(1_000, fails)).rejects.toThrow('sick')
  expect(guard.resting).toBe(true)
  now = 1_000
  expect(guard.resting).toBe(false)
})

test('a success in between begins the count anew', async () => {
  const guard = new Guard(() => 0)
  for (let round = 0; round < 5; round++) {
    await expect(guard.run(1_000, fails)).rejects.toThrow('sick')
    await expect(guard.run(1_000, works)).resolves.toBe('done')
  }
  expect(guard.resting).toBe(false)
})

test('after the rest one request tries while others rest on; its success ends it', async () => {
  let now = 0
  const guard = await sickGuard(() => now)
  now = 1_000
  let answer = (_: string) => {}
  const probe = guard.run(1_000, () => new Promise<string>((resolve) => (answer = resolve)))
  expect(guard.resting).toBe(true)
  answer('done')
  expect(await probe).toBe('done')
  expect(guard.resting).toBe(false)
})

test('while tries fail, the rest doubles up to half a minute', async () => {
  let now = 0
  const guard = await sickGuard(() => now)
  const rests: number[] = []
  for (let attempt = 0; attempt < 7; attempt++) {
    const from = now
    while (guard.resting) now += 100
    rests.push(now - from)
    await expect(guard.run(1_000, fails)).rejects.toThrow('sick')
  }
  expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test('who waits is let go in time, and the request is aborted', async () => {
  const guard = new Guard()
  let aborted = false
  const hangs = (signal: AbortSignal) =>
    new Promise<never>(() => {
      signal.addEventListener('abort', () => {
        aborted = true
      })
    })
  await expect(guard.run(5, hangs)).rejects.toMatchObject({ name: 'APITimeoutError' })
  expect(aborted).toBe(true)
})
