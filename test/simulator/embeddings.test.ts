import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator

beforeEach(async () => {
  simulator = await startSimulator()
})

afterEach(() => simulator.close())

describe('the openai SDK', () => {
  const client = () => new OpenAI({ baseURL: simulator.url('openai'), apiKey: 'sk-any', maxRetries: 0 })
  const model = 'text-embedding-3-small'

  it('gets the same vectors in base64, which it asks for unasked, and in numbers', async () => {
    const packed = await client().embeddings.create({ model, input: ['one', 'two'] })
    expect(simulator.requests[0]?.body['encoding_format']).toBe('base64')
    const plain = await client().embeddings.create({ model, input: ['one', 'two'], encoding_format: 'float' })
    expect(packed.data).toEqual(plain.data)
    expect(plain.data[0]?.embedding).not.toEqual(plain.data[1]?.embedding)
    expect(plain.usage).toEqual({ prompt_tokens: 2, total_tokens: 2 })
    expect(simulator.requests[0]).toMatchObject({ dialect: 'openai-embeddings', provider: 'openai', model })
  })

  it('gets vectors of length 1 and of the size it asks for', async () => {
    const { data } = await client().embeddings.create({ model, input: 'one', dimensions: 300 })
    expect(data[0]?.embedding).toHaveLength(300)
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1, 5)
  })

  it('takes a list of tokens for one text, and lists of them for many', async () => {
    const one = await client().embeddings.create({ model, input: [1, 2, 3] })
    const many = await client().embeddings.create({ model, input: [[1, 2, 3], [4]] })
    expect([one.data.length, many.data.length]).toEqual([1, 2])
    expect(many.data[0]).toEqual(one.data[0])
  })

  it('gets the vectors and the usage of the script', async () => {
    simulator.setScript({ vectors: [[0.5, -1]], usage: { inputTokens: 9 } })
    const { data, usage } = await client().embeddings.create({ model, input: 'one', encoding_format: 'float' })
    expect(data).toEqual([{ object: 'embedding', index: 0, embedding: [0.5, -1] }])
    expect(usage.total_tokens).toBe(9)
  })

  it('gets an error, and one inside a 200', async () => {
    simulator.setScript([{ status: 429 }, { faults: { error: { message: 'Lost.' } } }])
    const ask = () => client().embeddings.create({ model, input: 'one', encoding_format: 'float' })
    await expect(ask()).rejects.toMatchObject({ status: 429 })
    expect(await ask()).toMatchObject({ error: { message: 'Lost.' } })
  })

  it.each([
    [{ model, input: [] }, 'nothing to embed'],
    [{ model: '', input: 'one' }, 'model'],
    [{ model, input: Array.from({ length: 2049 }, () => 'a') }, '2048'],
  ])('is refused what the API refuses, %#', async (body, message) => {
    await expect(client().embeddings.create(body)).rejects.toThrow(message)
  })
})

describe("Google's SDK", () => {
  it('gets a vector for each text, of the size it asks for', async () => {
    const { models } = new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: simulator.url('gemini') } })
    const config = { outputDimensionality: 32 }
    const reply = await models.embedContent({ model: 'gemini-embedding-001', contents: ['one', 'two'], config })
    expect(reply.embeddings?.map(({ values }) => values?.length)).toEqual([32, 32])
    expect(simulator.requests[0]).toMatchObject({ dialect: 'gemini-embeddings', model: 'gemini-embedding-001' })
  })
})

describe('the AWS SDK', () => {
  it.each([
    ['amazon.titan-embed-text-v2:0', { inputText: 'one', dimensions: 8 }, { inputTextTokenCount: 1 }],
    ['cohere.embed-english-v3', { texts: ['one'], input_type: 'search_query' }, { response_type: 'embeddings_floats' }],
    ['cohere.embed-v4:0', { texts: ['one'], input_type: 'search_query' }, { response_type: 'embeddings_by_type' }],
    [
      'amazon.nova-2-multimodal-embeddings-v1:0',
      { taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: { text: { value: 'one' } } },
      { embeddings: [{ embeddingType: 'TEXT' }] },
    ],
  ])('gets an answer of %s', async (modelId, body, expected) => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const client = new BedrockRuntimeClient({ endpoint: simulator.url('bedrock'), region: 'eu-west-1', credentials })
    const reply = await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }))
    client.destroy()
    expect(JSON.parse(reply.body.transformToString())).toMatchObject(expected)
    expect(simulator.requests[0]).toMatchObject({ dialect: 'bedrock-embeddings', model: modelId })
  })
})
