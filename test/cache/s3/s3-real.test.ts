import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CEPH_MISSING, type RealS3, startCeph, withCeph } from '../../support/s3-server/ceph.js'
import { describesS3 } from './conformance.js'
import { testsExactCache } from './exact-suite.js'
import { testsSemanticCache } from './semantic-suite.js'
import { makeBucket } from './test-bucket.js'
import { buildWorkers, findAll, toTopics, type Workers } from './workers.js'

const KILLS = 8

// All that needs the real server is in this one file: it takes 12 s to start.
describe.skipIf(CEPH_MISSING !== undefined)(withCeph('Ceph’s S3 gateway'), () => {
  let server: RealS3 | undefined
  let workers: Workers | undefined
  const endpoint = () => server?.endpoint ?? ''

  beforeAll(async () => {
    ;[server, workers] = await Promise.all([startCeph(), buildWorkers()])
  }, 120_000)
  afterAll(() => {
    workers?.remove()
    return server?.stop()
  })

  describe('is an S3', () => describesS3({ endpoint, bareETags: true }))
  describe('s3Cache', () => testsExactCache(endpoint))
  describe('s3SemanticCache', () => testsSemanticCache(endpoint))

  test('of processes killed while they compact, nothing flushed is lost', { timeout: 60_000 }, async () => {
    const bucket = await makeBucket(endpoint())
    const stored: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const child = workers?.start(bucket, `k${kill}`)
      let output = ''
      child?.stdout?.on('data', (data) => {
        output += data
        if (toTopics(output).length > 2 * (kill % 4)) child.kill('SIGKILL') // at what it then does
      })
      if (child) await once(child, 'close')
      stored.push(...toTopics(output))
      for (const key of await bucket.keys('modelrelay/vectors/')) if (key.endsWith('/lease')) await bucket.delete(key)
    }
    expect(stored.length).toBeGreaterThanOrEqual(2 * KILLS)
    await findAll(bucket, stored)
  })
})
