import { describe, expect, it } from 'vitest'
import { createRelay, type EmbeddingRequest } from '../../src/index.js'
import { recordingsOf, whereRecordings } from '../support/recordings-of.js'

const model = 'huggingface/BAAI/bge-small-en-v1.5'
const PIPELINE = 'https://router.huggingface.co/hf-inference/models/BAAI/bge-small-en-v1.5/pipeline/feature-extraction'

/** A host that answers with one vector for each text, or with `answer`. */
function host(answer?: unknown, status = 200) {
  const asked: Array<{ url: string; key: string | null; body: Record<string, unknown> }> = []
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const body = JSON.parse(String(init?.body))
    asked.push({ url: String(url), key: new Headers(init?.headers).get('authorization'), body })
    const texts: unknown[] = body.inputs ?? [body.input].flat()
    const vectors = texts.map((_, at) => [at, 0.5])
    const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }))
    return Response.json(answer ?? (body.inputs ? vectors : { object: 'list', data }), { status })
  }
  const options = { apiKey: 'hf_0123456789', fetch, maxRetries: 0 }
  const embed = (body: Partial<EmbeddingRequest> = {}, more = {}) =>
    createRelay().embedding({ model, input: ['a', 'b'], ...body }, { ...options, ...more })
  return { asked, embed }
}

describe('embeddings of Hugging Face', () => {
  it('come from the pipeline of the model', async () => {
    const { asked, embed } = host()
    const reply = await embed({ normalize: true } as Partial<EmbeddingRequest>) // a key of the vendor's own
    expect(asked).toEqual([
      { url: PIPELINE, key: 'Bearer hf_0123456789', body: { inputs: ['a', 'b'], normalize: true } },
    ])
    expect(reply.data.map(({ embedding }) => embedding)).toEqual([
      [0, 0.5],
      [1, 0.5],
    ])
    expect(reply.model).toBe('BAAI/bge-small-en-v1.5')
  })

  it('also where the base URL is that of the router', async () => {
    const { asked, embed } = host()
    await embed({}, { baseURL: 'https://router.huggingface.co/v1/' })
    expect(asked[0]?.url).toBe(PIPELINE)
  })

  it('of a server of the caller have the form of OpenAI', async () => {
    const { asked, embed } = host()
    await embed({}, { baseURL: 'https://mine.endpoints.huggingface.cloud/v1' })
    expect(asked[0]?.url).toBe('https://mine.endpoints.huggingface.cloud/v1/embeddings')
    expect(asked[0]?.body).toMatchObject({ input: ['a', 'b'] })
  })

  it('go in batches of 32, and can be base64', async () => {
    const { asked, embed } = host()
    const input = Array.from({ length: 33 }, (_, at) => `text ${at}`)
    const reply = await embed({ input, encoding_format: 'base64' })
    expect(asked.map(({ body }) => [body['inputs']].flat().length).sort()).toEqual([1, 32])
    expect(reply.data).toHaveLength(33)
    expect(reply.data[32]?.embedding).toBe(Buffer.from(Float32Array.from([0, 0.5]).buffer).toString('base64'))
  })

  it('leave out what the pipeline does not know, and refuse what it cannot do', async () => {
    const { asked, embed } = host()
    const reply = await embed({ input_type: 'query', user: 'u' })
    expect(reply.meta.droppedParams).toEqual(['input_type', 'user'])
    expect(asked[0]?.body).toEqual({ inputs: ['a', 'b'] })
    await expect(embed({ dimensions: 8 })).rejects.toMatchObject({ name: 'BadRequestError', param: 'dimensions' })
    await expect(embed({ input: [[1, 2]] })).rejects.toMatchObject({ name: 'BadRequestError', param: 'input' })
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['a vector for each token', [[[1, 2]], [[3, 4]]], 200, 'APIResponseError'],
    ['something else', { label: 'x' }, 200, 'APIResponseError'],
    ['an error inside a 200', { error: 'Model is overloaded' }, 200, 'ServiceUnavailableError'],
    ['a model that is not there', { error: 'Model not supported by provider hf-inference' }, 404, 'NotFoundError'],
  ])('%s is an error', async (_, answer, status, name) => {
    await expect(host(answer, status).embed()).rejects.toMatchObject({ name })
  })

  it('a model whose name climbs is refused', async () => {
    const { asked, embed } = host()
    await expect(embed({ model: 'huggingface/../../api' })).rejects.toMatchObject({ param: 'model' })
    expect(asked).toEqual([])
  })

  it.skipIf(whereRecordings !== '')(`of one text may come without a list${whereRecordings}`, async () => {
    const recorded = recordingsOf('huggingface', 'hf-inference').find(({ id }) => id.endsWith('35bb8d035e'))
    const reply = await host(recorded?.response.body).embed({ input: 'test' })
    expect(reply.data[0]?.embedding).toEqual(recorded?.response.body)
  })
})
