import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { s3SemanticCache } from '../../../src/s3.js'
import { plantedEmbedder } from '../../support/s3-server/planted-embedder.js'
import { type FaultyS3, startFaultyS3 } from '../../support/s3-server/server.js'
import { makeBucket, type TestBucket } from './test-bucket.js'

const ROOT = join(import.meta.dirname, '../../..')
const LANES = 4
const KILLS_PER_LANE = 50
/** About three rounds of a worker: stores, flush, compaction. */
const MAX_REQUESTS = 45

let server: FaultyS3
let folder: string
beforeAll(async () => {
  server = await startFaultyS3()
  folder = mkdtempSync(join(ROOT, 'node_modules/.s3-worker-')) // beside the packages that it imports
  await build({
    entryPoints: [join(ROOT, 'test/support/s3-server/semantic-worker.ts')],
    outfile: join(folder, 'worker.mjs'),
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' },
  })
}, 60_000)
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a worker until its n-th request, which is done or not. Gives the topics that it knew to be stored. */
async function killAt(bucket: TestBucket, name: string, requests: number, done: boolean): Promise<string[]> {
  const args = ['--no-warnings', join(folder, 'worker.mjs'), server.endpoint, bucket.name, name]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let seen = 0
  faults.set(bucket.name, () => {
    if (++seen < requests) return undefined
    child.kill('SIGKILL')
    return done ? 'cut-after' : 'cut-before'
  })
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
  faults.delete(bucket.name)
  expect(child.signalCode).toBe('SIGKILL')
  return output.split('\n').filter((topic) => topic !== '')
}

const faults = new Map<string, () => 'cut-after' | 'cut-before' | undefined>()

/** Finds every topic, by other words than it was stored with, in a process that knows nothing yet. */
async function findAll(bucket: TestBucket, topics: readonly string[]): Promise<void> {
  const failures: unknown[] = []
  const cache = s3SemanticCache({
    ...{ ...bucket.connection, bucket: bucket.name, embed: plantedEmbedder, threshold: 0.9, guards: false, shards: 16 },
    ...{ refreshMs: 3_600_000, timeoutMs: 20_000, compactAt: Number.POSITIVE_INFINITY },
    onFailure: (error) => failures.push(error),
  })
  const search = async (topic: string) =>
    (await cache.search({ partition: 'kill', text: `topic ${topic}: in other words` }))?.entry.body
  await search('the first loads all')
  expect(await Promise.all(topics.map(search))).toEqual(topics)
  expect(await search(`${bucket.name} never stored`)).toBeUndefined()
  expect(failures).toEqual([])
  await cache.close()
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
