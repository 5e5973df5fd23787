import { afterAll, beforeAll, describe } from 'vitest'
import { CEPH_MISSING, type RealS3, startCeph, withCeph } from '../../support/s3-server/ceph.js'
import { describesS3 } from './conformance.js'
import { testsExactCache } from './exact-suite.js'
import { testsSemanticCache } from './semantic-suite.js'

// All that needs the real server is in this one file: it takes 12 s to start.
describe.skipIf(CEPH_MISSING !== undefined)(withCeph('Ceph’s S3 gateway'), () => {
  let server: RealS3 | undefined
  const endpoint = () => server?.endpoint ?? ''

  beforeAll(async () => {
    server = await startCeph()
  }, 120_000)
  afterAll(() => server?.stop())

  describe('is an S3', () => describesS3({ endpoint, bareETags: true }))
  describe('s3Cache', () => testsExactCache(endpoint))
  describe('s3SemanticCache', () => testsSemanticCache(endpoint))
})
