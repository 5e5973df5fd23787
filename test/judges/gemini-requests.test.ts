// Google's own SDK judges what we send: for one intent both must send the same, to the Gemini API and to Vertex.
import { type Content, type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import { OAuth2Client } from 'google-auth-library'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { completion, embedding } from '../../src/index.js'
import type { ChatCompletion, ChatMessage, ChatRequest } from '../../src/provider.js'
import { bodyOf, json, type LocalServer, localServer } from '../support/local-server.js'
import { withDifferences } from './differences.js'
import { FLASH, type Intent, NEWER } from './gemini-intent.js'
import { intents } from './gemini-intents.js'
import { toolIntents } from './gemini-tool-intents.js'

interface Sent {
  path: string | undefined
  key: unknown
  authorization: unknown
  body: unknown
}

let server: LocalServer
let sent: Sent[] = []
/** Answered in turn; the last again and again. */
let answers: unknown[] = []
const answer = (...parts: object[]) => ({
  candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
})

beforeAll(async () => {
  server = await localServer(async (request, response) => {
    const { 'x-goog-api-key': key, authorization } = request.headers
    sent.push({ path: request.url, key, authorization, body: JSON.parse(await bodyOf(request)) })
    const body = answers.length > 1 ? answers.shift() : answers[0]
    if (!request.url?.includes('alt=sse')) json(response, 200, body)
    else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify(body)}\n\n`)
  })
})
afterAll(() => server.close())
beforeEach(() => {
  sent = []
  answers = [answer({ text: '{"where":{"at":[1,2]}}' })] // fits the schemas that are asked for
  for (const name of Object.keys(process.env).filter((each) => /^(?:GOOGLE|GCLOUD|VERTEX|GEMINI)/.test(each)))
    vi.stubEnv(name, undefined)
  return () => void vi.unstubAllEnvs()
})

type Api = 'gemini' | 'vertex'
const APIS: readonly Api[] = ['gemini', 'vertex']
const place = { project: 'p', location: 'europe-west4' }

function sdkOf(api: Api): GoogleGenAI {
  const httpOptions = { baseUrl: server.url }
  if (api === 'gemini') return new GoogleGenAI({ apiKey: 'key', httpOptions })
  const authClient = new OAuth2Client()
  authClient.setCredentials({ access_token: 'ya29.token' })
  return new GoogleGenAI({ vertexai: true, ...place, googleAuthOptions: { authClient }, httpOptions })
}

const optionsOf = (api: Api) =>
  api === 'gemini'
    ? { apiKey: 'key', baseURL: server.url }
    : { vertex: { ...place, accessToken: 'ya29.token' }, baseURL: server.url }

const hi: ChatMessage = { role: 'user', content: 'Hi' }

async function requestsOf(run: () => Promise<unknown>): Promise<Sent[]> {
  sent = []
  await run()
  return sent.map((request) => ({ ...request, body: withoutEmpty(request.body) }))
}

/** The SDK sends an empty generationConfig. */
const withoutEmpty = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === 'generationConfig' && JSON.stringify(value) === '{}' ? undefined : value,
  )

async function judge(api: Api, { model = FLASH, ours, theirs, differs = [] }: Intent): Promise<void> {
  const { models } = sdkOf(api)
  const expected = await requestsOf(() => models.generateContent({ model, contents: 'Hi', ...theirs }))
  const body: ChatRequest = { messages: [hi], ...ours, model: `${api}/${model}` }
  const mine = await requestsOf(() => completion({ ...body, stream: false }, optionsOf(api)))
  expect(expected).toHaveLength(1)
  // A difference that is none any more has to leave the table.
  for (const one of differs) expect(withDifferences(expected[0]?.body, [one])).not.toEqual(expected[0]?.body)
  expect(mine).toEqual(expected.map((request) => ({ ...request, body: withDifferences(request.body, differs) })))
}

describe.each(APIS)("Google's SDK sends the same to %s for", (api) => {
  it.each([...intents, ...toolIntents].filter(({ on = api }) => on === api))('$intent', (intent) => judge(api, intent))

  it('a stream', async () => {
    const ask = { model: FLASH, contents: 'Hi' }
    const expected = await requestsOf(async () => {
      for await (const _ of await sdkOf(api).models.generateContentStream(ask));
    })
    const body = { model: `${api}/${FLASH}`, messages: [hi], stream: true as const }
    expect(await requestsOf(async () => (await completion(body, optionsOf(api))).final())).toEqual(expected)
  })

  it.each<[string, object[]]>([
    ['signed words', [{ text: 'Hmm', thought: true }, { text: 'So it ' }, { text: 'is.', thoughtSignature: 'c2ln' }]],
    ['a signed call', [{ functionCall: { id: 'c1', name: 'sky', args: { a: [1] } }, thoughtSignature: 'YQ==' }]],
    [
      'words, a signed call and another beside it',
      [
        { text: 'Let me see.' },
        { functionCall: { id: 'c1', name: 'sky', args: {} }, thoughtSignature: 'YQ==' },
        { functionCall: { id: 'c2', name: 'sea', args: {} } },
      ],
    ],
    [
      'a picture',
      [{ text: 'Here:' }, { inlineData: { mimeType: 'image/png', data: 'aGk=' }, thoughtSignature: 'YQ==' }],
    ],
    [
      'code that Google ran',
      [
        { executableCode: { language: 'PYTHON', code: 'print(1)' }, thoughtSignature: 'YQ==' },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
        { text: 'One.' },
      ],
    ],
  ])('the turn after %s', async (_, parts) => {
    const model = NEWER
    answers = [answer(...parts)]
    const theirs = await sdkOf(api).models.generateContent({ model, contents: 'Hi' })
    const ours = await completion({ model: `${api}/${model}`, messages: [hi], stream: false }, optionsOf(api))
    answers = [answer({ text: 'Bye' })]
    const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }, turnOf(theirs), ...resultsFor(theirs)]
    const expected = await requestsOf(() => sdkOf(api).models.generateContent({ model, contents }))
    const messages = [hi, ...nextOf(ours)]
    const mine = await requestsOf(() =>
      completion({ model: `${api}/${model}`, messages, stream: false }, optionsOf(api)),
    )
    expect(mine).toEqual(api === 'vertex' ? withoutIds(expected) : expected)
  })
})

function turnOf(response: GenerateContentResponse): Content {
  const content = response.candidates?.[0]?.content
  if (!content) throw new Error('The SDK has no content.')
  return content
}

/** What the SDK's user sends after a turn: the results of its calls, or more words. */
function resultsFor({ functionCalls }: GenerateContentResponse): Content[] {
  const results = (functionCalls ?? []).map(({ id, name }) => ({
    functionResponse: { ...(id && { id }), ...(name && { name }), response: { output: 'fine' } },
  }))
  return [{ role: 'user', parts: results.length > 0 ? results : [{ text: 'And?' }] }]
}

function nextOf({ choices }: ChatCompletion): ChatMessage[] {
  const message = choices[0]?.message
  if (!message) throw new Error('There is no message.')
  const results = (message.tool_calls ?? []).map(
    ({ id }): ChatMessage => ({ role: 'tool', tool_call_id: id, content: 'fine' }),
  )
  return [message, ...(results.length > 0 ? results : [{ role: 'user' as const, content: 'And?' }])]
}

/** Ids of calls are the Gemini API's; Vertex goes by names and order (quirks.md 105). */
const withoutIds = (requests: Sent[]): Sent[] =>
  JSON.parse(JSON.stringify(requests), (key, value: unknown) => (key === 'id' ? undefined : value))

describe("Google's SDK asks for the same embeddings", () => {
  it.each<[Api, string]>([
    ['gemini', 'gemini-embedding-001'],
    ['vertex', 'text-embedding-005'],
    ['vertex', 'gemini-embedding-001'],
    ['vertex', 'gemini-embedding-2-preview'],
  ])('of %s/%s', async (api, model) => {
    const values = { values: [1, 2], statistics: { token_count: 1 } }
    answers = [{ embeddings: [values], embedding: values, predictions: [{ embeddings: values }] }]
    const more = api === 'vertex' ? { title: 'A', autoTruncate: false } : { title: 'A' }
    const config = { taskType: 'RETRIEVAL_QUERY', outputDimensionality: 2, ...more }
    const expected = await requestsOf(() => sdkOf(api).models.embedContent({ model, contents: ['a'], config }))
    const body = { model: `${api}/${model}`, input: ['a'], dimensions: 2, input_type: 'query' as const, ...more }
    // The role of what is embedded is not read; the SDK writes the one that any content has.
    const withoutRole = JSON.parse(JSON.stringify(expected), (key, value: unknown) =>
      key === 'role' ? undefined : value,
    )
    expect(await requestsOf(() => embedding(body, optionsOf(api)))).toEqual(withoutRole)
  })
})
