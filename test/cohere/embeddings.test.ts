import { expect, it } from 'vitest'
import { cohere } from '../../providers/cohere/index.js'
import { createRelay } from '../../src/index.js'

/** What is asked and what comes back, over a `fetch` that answers once. */
async function embed(body: object, answer: unknown) {
  const asked: Array<{ url: string; body: unknown }> = []
  const relay = createRelay({ providers: [cohere] })
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    asked.push({ url: String(url), body: JSON.parse(String(init?.body)) })
    return Response.json(answer)
  }
  const reply = await relay.embedding(
    { model: 'cohere/embed-v4.0', input: 'a', ...body },
    { apiKey: 'k', fetch, maxRetries: 0 },
  )
  return { reply, asked }
}

const VECTORS = { embeddings: { float: [[1, 2]] }, meta: { billed_units: { input_tokens: 5 } } }

it('texts go with what they are for, a document where nothing is said', async () => {
  const query = await embed({ input_type: 'query', dimensions: 256 }, VECTORS)
  expect(query.asked).toEqual([
    {
      url: 'https://api.cohere.com/v2/embed',
      body: {
        model: 'embed-v4.0',
        texts: ['a'],
        input_type: 'search_query',
        embedding_types: ['float'],
        output_dimension: 256,
      },
    },
  ])
  expect((await embed({}, VECTORS)).asked[0]?.body).toMatchObject({ input_type: 'search_document' })
})

it('vectors come with their usage, as floats or base64', async () => {
  const { reply } = await embed({}, VECTORS)
  expect(reply).toMatchObject({ data: [{ embedding: [1, 2] }], usage: { prompt_tokens: 5, total_tokens: 5 } })
  const encoded: unknown = (await embed({ encoding_format: 'base64' }, VECTORS)).reply.data[0]?.embedding
  expect(Buffer.from(String(encoded), 'base64').readFloatLE(4)).toBe(2)
})

it('ninety-six texts go at once', async () => {
  const asked: number[] = []
  const fetch = async (_: string | URL | Request, init?: RequestInit) => {
    const { texts }: { texts: string[] } = JSON.parse(String(init?.body))
    asked.push(texts.length)
    return Response.json({ embeddings: { float: texts.map((text) => [Number(text)]) } })
  }
  const input = Array.from({ length: 200 }, (_, at) => String(at))
  const reply = await createRelay({ providers: [cohere] }).embedding(
    { model: 'cohere/e', input },
    { apiKey: 'k', fetch },
  )
  expect(asked.toSorted((a, b) => a - b)).toEqual([8, 96, 96])
  expect(reply.data.map(({ embedding }) => embedding[0])).toEqual(input.map(Number))
})

it('tokens are refused, and an answer without vectors is an error', async () => {
  await expect(embed({ input: [[1, 2]] }, VECTORS)).rejects.toThrow(/texts, not tokens/)
  await expect(embed({}, { embeddings: 'x' })).rejects.toMatchObject({ name: 'APIResponseError' })
})
