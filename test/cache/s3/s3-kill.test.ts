import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FaultyS3, startFaultyS3 } from '../../support/s3-server/server.js'
import { makeBucket, type TestBucket } from './test-bucket.js'
import { buildWorkers, findAll, toTopics, type Workers } from './workers.js'

const LANES = 4
/** 100 kills in all; `npm run chaos:s3` and CI make 200. */
const KILLS_PER_LANE = Number(process.env['KILLS_PER_LANE'] ?? 25)
/** About three rounds of a worker: stores, flush, compaction. */
const MAX_REQUESTS = 45

let server: FaultyS3
let workers: Workers
beforeAll(async () => {
  ;[server, workers] = await Promise.all([startFaultyS3(), buildWorkers()])
}, 60_000)
afterAll(async () => {
  await server.stop()
  workers.remove()
})

const faults = new Map<string, () => 'cut-after' | 'cut-before' | undefined>()

/** Runs a worker until its n-th request, which is done or not. Gives the topics that it knew to be stored. */
async function killAt(bucket: TestBucket, name: string, requests: number, done: boolean): Promise<string[]> {
  const child = workers.start(bucket, name)
  let seen = 0
  faults.set(bucket.name, () => {
    if (++seen < requests) return undefined
    child.kill('SIGKILL')
    return done ? 'cut-after' : 'cut-before'
  })
  const exited = once(child, 'exit')
  const output = child.stdout ? await text(child.stdout) : ''
  await exited
  faults.delete(bucket.name)
  expect(child.signalCode).toBe('SIGKILL')
  return toTopics(output)
}

const title = `of processes killed at ${LANES * KILLS_PER_LANE} random requests, nothing flushed is lost, and no answer is false`
test(title, { timeout: 240_000 }, async () => {
  server.fault = ({ bucket }) => faults.get(bucket)?.()
  const lane = async () => {
    const bucket = await makeBucket(server.endpoint)
    const stored: string[] = []
    for (let kill = 0; kill < KILLS_PER_LANE; kill++) {
      const topics = await killAt(bucket, `k${kill}`, 1 + Math.floor(Math.random() * MAX_REQUESTS), Math.random() < 0.5)
      stored.push(...topics)
      await findAll(bucket, topics)
      endLease(bucket)
    }
    await findAll(bucket, stored)
    return stored.length
  }
  const counts = await Promise.all(Array.from({ length: LANES }, lane))
  expect(Math.min(...counts)).toBeGreaterThan(KILLS_PER_LANE)
})

/** A killed process leaves its lease, which ends after a minute. */
function endLease({ name }: TestBucket): void {
  const objects = server.bucket(name)
  for (const key of objects?.keys ?? []) if (key.endsWith('/lease')) objects?.delete(key)
}
