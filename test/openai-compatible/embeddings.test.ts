import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createRelay, type EmbeddingRequest } from '../../src/index.js'
import { bodyOf, json, type LocalServer, localServer } from '../support/local-server.js'

const vector = [0.25, -1, 3]
const asFloats = Buffer.from(Float32Array.from(vector).buffer).toString('base64')
const asBytes = Buffer.from(Int8Array.from([1, -2, 3])).toString('base64')

let server: LocalServer
let sent: Array<{ url: string | undefined; body: Record<string, unknown> }>
let value: unknown
beforeEach(async () => {
  sent = []
  value = vector
  server = await localServer(async (incoming, response) => {
    const body = JSON.parse(await bodyOf(incoming))
    sent.push({ url: incoming.url, body })
    const count = Array.isArray(body.input) ? body.input.length : 1
    const data = Array.from({ length: count }, (_, index) => ({ object: 'embedding', index, embedding: value }))
    json(response, 200, { object: 'list', model: 'vendor-model', data, usage: { total_tokens: 7 } })
  })
})
afterEach(() => server.close())

const embed = (model: string, body: Partial<EmbeddingRequest> = {}) =>
  createRelay().embedding(
    { model, input: 'text', ...body },
    { apiKey: 'sk-embeddings-0123456789', baseURL: server.url, maxRetries: 0 },
  )

describe('embeddings of the dialect', () => {
  test('are numbers, whatever the host sends', async () => {
    expect((await embed('together/m')).data[0]?.embedding).toEqual(vector)
    value = asFloats
    expect((await embed('together/m')).data[0]?.embedding).toEqual(vector)
  })

  test('are base64 where that was asked for, whatever the host sends', async () => {
    expect((await embed('together/m', { encoding_format: 'base64' })).data[0]?.embedding).toBe(asFloats)
    value = asFloats
    expect((await embed('together/m', { encoding_format: 'base64' })).data[0]?.embedding).toBe(asFloats)
  })

  test('a host of bytes is not told an encoding', async () => {
    value = asBytes
    const reply = await embed('perplexity/m', { encoding_format: 'float' })
    expect(sent[0]?.body).toEqual({ model: 'm', input: 'text' })
    expect(reply.data[0]?.embedding).toEqual([1, -2, 3])
  })

  test('what a vector is for is told as left out, where a host has no word for it', async () => {
    const reply = await embed('together/m', { input_type: 'query', input: ['a', 'b'] })
    expect(sent[0]?.body).toEqual({ model: 'm', input: ['a', 'b'] })
    expect(reply.meta.droppedParams).toEqual(['input_type'])
    expect((await embed('jina/m', { input_type: 'query' })).meta.droppedParams).toBeUndefined()
  })

  test('state their usage; a total alone is the prompt', async () => {
    expect((await embed('together/m')).usage).toEqual({ prompt_tokens: 7, total_tokens: 7 })
  })

  test('OpenAI is asked for base64, which is smaller', async () => {
    await embed('openai/text-embedding-3-small', { dimensions: 3, user: 'u' })
    expect(sent[0]).toEqual({
      url: '/embeddings',
      body: { model: 'text-embedding-3-small', input: 'text', dimensions: 3, user: 'u', encoding_format: 'base64' },
    })
  })

  test('a host names dimensions and purpose in its own words', async () => {
    await embed('voyage/voyage-4', { dimensions: 256, input_type: 'query', input: ['a', 'b'] })
    expect(sent[0]?.body).toEqual({
      model: 'voyage-4',
      input: ['a', 'b'],
      output_dimension: 256,
      input_type: 'query',
      encoding_format: 'base64',
    })
    await embed('jina/jina-embeddings-v4', { input_type: 'document' })
    expect(sent[1]?.body).toMatchObject({ task: 'retrieval.passage' })
    await embed('mistral/mistral-embed', { dimensions: 64, input_type: 'query' })
    expect(sent[2]).toEqual({
      url: '/v1/embeddings',
      body: { model: 'mistral-embed', input: 'text', output_dimension: 64 },
    })
  })

  test('what one request takes decides the batches', async () => {
    const reply = await embed('mistral/mistral-embed', { input: Array.from({ length: 600 }, (_, at) => `text ${at}`) })
    expect(reply.data).toHaveLength(600)
    expect(sent.map(({ body }) => (Array.isArray(body['input']) ? body['input'].length : 1)).sort()).toEqual([
      256, 256, 88,
    ])
  })

  test('8-bit integers in base64 are numbers too', async () => {
    value = asBytes
    expect((await embed('perplexity/pplx-embed-v1-0.6b')).data[0]?.embedding).toEqual([1, -2, 3])
  })

  test.each([null, 'not a list', [1, 'x'], {}])('an answer of %j for a vector is an APIResponseError', async (odd) => {
    value = odd
    const reply = embed('together/m')
    if (odd === 'not a list') await reply
    else await expect(reply).rejects.toMatchObject({ name: 'APIResponseError' })
  })

  test('a vendor of embeddings alone refuses to chat', async () => {
    const chat = createRelay().completion(
      { model: 'voyage/voyage-4', messages: [{ role: 'user', content: 'hi' }] },
      { apiKey: 'k' },
    )
    await expect(chat).rejects.toMatchObject({ code: 'unsupported_operation' })
  })
})
