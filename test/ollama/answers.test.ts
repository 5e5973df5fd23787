import { describe, expect, it } from 'vitest'
import { ollama } from '../../providers/ollama/index.js'
import { createRelay } from '../../src/index.js'
import { complete, stream } from '../openai/wire.js'

const whole = async (body: unknown) => (await complete(ollama, { model: 'm' }, { body })).reply
const lines = (...items: unknown[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('')
const call = (name: string, args: unknown, id?: string) => ({ ...(id && { id }), function: { name, arguments: args } })

describe('an answer', () => {
  it('has calls with an id each and their arguments as text', async () => {
    const tool_calls = [call('f', { a: 1 }), call('f', { a: 1 }), call('g', {}, 'own')]
    const reply = await whole({ message: { content: '', tool_calls }, done: true, done_reason: 'stop' })
    const calls = reply.choices[0]?.message.tool_calls ?? []
    expect(calls).toMatchObject([
      { type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
      { function: { name: 'f' } },
      { id: 'own', function: { name: 'g', arguments: '{}' } },
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3)
    expect(reply.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
  })

  it('has its thinking, its time, its counts and its model', async () => {
    const reply = await whole({
      model: 'qwen3:4b',
      created_at: '2025-08-14T14:52:55.790953Z',
      message: { content: 'Hi', thinking: 'Hm.' },
      done: true,
      done_reason: 'length',
      prompt_eval_count: 3,
      eval_count: 2,
    })
    expect(reply).toMatchObject({
      model: 'qwen3:4b',
      created: 1755183175,
      choices: [{ finish_reason: 'length', message: { content: 'Hi', reasoning_content: 'Hm.' } }],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    })
  })

  it('without counts has no usage, and without a reason has stopped', async () => {
    const reply = await whole({ message: { content: 'Hi' }, done: true })
    expect(reply.usage).toBeUndefined()
    expect(reply.choices[0]?.finish_reason).toBe('stop')
    const cached = await whole({ message: { content: 'Hi' }, done: true, eval_count: 2 })
    expect(cached.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 2 })
  })

  it('that stopped for an unknown reason, or has no message, is an error', async () => {
    await expect(whole({ message: { content: 'Hi' }, done_reason: 'x' })).rejects.toMatchObject({
      code: 'unknown_stop_reason',
      retryable: false,
    })
    await expect(whole({ done: true })).rejects.toMatchObject({ name: 'APIResponseError' })
  })

  it('has log probabilities in the form of OpenAI', async () => {
    const logprobs = [{ token: 'Hi', logprob: -0.1, top_logprobs: [{ token: 'Ho', logprob: -3 }] }]
    expect((await whole({ message: { content: 'Hi' }, done: true, logprobs })).choices[0]?.logprobs?.content).toEqual([
      { token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [{ token: 'Ho', logprob: -3, bytes: [72, 111] }] },
    ])
  })

  it.each([
    [404, "model 'x' not found", 'NotFoundError'],
    [400, 'prompt too long; exceeded max context length by 4 tokens', 'ContextWindowExceededError'],
    [400, '"llama3" does not support thinking', 'BadRequestError'],
    [503, 'server busy, please try again', 'ServiceUnavailableError'],
  ])('of %i that says %j is a %s', async (status, error, name) => {
    await expect(complete(ollama, {}, { status, body: { error } })).rejects.toMatchObject({
      name,
      status,
      message: error,
    })
  })
})

describe('a stream', () => {
  const done = { done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 2 }

  it('is lines of JSON, the last with or without a line end', async () => {
    const body = lines(
      { message: { content: 'Hé' } },
      { message: { content: 'llo' } },
      { message: {}, ...done },
    ).trimEnd()
    const { reply, error } = await stream(ollama, body, {}, { headers: { 'content-type': 'application/x-ndjson' } })
    expect(error).toBeUndefined()
    expect(reply).toMatchObject({
      choices: [{ message: { content: 'Héllo' }, finish_reason: 'stop' }],
      usage: { total_tokens: 5 },
    })
  })

  it('keeps calls of the same name apart, whatever line they come in', async () => {
    const { reply } = await stream(
      ollama,
      lines(
        { message: { thinking: 'Hm.' } },
        { message: { tool_calls: [call('f', { a: 1 }), call('f', { a: 2 })] } },
        { message: { tool_calls: [call('f', { a: 3 }, 'own')] } },
        { message: {}, ...done },
      ),
    )
    const calls = reply?.choices[0]?.message.tool_calls ?? []
    expect(calls.map((item) => (item.type === 'function' ? item.function.arguments : ''))).toEqual([
      '{"a":1}',
      '{"a":2}',
      '{"a":3}',
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(3)
    expect(reply?.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { reasoning_content: 'Hm.' } })
  })

  it('that fails or is cut is an error after what had come', async () => {
    const failed = await stream(ollama, lines({ message: { content: 'Hi' } }, { error: 'out of memory' }))
    expect(failed.reply?.choices[0]?.message.content).toBe('Hi')
    expect(failed.error).toMatchObject({ name: 'InternalServerError', message: 'out of memory' })
    expect((await stream(ollama, lines({ message: { content: 'Hi' } }))).error).toMatchObject({
      code: 'stream_truncated',
    })
  })
})

describe('embeddings', () => {
  async function embed(body: object, answer: unknown) {
    const asked: unknown[] = []
    const fetch = async (url: string | URL | Request, init?: RequestInit) => {
      asked.push(new URL(String(url)).pathname, JSON.parse(String(init?.body)))
      return Response.json(answer)
    }
    const relay = createRelay({ providers: [ollama] })
    const reply = await relay.embedding({ model: 'ollama/e', input: 'a', ...body }, { fetch, maxRetries: 0 })
    return { asked, reply }
  }

  it('go to the native API and come with their usage', async () => {
    const { asked, reply } = await embed(
      { input: ['a', 'b'], dimensions: 2, input_type: 'query', user: 'u' },
      {
        model: 'e',
        embeddings: [
          [1, 2],
          [3, 4],
        ],
        prompt_eval_count: 5,
      },
    )
    expect(asked).toEqual(['/api/embed', { model: 'e', input: ['a', 'b'], dimensions: 2 }])
    expect(reply).toMatchObject({
      data: [{ embedding: [1, 2] }, { embedding: [3, 4] }],
      usage: { prompt_tokens: 5, total_tokens: 5 },
      meta: { droppedParams: ['input_type', 'user'] },
    })
  })

  it('of tokens are refused', async () => {
    await expect(embed({ input: [1, 2] }, {})).rejects.toThrow(/texts, not tokens/)
  })
})
