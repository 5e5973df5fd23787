import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined
let client: SageMakerRuntimeClient | undefined
const input = {
  EndpointName: 'my-endpoint',
  ContentType: 'application/json',
  Body: new TextEncoder().encode(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] })),
}

async function start(script: Script): Promise<SageMakerRuntimeClient> {
  simulator = await startSimulator({ script })
  client = new SageMakerRuntimeClient({
    endpoint: simulator.url('sagemaker'),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  })
  return client
}

afterEach(async () => {
  client?.destroy()
  await simulator?.close()
})

async function streamed(sdk: SageMakerRuntimeClient): Promise<string> {
  const { Body } = await sdk.send(new InvokeEndpointWithResponseStreamCommand(input))
  const pieces: Uint8Array[] = []
  for await (const { PayloadPart } of Body ?? []) if (PayloadPart?.Bytes) pieces.push(PayloadPart.Bytes)
  return Buffer.concat(pieces).toString('utf8')
}

describe("SageMaker's own SDK", () => {
  it("reads the container's whole answer", async () => {
    const sdk = await start({ text: 'Hi' })
    const { Body, ContentType, InvokedProductionVariant, $metadata } = await sdk.send(new InvokeEndpointCommand(input))
    expect(JSON.parse(new TextDecoder().decode(Body))).toMatchObject({ choices: [{ message: { content: 'Hi' } }] })
    expect({ ContentType, InvokedProductionVariant }).toEqual({
      ContentType: 'application/json',
      InvokedProductionVariant: 'AllTraffic',
    })
    expect($metadata.requestId).toMatch(/^[0-9a-f]{8}-/)
    expect(simulator?.requests[0]).toMatchObject({
      model: 'my-endpoint',
      dialect: 'sagemaker-invocations',
      stream: false,
    })
  })

  it("reads the container's events in parts", async () => {
    const text = await streamed(await start({ text: ['G', 'rüße'] }))
    expect(text).toMatch(/^data: \{.*"content":"rüße".*data: \[DONE\]\n\n$/s)
  })

  it('throws errors by their names, before and inside a stream', async () => {
    const sdk = await start({ status: 429, message: 'Slow down.' })
    await expect(sdk.send(new InvokeEndpointCommand(input))).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Slow down.',
    })
    simulator?.setScript({
      text: ['a', 'b'],
      faults: { error: { after: 1, type: 'ModelStreamError', message: 'Broken.' } },
    })
    await expect(streamed(sdk)).rejects.toMatchObject({ name: 'ModelStreamError', message: 'Broken.' })
  })
})
