import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type ChatMessage, countTokens, createRelay, createRouter, type TokenCount } from '../../src/index.js'
import { type Simulator, startSimulator } from '../../src/simulator.js'

const messages: ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Tell me about the weather in Paris.' },
]
const tools = [
  {
    type: 'function' as const,
    function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  },
]

describe('countTokens', () => {
  test('counts a chat of an OpenAI model with its tokenizer', async () => {
    expect(await countTokens({ model: 'openai/gpt-4o', messages })).toEqual({ tokens: 22, method: 'tokenizer' })
    expect(await countTokens({ model: 'gpt-4', messages })).toEqual({ tokens: 22, method: 'tokenizer' })
  })

  test('counts a text alone without what stands around a message', async () => {
    expect(await countTokens({ model: 'openai/gpt-4o', text: 'hello world' })).toEqual({
      tokens: 2,
      method: 'tokenizer',
    })
    expect(await countTokens({ model: 'openai/text-embedding-3-small', text: '' })).toMatchObject({ tokens: 0 })
  })

  test('counts tools and formats, also where the format is a schema', async () => {
    const plain = await countTokens({ model: 'openai/gpt-4o', messages })
    const withTools = await countTokens({ model: 'openai/gpt-4o', messages, tools })
    const formatted = await countTokens({
      model: 'openai/gpt-4o',
      messages,
      response_format: z.object({ city: z.string() }),
    })
    expect(withTools.tokens).toBeGreaterThan(plain.tokens + 20)
    expect(formatted.tokens).toBeGreaterThan(plain.tokens + 10)
  })

  test('estimates for others, and says so', async () => {
    const { tokens, method } = await countTokens({ model: 'anthropic/claude-sonnet-4-5', messages })
    expect(method).toBe('estimate')
    expect(tokens).toBeGreaterThan(10)
    expect(await countTokens({ model: 'nobody/knows-it', messages })).toMatchObject({ method: 'estimate' })
  })

  test('is an estimate where the size of an image is not known', async () => {
    const look = (url: string): ChatMessage[] => [
      { role: 'user', content: [{ type: 'image_url', image_url: { url } }] },
    ]
    const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0\0\0\0\0', 'latin1').toString('base64')
    const known = await countTokens({ model: 'openai/gpt-4o', messages: look(`data:image/png;base64,${png}`) })
    const remote = await countTokens({ model: 'openai/gpt-4o', messages: look('https://example.com/a.png') })
    expect(known).toEqual({ tokens: 7 + 255, method: 'tokenizer' })
    expect(remote).toEqual({ tokens: 7 + 765, method: 'estimate' })
  })

  test('knows an Azure deployment by the model behind it', async () => {
    const named = await countTokens({ model: 'azure/my-deployment', messages, azure: { baseModel: 'gpt-4o' } })
    expect(named).toEqual({ tokens: 22, method: 'tokenizer' })
  })

  test('counts for the first deployment of a group of a router', async () => {
    const router = createRouter({
      models: [
        { name: 'chat', model: 'azure/eu', azure: { baseModel: 'gpt-4o' } },
        { name: 'chat', model: 'anthropic/claude-sonnet-4-5' },
      ],
    })
    expect(await router.countTokens({ model: 'chat', messages })).toEqual({ tokens: 22, method: 'tokenizer' })
    await expect(router.countTokens({ model: 'chta', messages })).rejects.toMatchObject({ name: 'NotFoundError' })
    await router.close()
  })

  test.each([
    ['messages', {}],
    ['text', { text: 'a', messages }],
    ['text', { text: 5 }],
    ['exact', { messages, exact: 'yes' }],
    ['messages[0].content', { messages: [{ role: 'user', content: 5 }] }],
    ['timeout', { messages, timeout: -1 }],
  ])('names what is wrong: %s', async (param, wrong) => {
    // A caller without types.
    const request = { model: 'openai/gpt-4o', ...wrong } as Parameters<typeof countTokens>[0]
    await expect(countTokens(request)).rejects.toMatchObject({ name: 'BadRequestError', param })
  })
})

describe('countTokens with exact', () => {
  let simulator: Simulator
  beforeAll(async () => {
    simulator = await startSimulator({ script: { text: 'unused', usage: { inputTokens: 321 } } })
  })
  afterAll(() => simulator.close())

  const aws = { region: 'us-east-1', credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-of-tests' } }
  const count = (model: string, provider: string): Promise<TokenCount> =>
    countTokens({
      model,
      messages,
      tools,
      exact: true,
      baseURL: simulator.url(provider),
      ...(provider === 'bedrock' ? { aws } : { apiKey: 'key-of-tests' }),
    })

  test.each([
    ['anthropic/claude-sonnet-4-5', 'anthropic', '/v1/messages/count_tokens'],
    ['gemini/gemini-2.5-flash', 'gemini', '/v1beta/models/gemini-2.5-flash:countTokens'],
    [
      'bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0',
      'bedrock',
      '/model/anthropic.claude-sonnet-4-20250514-v1%3A0/count-tokens',
    ],
  ])('%s: the vendor counts', async (model, provider, path) => {
    expect(await count(model, provider)).toEqual({ tokens: 321, method: 'endpoint' })
    expect(simulator.requests.at(-1)?.path).toBe(path)
  })

  test('sends the prompt and nothing that only an answer needs', async () => {
    await count('anthropic/claude-sonnet-4-5', 'anthropic')
    expect(Object.keys(simulator.requests.at(-1)?.body ?? {}).sort()).toEqual(['messages', 'model', 'system', 'tools'])
    await count('gemini/gemini-2.5-flash', 'gemini')
    expect(simulator.requests.at(-1)?.body).toMatchObject({
      generateContentRequest: {
        model: 'models/gemini-2.5-flash',
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
      },
    })
  })

  test('Gemini on Vertex counts too', async () => {
    const vertex = { project: 'p', location: 'us-central1', accessToken: 'token-of-tests' }
    const baseURL = simulator.url('vertex')
    const counted = await countTokens({ model: 'vertex/gemini-2.5-flash', messages, exact: true, baseURL, vertex })
    expect(counted).toEqual({ tokens: 321, method: 'endpoint' })
  })

  test.each([
    ['openai/gpt-4o', 'openai'],
    ['mistral/mistral-small-latest', 'mistral'],
  ])('%s: there is no endpoint, and the error says what to do', async (model, provider) => {
    await expect(count(model, provider)).rejects.toMatchObject({
      name: 'BadRequestError',
      code: 'unsupported_operation',
      param: 'exact',
      message: expect.stringContaining('Leave exact out'),
    })
  })

  test('retries as any call does, and tells no hook', async () => {
    let told = 0
    const relay = createRelay({ hooks: { onRequest: () => told++ } })
    const failing = await startSimulator({ script: [{ status: 529 }, { text: '', usage: { inputTokens: 7 } }] })
    try {
      const request = { model: 'anthropic/claude-sonnet-4-5', messages, exact: true, apiKey: 'key-of-tests' }
      const counted = await relay.countTokens({ ...request, baseURL: failing.url('anthropic') })
      expect(counted).toEqual({ tokens: 7, method: 'endpoint' })
      expect(told).toBe(0)
    } finally {
      await failing.close()
      await relay.close()
    }
  })
})
