import { describe, expect, test } from 'vitest'
import type { ProviderEmbeddingRequest } from '../../src/contract/embedding.js'
import type { Provider } from '../../src/contract/provider.js'
import { createRelay, InternalServerError } from '../../src/index.js'
import { scriptedProvider } from '../support/scripted-provider.js'

/** Answers the length of each text; batch `at` fails as often as `failures` says. */
function lengths(batch: number, failures: Record<string, number> = {}): { provider: Provider; asked: unknown[][] } {
  const asked: unknown[][] = []
  const { provider } = scriptedProvider()
  provider.embedBatch = () => batch
  provider.embed = async ({ input, model }: ProviderEmbeddingRequest) => {
    asked.push(input)
    const first = String(input[0])
    const left = failures[first] ?? 0
    if (left > 0) {
      failures[first] = left - 1
      throw new InternalServerError('boom', { retryAfterMs: 1 })
    }
    const data = input.map((item, index) => ({ object: 'embedding' as const, index, embedding: [item.length] }))
    return { object: 'list', model, data, usage: { prompt_tokens: input.length, total_tokens: input.length } }
  }
  return { provider, asked }
}

const model = 'scripted/vectors'

describe('embedding', () => {
  test('one text gives one vector', async () => {
    const { provider } = lengths(10)
    const reply = await createRelay({ providers: [provider] }).embedding({ model, input: 'four' })
    expect(reply.data).toEqual([{ object: 'embedding', index: 0, embedding: [4] }])
    expect(reply).toMatchObject({
      object: 'list',
      model: 'vectors',
      usage: { prompt_tokens: 1 },
      meta: { provider: 'scripted' },
    })
  })

  test('many texts go in batches and come back in order, with the usage summed', async () => {
    const { provider, asked } = lengths(2)
    const input = ['a', 'bb', 'ccc', 'dddd', 'eeeee']
    const reply = await createRelay({ providers: [provider] }).embeddings.create({ model, input })
    expect(reply.data.map(({ index, embedding }) => [index, embedding[0]])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ])
    expect(reply.usage).toEqual({ prompt_tokens: 5, total_tokens: 5 })
    expect(asked).toHaveLength(3)
  })

  test('a list of tokens is one input, a list of lists are many', async () => {
    const { provider, asked } = lengths(10)
    const relay = createRelay({ providers: [provider] })
    await relay.embedding({ model, input: [1, 2, 3] })
    await relay.embedding({ model, input: [[1], [2, 3]] })
    expect(asked).toEqual([[[1, 2, 3]], [[1], [2, 3]]])
  })

  test('a batch that fails is retried alone', async () => {
    const { provider, asked } = lengths(1, { b: 1 })
    const reply = await createRelay({ providers: [provider] }).embedding({ model, input: ['a', 'b', 'c'] })
    expect(reply.data).toHaveLength(3)
    expect(asked.filter(([text]) => text === 'a')).toHaveLength(1)
    expect(asked.filter(([text]) => text === 'b')).toHaveLength(2)
    expect(reply.meta.attempts).toHaveLength(2)
  })

  test('falls back like any call', async () => {
    const { provider } = lengths(10, { a: 99 })
    const { provider: other } = lengths(10)
    const reply = await createRelay({ providers: [provider, { ...other, id: 'other' }] }).embedding(
      { model, input: 'a' },
      { maxRetries: 0, fallbacks: ['other/m'] },
    )
    expect(reply.meta).toMatchObject({ provider: 'other', attempts: [{ error: 'InternalServerError' }, {}] })
  })

  test('fewer vectors than texts are an error, not a shift', async () => {
    const { provider } = lengths(10)
    const { embed } = provider
    provider.embed = async (request, call) => {
      const answer = await embed?.(request, call)
      return { object: 'list', model: 'm', data: answer?.data.slice(1) ?? [] }
    }
    await expect(
      createRelay({ providers: [provider] }).embedding({ model, input: ['a', 'b'] }, { maxRetries: 0 }),
    ).rejects.toThrow('Asked for 2 embeddings, got 1')
  })

  test('a provider without embeddings says so', async () => {
    const { provider } = scriptedProvider()
    await expect(createRelay({ providers: [provider] }).embedding({ model, input: 'a' })).rejects.toMatchObject({
      code: 'unsupported_operation',
    })
  })

  test.each([
    [{ input: '' }, 'input'],
    [{ input: [] }, 'input'],
    [{ input: ['a', 1] }, 'input[1]'],
    [{ input: [[1], []] }, 'input[1]'],
    [{ input: 'a', dimensions: 0 }, 'dimensions'],
    [{ input: 'a', encoding_format: 'hex' }, 'encoding_format'],
    [{ input: 'a', input_type: 'code' }, 'input_type'],
  ])('a body of %j is refused by path', async (body, path) => {
    const { provider } = lengths(1)
    const call = createRelay({ providers: [provider] }).embedding({ model, ...body } as never)
    await expect(call).rejects.toMatchObject({ name: 'BadRequestError', param: path })
  })

  test('a mock makes no request', async () => {
    const { provider, asked } = lengths(1)
    const { data } = await createRelay({ providers: [provider] }).embedding(
      { model, input: ['a', 'b'], dimensions: 4 },
      { mock: 'x' },
    )
    expect(data.map(({ embedding }) => embedding.length)).toEqual([4, 4])
    expect(asked).toEqual([])
  })
})
