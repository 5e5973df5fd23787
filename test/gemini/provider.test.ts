import { describe, expect, it } from 'vitest'
import { gemini } from '../../providers/gemini/index.js'
import type { ModelRelayError, ProviderEmbeddingRequest, ProviderRequest } from '../../src/provider.js'
import { answer, callWith } from './call.js'

const request: ProviderRequest = { model: '', messages: [{ role: 'user', content: 'Hi' }] }

async function failure(body: unknown, status: number): Promise<ModelRelayError> {
  const { call } = callWith({ apiKey: 'k' }, { status, body })
  return gemini.complete(request, call).then(
    () => Promise.reject(new Error('It was accepted.')),
    (error: ModelRelayError) => error,
  )
}

describe('the provider', () => {
  it.each([
    ['gemini-2.5-flash', '/v1beta/models/gemini-2.5-flash'],
    ['models/gemini-2.5-flash', '/v1beta/models/gemini-2.5-flash'],
    ['tunedModels/my-model', '/v1beta/tunedModels/my-model'],
  ])('sends %s to %s (quirks.md 116)', async (model, path) => {
    const whole = callWith({ apiKey: 'secret' }, {}, model)
    await gemini.complete(request, whole.call)
    expect(whole.seen[0]).toMatchObject({
      method: 'POST',
      baseURL: 'https://generativelanguage.googleapis.com',
      path: `${path}:generateContent`,
      headers: { 'x-goog-api-key': 'secret' },
    })
    const streamed = callWith({ apiKey: 'secret' }, {}, model, true)
    await gemini.stream(request, streamed.call)
    expect(streamed.seen[0]?.path).toBe(`${path}:streamGenerateContent?alt=sse`)
  })

  it('understands a stream that is one JSON array', async () => {
    const body = [answer([{ text: 'Hel' }], { finishReason: undefined }), answer([{ text: 'lo' }])]
    const { call } = callWith({ apiKey: 'k' }, { body }, undefined, true)
    const texts: unknown[] = []
    for await (const chunks of await gemini.stream(request, call))
      texts.push(...chunks.map((chunk) => chunk.choices[0]?.delta.content))
    expect(texts.filter(Boolean).join('')).toBe('Hello')
  })
})

describe('errors (quirks.md 117)', () => {
  const quota = (more: string) => ({
    error: {
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      message: `You exceeded your current quota, please check your plan and billing details.${more}`,
    },
  })

  it.each([
    [
      'a wrong key, which comes as 400',
      400,
      { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' } },
      'AuthenticationError',
    ],
    [
      'a prompt that is too long',
      400,
      { error: { code: 400, message: 'The input token count (5) exceeds the maximum number of tokens allowed (4).' } },
      'ContextWindowExceededError',
    ],
    [
      'an unknown model',
      404,
      { error: { code: 404, status: 'NOT_FOUND', message: 'models/x is not found' } },
      'NotFoundError',
    ],
    [
      'an overload',
      503,
      { error: { code: 503, status: 'UNAVAILABLE', message: 'The model is overloaded.' } },
      'ServiceUnavailableError',
    ],
    [
      'an array',
      429,
      [{ error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Resource exhausted.' } }],
      'RateLimitError',
    ],
    ['a quota that is spent', 429, quota(''), 'QuotaExceededError'],
    [
      'a quota that the plan does not have',
      429,
      quota(' limit: 0, model: x. Please retry in 3s.'),
      'QuotaExceededError',
    ],
  ])('%s', async (_, status, body, name) => {
    expect(await failure(body, status)).toMatchObject({ name, status })
  })

  it('says when to come back, and then a quota is a limit of rate', async () => {
    const stated = { error: { ...quota('').error, details: [{ '@type': 'RetryInfo', retryDelay: '34.07s' }] } }
    expect(await failure(stated, 429)).toMatchObject({ name: 'RateLimitError', retryable: true, retryAfterMs: 34_070 })
    expect(await failure(quota(' Please retry in 250ms.'), 429)).toMatchObject({
      name: 'RateLimitError',
      retryAfterMs: 250,
    })
  })
})

describe('embeddings', () => {
  const embed = async (input: Partial<ProviderEmbeddingRequest>, body: unknown) => {
    const { call, seen } = callWith({ apiKey: 'k' }, { body }, 'gemini-embedding-001')
    const reply = await gemini.embed?.({ model: '', input: ['a', 'b'], ...input }, call)
    return { reply, sent: seen[0], dropped: call.report.droppedParams }
  }
  const two = { embeddings: [{ values: [0.5, 1] }, { values: [2, 3] }] }

  it('go out as one batch', async () => {
    const { reply, sent } = await embed({ dimensions: 2, input_type: 'query' }, two)
    const one = (text: string) => ({
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text }] },
      taskType: 'RETRIEVAL_QUERY',
      outputDimensionality: 2,
    })
    expect(sent).toMatchObject({
      path: '/v1beta/models/gemini-embedding-001:batchEmbedContents',
      body: { requests: [one('a'), one('b')] },
    })
    expect(reply?.data.map(({ embedding, index }) => [index, embedding])).toEqual([
      [0, [0.5, 1]],
      [1, [2, 3]],
    ])
    expect(gemini.embedBatch?.('gemini-embedding-001')).toBe(100)
  })

  it('say that they leave out the user', async () => {
    const { sent, dropped } = await embed({ user: 'me' }, two)
    expect(JSON.stringify(sent?.body)).not.toContain('"me"')
    expect(dropped).toEqual(['user'])
  })

  it('are base64 where that was asked for', async () => {
    const { reply } = await embed({ encoding_format: 'base64' }, two)
    const bytes = Buffer.from(String(reply?.data[0]?.embedding), 'base64')
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, 1])
  })

  it('take no token lists', async () => {
    await expect(embed({ input: ['a', [1, 2]] }, two)).rejects.toThrow('input[1]: Gemini embeds texts, not tokens.')
  })

  it('an answer without vectors is an error', async () => {
    await expect(embed({}, {})).rejects.toMatchObject({ name: 'APIResponseError' })
    await expect(embed({}, { error: { code: 503, message: 'overloaded' } })).rejects.toMatchObject({ status: 503 })
  })
})
