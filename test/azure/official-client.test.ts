import OpenAI, { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatRequest, createRelay, type EmbeddingRequest } from '../../src/index.js'
import { bodyOf, json, type LocalServer, localServer } from '../support/local-server.js'

interface Seen {
  method: string | undefined
  url: string | undefined
  host: unknown
  apiKey: unknown
  authorization: unknown
  contentType: unknown
  body: unknown
}

const RESOURCE = 'https://mine.openai.azure.com'
const apiVersion = '2024-10-21'
const apiKey = 'azure-key-0123456789'
const seen: Seen[] = []
let server: LocalServer

const REPLY = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'gpt-4o',
  choices: [{ index: 0, message: { role: 'assistant', content: '{"a":"b"}' }, finish_reason: 'stop' }],
}

beforeAll(async () => {
  server = await localServer(async (request, answer) => {
    const { method, url, headers } = request
    const body: unknown = JSON.parse(await bodyOf(request))
    seen.push({
      method,
      url,
      host: headers['x-sent-to'],
      apiKey: headers['api-key'],
      authorization: headers.authorization,
      contentType: headers['content-type'],
      body,
    })
    if (url?.includes('/embeddings')) json(answer, 200, { data: [{ index: 0, embedding: [0.5] }] })
    else if (typeof body === 'object' && body !== null && 'stream' in body && body.stream === true)
      answer
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(
          `data: ${JSON.stringify({ ...REPLY, choices: [{ index: 0, delta: { content: '{"a":"b"}' }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
        )
    else json(answer, 200, REPLY)
  })
})
afterAll(() => server.close())

/** Sends what is meant for Azure to the local server, and says where it was meant for. */
const toServer: typeof globalThis.fetch = (input, init) => {
  const { origin, pathname, search } = new URL(input instanceof Request ? input.url : input)
  const headers = new Headers(init?.headers)
  headers.set('x-sent-to', origin)
  return fetch(server.url + pathname + search, { ...init, headers })
}

const user = (content: unknown) => [{ role: 'user', content }]
const hello = user('Hello')
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tool = { type: 'function', function: { name: 'weather', description: 'Tells it.', parameters } }
const strict = { type: 'function', function: { name: 'weather', parameters, strict: true } }
const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }
const PNG = 'data:image/png;base64,iVBORw0KGgo='
const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }
const o4 = { model: 'o4-mini' }

/** The same body for both: Azure's client sends what it is given, and so must we. */
const CHATS: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ['a question', {}],
  ['a system message', { messages: [{ role: 'system', content: 'Be brief.' }, ...hello] }],
  ['several turns', { messages: [...hello, { role: 'assistant', content: 'Hi.' }, ...user('And you?')] }],
  ['a name', { messages: [{ role: 'user', name: 'ann', content: 'Hello' }] }],
  [
    'parts of text',
    {
      messages: user([
        { type: 'text', text: 'One' },
        { type: 'text', text: 'Two' },
      ]),
    },
  ],
  [
    'an image by URL',
    { messages: user([{ type: 'image_url', image_url: { url: 'https://a.example/b.png', detail: 'low' } }]) },
  ],
  [
    'an image as data',
    {
      messages: user([
        { type: 'text', text: 'See' },
        { type: 'image_url', image_url: { url: PNG } },
      ]),
    },
  ],
  ['sound', { messages: user([{ type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } }]) }],
  ['temperature', { temperature: 0.2 }],
  ['nucleus', { top_p: 0.9 }],
  ['a limit', { max_tokens: 100 }],
  ['the newer limit', { max_completion_tokens: 100 }],
  ['stops', { stop: ['END', 'STOP'] }],
  ['one stop', { stop: 'END' }],
  ['a seed', { seed: 7 }],
  ['penalties', { presence_penalty: 0.5, frequency_penalty: -0.5 }],
  ['a bias', { logit_bias: { '50256': -100 } }],
  ['probabilities', { logprobs: true, top_logprobs: 3 }],
  ['two answers', { n: 2 }],
  ['a user', { user: 'user-1' }],
  ['any JSON', { response_format: { type: 'json_object' } }],
  ['a schema', { response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema } } }],
  ['a tool', { tools: [tool] }],
  ['a strict tool', { tools: [strict] }],
  ['a tool that must be called', { tools: [tool], tool_choice: { type: 'function', function: { name: 'weather' } } }],
  ['some tool', { tools: [tool], tool_choice: 'required' }],
  ['no tool now', { tools: [tool], tool_choice: 'none' }],
  ['one call at a time', { tools: [tool], parallel_tool_calls: false }],
  [
    'a result',
    {
      tools: [tool],
      messages: [
        ...hello,
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'Sunny' },
      ],
    },
  ],
  ['a key of the cache', { prompt_cache_key: 'k' }],
  ['a stream', { stream: true, stream_options: { include_usage: true } }],
  ['a stream with a tool', { stream: true, stream_options: { include_usage: true }, tools: [tool] }],
  ['effort', { ...o4, reasoning_effort: 'low' }],
  ['a limit of a reasoning model', { ...o4, max_completion_tokens: 100 }],
  ['instructions of a developer', { ...o4, messages: [{ role: 'developer', content: 'Be brief.' }, ...hello] }],
]
const EMBEDDINGS: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ['a text', { input: 'Hello', encoding_format: 'base64' }],
  ['dimensions', { input: 'Hello', dimensions: 256, encoding_format: 'base64' }],
]

type Form = 'deployments' | 'v1'
const FORMS: readonly Form[] = ['deployments', 'v1']

/** The official client of each form: of v1 it is the plain one, pointed at that URL. */
const official = (form: Form, token?: () => Promise<string>): OpenAI =>
  form === 'v1'
    ? new OpenAI({
        baseURL: `${RESOURCE}/openai/v1`,
        fetch: toServer,
        maxRetries: 0,
        apiKey: token ?? apiKey,
        ...(!token && { defaultHeaders: { 'api-key': apiKey, authorization: null } }),
      })
    : new AzureOpenAI({
        endpoint: RESOURCE,
        apiVersion,
        fetch: toServer,
        maxRetries: 0,
        ...(token ? { azureADTokenProvider: token } : { apiKey }),
      })

const take = (): Seen | undefined => seen.splice(0).at(-1)

describe.each(FORMS)('what the official client sends, by %s', (form) => {
  const relay = createRelay()
  const azure = form === 'v1' ? {} : { apiVersion }
  const options = { baseURL: RESOURCE, azure, fetch: toServer }

  it.each(CHATS)('%s', async (_, intent) => {
    const body = { model: 'gpt-4o', messages: hello, ...intent }
    // The intents are written once for both: their types differ in name only.
    await official(form).chat.completions.create(
      body as unknown as Parameters<AzureOpenAI['chat']['completions']['create']>[0],
    )
    const theirs = take()
    const ours = await relay.completion({ ...body, model: `azure/${body.model}` } as unknown as ChatRequest, {
      ...options,
      apiKey,
    })
    if ('final' in ours && typeof ours.final === 'function') await ours.final()
    expect(take()).toEqual(theirs)
    expect(theirs?.apiKey).toBe(apiKey)
  })

  it.each(EMBEDDINGS)('the embedding of %s', async (_, intent) => {
    const body = { model: 'embedding-small', ...intent }
    await official(form).embeddings.create(body as unknown as Parameters<AzureOpenAI['embeddings']['create']>[0])
    const theirs = take()
    await relay.embedding({ ...body, model: 'azure/embedding-small' } as unknown as EmbeddingRequest, {
      ...options,
      apiKey,
    })
    expect(take()).toEqual(theirs)
  })

  it('a token of Entra ID', async () => {
    const token = async () => 'token-of-entra-id'
    await official(form, token).chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hello' }],
    })
    const theirs = take()
    await relay.completion(
      { model: 'azure/gpt-4o', messages: [{ role: 'user', content: 'Hello' }] },
      { ...options, azure: { ...azure, adToken: token } },
    )
    expect(take()).toEqual(theirs)
    expect(theirs).toMatchObject({ authorization: 'Bearer token-of-entra-id', apiKey: undefined })
  })
})
