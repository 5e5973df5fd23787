// The AWS SDK judges what we send: its commands, written as a user of it would, must send what our completions do.
import {
  BedrockRuntimeClient,
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  type Message,
} from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { completion, embedding } from '../../src/index.js'
import type { ChatMessage, ChatRequest } from '../../src/provider.js'
import { toEvent } from '../../src/simulator/event-stream.js'
import { CLAUDE } from '../bedrock/call.js'
import { ANSWER, answerJson, beginEvents, type Http2Server, http2Server } from '../bedrock/http2-server.js'
import { spec, tool, user } from './bedrock-intent.js'
import { intents } from './bedrock-intents.js'
import { toolIntents } from './bedrock-tool-intents.js'
import { withDifferences } from './differences.js'

let server: Http2Server
let answer: unknown
let sdk: BedrockRuntimeClient
const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } }
const hello: ChatMessage = { role: 'user', content: 'Hi' }

beforeAll(async () => {
  server = await http2Server((response, { path }) => {
    if (!path.endsWith('/converse-stream')) return answerJson(response, answer)
    beginEvents(response)
    response.write(toEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } }))
    response.end(toEvent('messageStop', { stopReason: 'end_turn' }))
  })
  sdk = new BedrockRuntimeClient({ ...aws, endpoint: server.url })
})
afterAll(async () => {
  sdk.destroy()
  await server.close()
})
beforeEach(() => {
  answer = ANSWER
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) vi.stubEnv(name, undefined)
  return () => void vi.unstubAllEnvs()
})

/** What does not change with the moment: not the signature, but whose it is and for where. */
async function requestsOf(run: () => Promise<unknown>) {
  server.received.length = 0
  await run()
  return server.received.map(({ path, headers, body }) => ({
    path,
    type: headers['content-type'],
    accept: headers['accept'],
    scope: /Credential=[^,]*/.exec(String(headers['authorization']))?.[0],
    body,
  }))
}

const modelOf = (model: string) => `bedrock/${model}`
const ask = (body: Partial<ChatRequest>, model = CLAUDE) =>
  completion({ messages: [hello], ...body, stream: false, model: modelOf(model) }, { baseURL: server.url, aws })
const converse = (input: Partial<ConverseCommandInput>, modelId = CLAUDE) =>
  sdk.send(new ConverseCommand({ modelId, messages: [user({ text: 'Hi' })], ...input }))

describe('the AWS SDK sends the same for', () => {
  it.each([...intents, ...toolIntents])('$intent', async ({ model, ours, theirs, differs = [] }) => {
    const expected = await requestsOf(() => converse(theirs, model))
    if (ours.response_format) answer = withCall(ANSWER)
    const mine = await requestsOf(() => ask(ours, model))
    expect(expected).toHaveLength(1)
    // A difference that is none any more has to leave the table.
    for (const one of differs) expect(withDifferences(expected[0]?.body, [one])).not.toEqual(expected[0]?.body)
    expect(mine).toEqual(expected.map((request) => ({ ...request, body: withDifferences(request.body, differs) })))
  })

  it('a stream', async () => {
    const expected = await requestsOf(async () => {
      const command = new ConverseStreamCommand({ modelId: CLAUDE, messages: [user({ text: 'Hi' })] })
      for await (const _ of (await sdk.send(command)).stream ?? []);
    })
    const mine = await requestsOf(async () => {
      const body = { model: modelOf(CLAUDE), messages: [hello], stream: true as const }
      await (await completion(body, { baseURL: server.url, aws })).final()
    })
    expect(mine).toEqual(expected)
  })
})

/** The answer that a hidden tool gives where JSON was asked for. */
function withCall(whole: typeof ANSWER): object {
  const toolUse = { toolUseId: 't', name: 'json', input: { city: 'Rome' } }
  return { ...whole, stopReason: 'tool_use', output: { message: { role: 'assistant', content: [{ toolUse }] } } }
}

const SIGNED = { reasoningContent: { reasoningText: { text: 'So', signature: 'c2ln' } } }
const HIDDEN = { reasoningContent: { redactedContent: 'AP8=' } }
const CALL = { toolUse: { toolUseId: 'tooluse_a', name: 'sky', input: { city: 'Rome' } } }

/** The answer goes back as the SDK read it, and as we made a message of it. */
describe('the AWS SDK sends the same in the turn after', () => {
  it.each<[string, object[], string]>([
    ['words', [{ text: 'Hello' }], 'end_turn'],
    ['signed thoughts and words', [SIGNED, { text: 'Hello' }], 'end_turn'],
    ['signed and hidden thoughts and a call', [SIGNED, HIDDEN, { text: 'Let me see.' }, CALL], 'tool_use'],
    ['words between thoughts', [SIGNED, { text: 'One' }, { ...SIGNED }, { text: 'Two' }, CALL], 'tool_use'],
    ['two calls at once', [CALL, { toolUse: { toolUseId: 'tooluse_b', name: 'sky', input: {} } }], 'tool_use'],
  ])('%s', async (_, content, stopReason) => {
    const json = { type: 'object', properties: {} }
    const toolConfig = { tools: [spec('sky', json)] }
    const tools = [tool('sky', json)]
    answer = { ...ANSWER, output: { message: { role: 'assistant', content } }, stopReason }
    const theirs = (await converse({ toolConfig })).output?.message
    const ours = (await ask({ tools })).choices[0]?.message
    if (!theirs || !ours) throw new Error('There is no message.')
    answer = ANSWER
    const next = [user({ text: 'Hi' }), theirs, user(...resultsFor(theirs))]
    const calls = ours.tool_calls ?? []
    const results = calls.map(({ id }): ChatMessage => ({ role: 'tool', tool_call_id: id, content: 'fine' }))
    const messages: ChatMessage[] = [hello, ours, ...(results.length > 0 ? results : [{ ...hello, content: 'And?' }])]
    const expected = await requestsOf(() => converse({ toolConfig, messages: next }))
    expect(await requestsOf(() => ask({ tools, messages }))).toEqual(expected)
  })
})

function resultsFor({ content }: Message): ContentBlock[] {
  const results = (content ?? []).flatMap(({ toolUse }): ContentBlock[] =>
    toolUse ? [{ toolResult: { toolUseId: toolUse.toolUseId, content: [{ text: 'fine' }] } }] : [],
  )
  return results.length > 0 ? results : [{ text: 'And?' }]
}

describe('the AWS SDK invokes a model for embeddings with the same', () => {
  it.each([
    ['amazon.titan-embed-text-v2:0', { inputText: 'a', dimensions: 256 }, { dimensions: 256 }],
    ['cohere.embed-multilingual-v3', { texts: ['a'], input_type: 'search_query' }, { input_type: 'query' as const }],
  ])('%s', async (modelId, body, more) => {
    answer = { embedding: [1], inputTextTokenCount: 1, embeddings: [[1]] }
    const command = { modelId, contentType: 'application/json', accept: 'application/json', body: JSON.stringify(body) }
    const expected = await requestsOf(() => sdk.send(new InvokeModelCommand(command)))
    const options = { baseURL: server.url, aws }
    expect(await requestsOf(() => embedding({ model: modelOf(modelId), input: ['a'], ...more }, options))).toEqual(
      expected,
    )
  })
})
