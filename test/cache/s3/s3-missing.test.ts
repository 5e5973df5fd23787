import { expect, test, vi } from 'vitest'
import { s3Cache, s3SemanticCache } from '../../../src/s3.js'

vi.mock('@aws-sdk/client-s3', () => {
  throw new Error('not installed')
})

test('without the AWS SDK, the first use says how to install it', async () => {
  const connection = { bucket: 'any', region: 'us-east-1' }
  const missing = { name: 'MissingDependencyError', message: 'npm install @aws-sdk/client-s3' }
  await expect(s3Cache(connection).get('key')).rejects.toMatchObject(missing)
  const semantic = s3SemanticCache({ ...connection, embed: async () => [[1]] })
  await expect(semantic.search({ partition: 'p', text: 'x' })).rejects.toMatchObject(missing)
})
