import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  APIUserAbortError,
  BadRequestError,
  type ChatCompletionChunk,
  type CompletionStream,
  createRelay,
  type HookEvents,
  isModelRelayError,
} from '../../src/index.js'
import { answering, ask, askStream, events, MESSAGES, openaiAnswer } from './ask.js'

const USAGE = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 }
/** Of gpt-4o: 2.50 and 10 USD for a million. */
const COST = { input: 0.0025, output: 0.001, cacheRead: 0, cacheWrite: 0, other: 0, total: 0.0035, source: 'table' }

const chunk = (more: object) => ({ id: 'chatcmpl-1', created: 1, model: 'gpt-4o-2024-08-06', ...more })
const delta = (content: string) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
const finish = chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
const counted = chunk({ choices: [], usage: USAGE })

async function read(stream: CompletionStream): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = []
  for await (const one of stream) chunks.push(one)
  return chunks
}

describe('every reply says what it cost', () => {
  test('a whole one', async () => {
    const { meta } = await ask('openai/gpt-4o', openaiAnswer(USAGE))
    expect(meta.cost).toEqual(COST)
  })

  test('a stream: final(), its meta, and the chunk with the usage', async () => {
    const stream = await askStream('openai/gpt-4o', events(delta('Hi'), finish, counted, '[DONE]'), {
      includeUsage: true,
    })
    const chunks = await read(stream)
    const [last] = chunks.slice(-1)
    expect(last?.usage?.total_tokens).toBe(1_100)
    expect(last?.meta?.cost).toEqual(COST)
    expect(chunks.slice(0, -1).every(({ meta }) => meta === undefined)).toBe(true)
    expect(stream.meta.cost).toEqual(COST)
    expect((await stream.final()).meta.cost).toEqual(COST)
  })

  test('a stream whose reader did not ask for the usage', async () => {
    const stream = await askStream('openai/gpt-4o', events(delta('Hi'), finish, counted, '[DONE]'))
    const chunks = await read(stream)
    expect(chunks.every((one) => one.usage === undefined && one.meta === undefined)).toBe(true)
    expect(stream.meta.cost).toEqual(COST)
  })

  test('embeddings', async () => {
    const { meta } = await createRelay().embedding(
      { model: 'openai/text-embedding-3-small', input: ['a', 'b'] },
      {
        apiKey: 'key',
        fetch: answering({
          data: [0, 1].map((index) => ({ object: 'embedding', index, embedding: [0.5] })),
          model: 'text-embedding-3-small',
          usage: { prompt_tokens: 1_000, total_tokens: 1_000 },
        }),
      },
    )
    expect(meta.cost?.total).toBe(0.00002)
  })

  test('a mock', async () => {
    const reply = await createRelay().completion({ model: 'openai/gpt-4o', messages: MESSAGES }, { mock: 'Hi' })
    const { prompt_tokens: prompt = 0, completion_tokens: answer = 0 } = reply.usage ?? {}
    expect(reply.meta.cost?.total).toBeCloseTo((prompt * 2.5 + answer * 10) / 1e6, 12)
  })
})

describe('the price', () => {
  test('is that of the model that answered', async () => {
    const { meta } = await ask('openai/gpt-4o-mini', openaiAnswer(USAGE))
    expect(meta.model).toBe('gpt-4o-2024-08-06')
    expect(meta.cost).toEqual(COST)
  })

  test('is that of the model asked for, where the one that answered is in no table', async () => {
    const { meta } = await ask('openai/gpt-4o', openaiAnswer(USAGE, { model: 'gpt-4o-of-the-house' }))
    expect(meta.cost).toEqual(COST)
  })

  test('is absent where it is not known', async () => {
    const { meta } = await ask('openai_compatible/my-model', openaiAnswer(USAGE, { model: 'my-model' }))
    expect('cost' in meta).toBe(false)
  })

  test('is the caller’s own where there is one', async () => {
    const { meta } = await ask('openai/gpt-4o', openaiAnswer(USAGE), { prices: { input: 1, output: 2 } })
    expect(meta.cost).toMatchObject({ total: 0.0012, source: 'custom' })
  })

  test('is that of the relay’s own table where it has one', async () => {
    const relay = createRelay({ prices: { 'openai/gpt-4o': { prices: { input: 3, output: 3 } } } })
    const { meta } = await relay.completion(
      { model: 'openai/gpt-4o', messages: MESSAGES },
      { apiKey: 'key', fetch: answering(openaiAnswer(USAGE, { model: 'gpt-4o' })) },
    )
    expect(meta.cost).toMatchObject({ total: 0.0033, source: 'custom' })
  })

  test('of a call does not hold for its fallback, which may have its own', async () => {
    const relay = createRelay()
    const fails = async () => new Response('{}', { status: 500 })
    const options = { apiKey: 'key', fetch: fails, maxRetries: 0, prices: { input: 9, output: 9 } }
    const body = { model: 'openai/gpt-4o', messages: MESSAGES }
    const fetch = answering(openaiAnswer(USAGE))
    const plain = await relay.completion(body, { ...options, fallbacks: [{ model: 'openai/gpt-4o', fetch }] })
    expect(plain.meta.cost).toEqual(COST)
    const own = { model: 'openai/gpt-4o', fetch, prices: { input: 1, output: 1 } }
    const other = await relay.completion(body, { ...options, fallbacks: [own] })
    expect(other.meta.cost).toMatchObject({ total: 0.0011, source: 'custom' })
  })

  test.each([
    [{ input: -1 }, 'prices.input'],
    [{ input: 1, output: '2' }, 'prices.output'],
    [{ inputs: 1 }, 'prices.inputs'],
    [{ input: 1, tiers: [{ above: 0, rates: {} }] }, 'prices.tiers[0].above'],
  ])('%j is refused with its path', async (prices, path) => {
    // What the types do not allow is what is tested.
    const options = { prices: prices as object }
    const call = ask('openai/gpt-4o', openaiAnswer(USAGE), options)
    await expect(call).rejects.toThrow(BadRequestError)
    await expect(call).rejects.toThrow(path)
  })
})

describe('where the usage was not stated to its end, the cost is an estimate of what was sent and received', () => {
  const words = 'word '.repeat(400)

  test('a stream that breaks', async () => {
    const failed: Array<HookEvents['onError']> = []
    const relay = createRelay({ hooks: { onError: (event) => void failed.push(event) } })
    const stream = await relay.completion(
      { model: 'openai/gpt-4o', messages: MESSAGES, stream: true },
      { apiKey: 'key', fetch: answering(events(delta(words)), 'text/event-stream'), maxRetries: 0 },
    )
    const error = await read(stream).catch((thrown: unknown) => thrown)
    if (!isModelRelayError(error)) throw new Error('The stream did not break.')
    const cost = error.partial?.meta?.cost
    expect(cost).toMatchObject({ output: 0.005, source: 'table', estimated: true })
    expect(cost?.input).toBeGreaterThan(0)
    expect(failed[0]?.meta.cost).toEqual(cost)
    expect(stream.meta.cost).toEqual(cost)
  })

  test('a stream that its reader leaves', async () => {
    const failed: Array<HookEvents['onError']> = []
    const relay = createRelay({ hooks: { onError: (event) => void failed.push(event) } })
    const wire = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(events(delta(words)))),
    })
    const fetch = async () => new Response(wire, { headers: { 'content-type': 'text/event-stream' } })
    const stream = await relay.completion(
      { model: 'openai/gpt-4o', messages: MESSAGES, stream: true },
      { apiKey: 'key', fetch },
    )
    for await (const _ of stream) break
    expect(failed[0]?.error).toBeInstanceOf(APIUserAbortError)
    expect(failed[0]?.meta.cost).toMatchObject({ output: 0.005, estimated: true })
  })

  test('counts that came before the answer are kept, and the answer is counted', async () => {
    const head = { type: 'message_start', message: { id: 'msg_1', usage: { input_tokens: 2_000, output_tokens: 1 } } }
    const wire = events(
      head,
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: words } },
    )
    const error = await read(await askStream('anthropic/claude-sonnet-4-5', wire)).catch((thrown: unknown) => thrown)
    const cost = isModelRelayError(error) ? error.partial?.meta?.cost : undefined
    expect(cost).toMatchObject({ input: 0.006, output: 0.0075, estimated: true })
  })

  test('an answer whose usage the vendor does not state', async () => {
    const { meta, usage } = await ask('openai/gpt-4o', { ...openaiAnswer({}), usage: undefined })
    expect(usage).toBeUndefined()
    expect(meta.cost).toMatchObject({ source: 'table', estimated: true })
  })

  test('a stream that was left after its end has the usage that was stated', async () => {
    const stream = await askStream('openai/gpt-4o', events(delta('Hi'), finish, counted, '[DONE]'))
    for await (const { choices } of stream) if (choices[0]?.finish_reason) break
    expect(stream.meta.cost).toEqual(COST)
  })

  test('a call that no provider answered cost nothing', async () => {
    const failed: Array<HookEvents['onError']> = []
    const relay = createRelay({ hooks: { onError: (event) => void failed.push(event) } })
    const fetch = async () => new Response('{}', { status: 500 })
    const call = relay.completion(
      { model: 'openai/gpt-4o', messages: MESSAGES },
      { apiKey: 'key', fetch, maxRetries: 0 },
    )
    await expect(call).rejects.toThrow()
    expect(failed[0]?.meta.cost).toBeUndefined()
  })
})

describe('a table that cannot be loaded', () => {
  afterEach(() => {
    vi.doUnmock('../../src/cost/load-prices.js')
    vi.resetModules()
  })

  test('fails no call and is reported once', async () => {
    vi.resetModules()
    vi.doMock('../../src/cost/load-prices.js', () => {
      const fail = () => {
        throw new Error('no such file')
      }
      return { loadPrices: async () => fail(), loadedPrices: () => undefined, priceTable: fail }
    })
    const fresh = await import('../../src/index.js')
    const failures: unknown[] = []
    const relay = fresh.createRelay({ onFailure: (failure) => failures.push(failure) })
    const call = () => relay.completion({ model: 'openai/gpt-4o', messages: MESSAGES }, { mock: 'Hi' })
    expect((await call()).meta.cost).toBeUndefined()
    expect((await call()).meta.cost).toBeUndefined()
    expect(failures).toEqual([{ source: 'prices', name: 'table', error: new Error('no such file') }])
  })
})
