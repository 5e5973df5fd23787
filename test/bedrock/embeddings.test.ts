import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bedrock } from '../../providers/bedrock/index.js'
import type { ProviderCall } from '../../src/contract/provider.js'
import { type CallOptions, createRelay, type EmbeddingRequest } from '../../src/index.js'
import { isModelRelayError, type ProviderEmbeddingRequest } from '../../src/provider.js'
import { callOf } from './call.js'
import { answerJson, type Http2Server, http2Server } from './http2-server.js'

const TITAN_EMBED = 'amazon.titan-embed-text-v2:0'
const COHERE = 'cohere.embed-multilingual-v3'
const NOVA_EMBED = 'amazon.nova-2-multimodal-embeddings-v1:0'

let server: Http2Server
let answer: unknown
let headers: Record<string, string> = {}
beforeAll(async () => {
  server = await http2Server((response) => answerJson(response, answer, 200, headers))
})
beforeEach(() => {
  headers = {}
  server.received.length = 0
})
afterAll(() => server.close())

function embed(model: string, request: Partial<ProviderEmbeddingRequest>, more: Partial<ProviderCall> = {}) {
  const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } }
  const call: ProviderCall = { ...callOf(model), connection: { baseURL: server.url, aws }, ...more }
  return bedrock.embed?.({ model, input: ['a'], ...request }, call)
}

/** What a call through a relay takes. */
function asked(model: string, request: Partial<EmbeddingRequest>): { body: EmbeddingRequest; options: CallOptions } {
  const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } }
  return { body: { input: 'a', ...request, model: `bedrock/${model}` }, options: { baseURL: server.url, aws } }
}

describe('embeddings', () => {
  it('of several texts are asked for one by one and come in order', async () => {
    answer = { embedding: [1], inputTextTokenCount: 2 }
    const aws = { region: 'eu-west-1', credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' } }
    const model = `bedrock/${TITAN_EMBED}`
    const reply = await createRelay().embedding({ model, input: ['a', 'b', 'c'] }, { baseURL: server.url, aws })
    expect(reply.data.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(reply.usage.total_tokens).toBe(6)
    expect(server.received.map(({ body }) => body['inputText']).toSorted()).toEqual(['a', 'b', 'c'])
  })

  it('of Titan are one text each, with the dimensions asked for', async () => {
    answer = { embedding: [0.5, 1], inputTextTokenCount: 4 }
    expect(await embed(TITAN_EMBED, { dimensions: 256 })).toEqual({
      object: 'list',
      model: TITAN_EMBED,
      data: [{ object: 'embedding', index: 0, embedding: [0.5, 1] }],
      usage: { prompt_tokens: 4, total_tokens: 4 },
    })
    expect(server.received[0]?.path).toBe('/model/amazon.titan-embed-text-v2%3A0/invoke')
    expect(server.received[0]?.body).toEqual({ inputText: 'a', dimensions: 256 })
    expect(bedrock.embedBatch?.(TITAN_EMBED)).toBe(1)
  })

  it('of Cohere are up to 96 texts, counted by a header', async () => {
    answer = { embeddings: [[1], [2]], response_type: 'embeddings_floats' }
    headers = { 'x-amzn-bedrock-input-token-count': '7' }
    const reply = await embed(COHERE, { input: ['a', 'b'], input_type: 'query', truncate: 'END' } as never)
    expect(reply?.data.map(({ embedding }) => embedding)).toEqual([[1], [2]])
    expect(reply?.usage).toEqual({ prompt_tokens: 7, total_tokens: 7 })
    expect(server.received[0]?.body).toEqual({ texts: ['a', 'b'], input_type: 'search_query', truncate: 'END' })
    expect(bedrock.embedBatch?.(COHERE)).toBe(96)
  })

  it('of Cohere by type are read too', async () => {
    answer = { embeddings: { float: [[1, 2]] } }
    expect((await embed('eu.cohere.embed-v4:0', { dimensions: 512 }))?.data[0]?.embedding).toEqual([1, 2])
    expect(server.received[0]?.body).toMatchObject({ input_type: 'search_document', output_dimension: 512 })
  })

  it('of Nova say what they are for', async () => {
    answer = { embeddings: [{ embeddingType: 'TEXT', embedding: [1, 2] }] }
    expect((await embed(NOVA_EMBED, { input_type: 'query', dimensions: 384 }))?.data[0]?.embedding).toEqual([1, 2])
    expect(server.received[0]?.body).toEqual({
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: {
        embeddingPurpose: 'TEXT_RETRIEVAL',
        embeddingDimension: 384,
        text: { truncationMode: 'END', value: 'a' },
      },
    })
  })

  it('are base64 of little-endian floats where that is asked for', async () => {
    answer = { embedding: [0.5, -1] }
    const reply = await embed(TITAN_EMBED, { encoding_format: 'base64' })
    expect(reply?.data[0]?.embedding).toBe(Buffer.from(new Float32Array([0.5, -1]).buffer).toString('base64'))
    expect(reply).not.toHaveProperty('usage')
  })

  it.each([{}, { embedding: 'x' }, { embedding: ['x'] }, { embedding: [[1]] }, []])(
    'of %j are an error',
    async (body) => {
      answer = body
      const error: unknown = await embed(TITAN_EMBED, {})?.catch((thrown) => thrown)
      expect(isModelRelayError(error, 'invalid_response')).toBe(true)
    },
  )

  it('of other models and of tokens are refused', async () => {
    await expect(embed('amazon.nova-lite-v1:0', {})).rejects.toMatchObject({ name: 'BadRequestError', param: 'model' })
    await expect(embed(TITAN_EMBED, { input: [[1, 2]] })).rejects.toMatchObject({ param: 'input' })
  })

  it.each([
    'amazon.titan-embed-text-v1',
    'amazon.titan-embed-g1-text-02',
    'cohere.embed-english-v3',
    'us.cohere.embed-multilingual-v3',
  ])('of %s have one length only', async (model) => {
    const { body, options } = asked(model, { dimensions: 256 })
    await expect(createRelay().embedding(body, options)).rejects.toMatchObject({
      name: 'UnsupportedParamsError',
      params: ['dimensions'],
    })
    expect(server.received).toEqual([])
  })

  it.each([
    ['amazon.titan-embed-text-v1', { embedding: [1] }],
    ['cohere.embed-english-v3', { embeddings: [[1]] }],
  ])('of %s are made without a length where dropParams says so, and it is told', async (model, reply) => {
    answer = reply
    const { body, options } = asked(model, { dimensions: 256, user: 'u' })
    const { meta } = await createRelay().embedding(body, { ...options, dropParams: true })
    expect(meta.droppedParams).toEqual(['dimensions', 'user'])
    expect(JSON.stringify(server.received[0]?.body)).not.toContain('256')
  })

  it.each([
    ['Titan', TITAN_EMBED, { embedding: [1] }, ['input_type', 'user']],
    ['Cohere', COHERE, { embeddings: [[1], [1]] }, ['user']],
    ['Nova', NOVA_EMBED, { embeddings: [{ embedding: [1] }] }, ['user']],
  ])('of %s say once what was left out', async (_, model, reply, dropped) => {
    answer = reply
    const { body, options } = asked(model, { input: ['a', 'b'], input_type: 'query', user: 'u' })
    const { meta } = await createRelay().embedding(body, options)
    expect(meta.droppedParams).toEqual(dropped)
  })

  it('take extraBody as it is', async () => {
    answer = { embedding: [1] }
    await embed(TITAN_EMBED, {}, { extraBody: { normalize: false } })
    expect(server.received[0]?.body).toEqual({ inputText: 'a', normalize: false })
  })
})
