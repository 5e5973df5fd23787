import { afterEach, expect, it, vi } from 'vitest'
import { createRelay } from '../../src/index.js'

afterEach(() => {
  vi.doUnmock('@aws-sdk/client-bedrock-runtime')
})

it('without the SDK a call says how to install it, and works once that is done', async () => {
  vi.doMock('@aws-sdk/client-bedrock-runtime', () => {
    throw new Error('Cannot find package')
  })
  const ask = () =>
    createRelay().completion(
      { model: 'bedrock/amazon.nova-lite-v1:0', messages: [{ role: 'user', content: 'Hello' }] },
      { aws: { region: 'eu-west-1' }, apiKey: 'key', baseURL: 'http://127.0.0.1:1', maxRetries: 0 },
    )
  await expect(ask()).rejects.toMatchObject({
    name: 'MissingDependencyError',
    message: 'npm install @aws-sdk/client-bedrock-runtime',
  })
  vi.doUnmock('@aws-sdk/client-bedrock-runtime')
  await expect(ask()).rejects.toMatchObject({ name: 'APIConnectionError' })
})
