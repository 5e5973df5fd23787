import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined
let client: BedrockRuntimeClient | undefined
const modelId = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
const ask: ConverseCommandInput = { modelId, messages: [{ role: 'user', content: [{ text: 'Hello' }] }] }

async function start(script?: Script): Promise<BedrockRuntimeClient> {
  simulator = await startSimulator(script === undefined ? {} : { script })
  client = new BedrockRuntimeClient({
    endpoint: simulator.url('bedrock'),
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

const nameOf = (error: unknown) => (error instanceof Error ? error.name : error)
async function eventsOf(sdk: BedrockRuntimeClient, input = ask): Promise<ConverseStreamOutput[]> {
  const { stream } = await sdk.send(new ConverseStreamCommand(input))
  const events: ConverseStreamOutput[] = []
  for await (const event of stream ?? []) events.push(event)
  return events
}
const deltasOf = (events: ConverseStreamOutput[]) =>
  events.flatMap(({ contentBlockDelta }) => contentBlockDelta?.delta ?? [])

describe("Bedrock's own SDK", () => {
  it('reads a whole answer of text, reasoning and calls', async () => {
    const sdk = await start({
      text: 'Hi',
      thinkingBlocks: [
        { type: 'thinking', thinking: 'So', signature: 'c2ln' },
        { type: 'redacted_thinking', data: 'AP8=' },
      ],
      toolCalls: [{ name: 'look', arguments: { a: 1 }, id: 't1' }],
      usage: { inputTokens: 30, cachedTokens: 10, cacheWriteTokens: 5, outputTokens: 7 },
    })
    const reply = await sdk.send(new ConverseCommand(ask))
    expect(reply.output?.message?.content).toEqual([
      { reasoningContent: { reasoningText: { text: 'So', signature: 'c2ln' } } },
      { reasoningContent: { redactedContent: new Uint8Array([0, 255]) } },
      { text: 'Hi' },
      { toolUse: { toolUseId: 't1', name: 'look', input: { a: 1 } } },
    ])
    expect(reply.stopReason).toBe('tool_use')
    expect(reply.usage).toMatchObject({
      inputTokens: 15,
      outputTokens: 7,
      cacheReadInputTokens: 10,
      cacheWriteInputTokens: 5,
    })
    expect(reply.$metadata.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(simulator?.requests[0]).toMatchObject({
      model: modelId,
      stream: false,
      provider: 'bedrock',
      dialect: 'bedrock-converse',
      status: 200,
    })
  })

  it('reads a stream, whose texts have no start and whose usage comes last', async () => {
    const sdk = await start({
      text: ['H', 'é'],
      reasoning: 'So',
      signature: 'c2ln',
      toolCalls: [{ name: 'look', arguments: { a: 1 } }],
    })
    const events = await eventsOf(sdk)
    expect(deltasOf(events)).toEqual(
      expect.arrayContaining([{ text: 'H' }, { text: 'é' }, { reasoningContent: { signature: 'c2ln' } }]),
    )
    expect(events.filter(({ contentBlockStart }) => contentBlockStart)).toHaveLength(1)
    expect(events.at(-2)?.messageStop?.stopReason).toBe('tool_use')
    expect(events.at(-1)?.metadata?.usage?.outputTokens).toBeGreaterThan(0)
  })

  it('is answered by what it asked for', async () => {
    const sdk = await start()
    expect((await sdk.send(new ConverseCommand(ask))).output?.message?.content).toEqual([{ text: 'You said: Hello' }])
    const json = { type: 'object', required: ['a'], properties: { a: { type: 'number' } } }
    const toolConfig = { tools: [{ toolSpec: { name: 'f', inputSchema: { json } } }], toolChoice: { any: {} } }
    const forced = await sdk.send(new ConverseCommand({ ...ask, toolConfig }))
    expect(forced.output?.message?.content?.[0]?.toolUse?.name).toBe('f')
  })

  it.each([
    [400, 'ValidationException'],
    [404, 'ResourceNotFoundException'],
    [429, 'ThrottlingException'],
    [503, 'ServiceUnavailableException'],
  ])('throws for status %i its own %s', async (status, name) => {
    const sdk = await start({ status, message: 'No.' })
    const error: unknown = await sdk.send(new ConverseCommand(ask)).catch((thrown) => thrown)
    expect(error).toMatchObject({ name, message: 'No.', $metadata: { httpStatusCode: status } })
  })

  it('throws an exception inside a stream, after what had come', async () => {
    const sdk = await start({ text: ['a', 'b'], faults: { error: { after: 1, status: 429 } } })
    const { stream } = await sdk.send(new ConverseStreamCommand(ask))
    const seen: ConverseStreamOutput[] = []
    const reading = (async () => {
      for await (const event of stream ?? []) seen.push(event)
    })()
    expect(nameOf(await reading.catch((thrown) => thrown))).toBe('ThrottlingException')
    expect(deltasOf(seen)).toEqual([{ text: 'a' }])
  })

  it('takes a cut connection for the end, without a stop reason', async () => {
    const events = await eventsOf(await start({ text: ['a', 'b'], faults: { cut: { after: 1 } } }))
    expect(deltasOf(events)).toEqual([{ text: 'a' }])
    expect(events.some(({ messageStop }) => messageStop)).toBe(false)
  })

  it('sees damaged bytes', async () => {
    const sdk = await start({ text: ['a', 'b'], faults: { malformed: { after: 1, bytes: new Uint8Array(40) } } })
    await expect(eventsOf(sdk)).rejects.toBeDefined()
  })

  it.each<[string, Partial<ConverseCommandInput>]>([
    ['no messages', { messages: [] }],
    ['a first turn of the assistant', { messages: [{ role: 'assistant', content: [{ text: 'a' }] }] }],
    ['two turns of one side', { messages: [...(ask.messages ?? []), ...(ask.messages ?? [])] }],
    ['blank text', { messages: [{ role: 'user', content: [{ text: ' ' }] }] }],
    [
      'tools in the history alone',
      {
        messages: [
          ...(ask.messages ?? []),
          { role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'f', input: {} } }] },
        ],
      },
    ],
  ])('is refused %s', async (_, input) => {
    const sdk = await start()
    const error: unknown = await sdk.send(new ConverseCommand({ ...ask, ...input })).catch((thrown) => thrown)
    expect(nameOf(error)).toBe('ValidationException')
  })
})

it('a stalled answer over HTTP/2 ends with the simulator', async () => {
  const sdk = await start({ text: 'a', faults: { stall: {} } })
  const failed = sdk.send(new ConverseCommand(ask)).catch((thrown: unknown) => thrown)
  while (simulator?.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await simulator?.close()
  expect(await failed).toBeInstanceOf(Error)
})
