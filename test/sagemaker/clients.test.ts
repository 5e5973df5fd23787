import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { afterEach, expect, it, vi } from 'vitest'
import { createRelay } from '../../src/index.js'
import { type Simulator, startSimulator } from '../../src/simulator.js'

const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } }
const request = { model: 'sagemaker/my-endpoint', messages: [{ role: 'user' as const, content: 'Hello' }] }
let simulator: Simulator | undefined

afterEach(async () => {
  vi.doUnmock('@aws-sdk/client-sagemaker-runtime')
  await simulator?.close()
})

it('without the SDK a call says how to install it, and works once that is done', async () => {
  vi.doMock('@aws-sdk/client-sagemaker-runtime', () => {
    throw new Error('Cannot find package')
  })
  simulator = await startSimulator()
  const options = { aws, baseURL: simulator.url('sagemaker'), maxRetries: 0 }
  const relay = createRelay()
  await expect(relay.completion(request, options)).rejects.toMatchObject({
    name: 'MissingDependencyError',
    message: 'npm install @aws-sdk/client-sagemaker-runtime',
  })
  vi.doUnmock('@aws-sdk/client-sagemaker-runtime')
  expect((await relay.completion(request, options)).choices[0]?.finish_reason).toBe('stop')
  await relay.close()
})

it('a client that is handed in carries the requests, with its own endpoint and credentials', async () => {
  simulator = await startSimulator({ script: { text: 'Hi' } })
  const { region, credentials } = aws
  const client = new SageMakerRuntimeClient({ region, credentials, endpoint: simulator.url('sagemaker') })
  const relay = createRelay({ providers: { sagemaker: { client } } })
  expect((await relay.completion(request)).choices[0]?.message.content).toBe('Hi')
  const stream = await relay.completion({ ...request, stream: true })
  expect((await stream.final()).choices[0]?.message.content).toBe('Hi')
  await relay.close()
  client.destroy()
})

it('something else as client is refused', async () => {
  const relay = createRelay({ providers: { sagemaker: { client: {} } } })
  await expect(relay.completion(request)).rejects.toMatchObject({ name: 'BadRequestError', param: 'client' })
  await relay.close()
})

it('closing the relay lets go of every connection', async () => {
  simulator = await startSimulator()
  const relay = createRelay()
  await relay.completion(request, { aws, baseURL: simulator.url('sagemaker') })
  await relay.close()
  await simulator.close()
})
