import { describe, expect, it } from 'vitest'
import { cohere } from '../../providers/cohere/index.js'
import { complete, eventStream, stream } from '../openai/wire.js'

const MODEL = 'command-a-03-2025'
const whole = async (body: unknown) => (await complete(cohere, { model: MODEL }, { body })).reply
const answer = (message: object, finish = 'COMPLETE', more: object = {}) =>
  whole({ id: 'x', message, finish_reason: finish, ...more })
const text = (value: string) => ({ content: [{ type: 'text', text: value }] })

describe('an answer', () => {
  it('gives equal tool-call ids to no two calls', async () => {
    const call = (name: string) => ({ id: 'a', type: 'function', function: { name, arguments: '{}' } })
    const reply = await answer({ tool_calls: [call('f'), call('g')] }, 'TOOL_CALL')
    const ids = reply.choices[0]?.message.tool_calls?.map(({ id }) => id)
    expect(ids?.[0]).toBe('a')
    expect(new Set(ids).size).toBe(2)
  })

  it.each([
    ['COMPLETE', 'stop'],
    ['STOP_SEQUENCE', 'stop'],
    ['MAX_TOKENS', 'length'],
  ])('that ends with %s ends with %s', async (word, reason) => {
    expect((await answer(text('Hi'), word)).choices[0]?.finish_reason).toBe(reason)
  })

  it('that ends for an unknown reason is an error', async () => {
    await expect(answer(text('Hi'), 'WHATEVER')).rejects.toMatchObject({
      code: 'unknown_stop_reason',
      retryable: false,
    })
  })

  it('that failed is an error with what the vendor says', async () => {
    const body = {
      message: text('a'),
      finish_reason: 'ERROR',
      error: 'an invalid tool generation',
      error_type: 'INVALID_TOOL_GENERATION',
    }
    await expect(whole(body)).rejects.toMatchObject({ name: 'BadRequestError', type: 'INVALID_TOOL_GENERATION' })
    await expect(whole({ message: 'too many tokens', error_type: 'TOO_MANY_TOKENS' })).rejects.toMatchObject({
      name: 'ContextWindowExceededError',
    })
  })

  it('counts what the model read, not what is billed', async () => {
    const usage = {
      billed_units: { input_tokens: 1, output_tokens: 2 },
      tokens: { input_tokens: 508, output_tokens: 86, reasoning_tokens: 28 },
      cached_tokens: 144,
    }
    expect((await answer(text('Hi'), 'COMPLETE', { usage })).usage).toEqual({
      prompt_tokens: 508,
      completion_tokens: 86,
      total_tokens: 594,
      prompt_tokens_details: { cached_tokens: 144 },
      completion_tokens_details: { reasoning_tokens: 28 },
    })
    const billed = { billed_units: { input_tokens: 1, output_tokens: 2 } }
    expect((await answer(text('Hi'), 'COMPLETE', { usage: billed })).usage).toMatchObject({ total_tokens: 3 })
  })

  it('gives each call an id and an object of arguments (quirk 14)', async () => {
    const reply = await answer(
      { tool_calls: [{ function: { name: 'f', arguments: 'null' } }, { id: 'b', function: { name: 'g' } }] },
      'TOOL_CALL',
    )
    const calls = reply.choices[0]?.message.tool_calls
    expect(calls).toMatchObject([
      { type: 'function', function: { name: 'f', arguments: '{}' } },
      { id: 'b', function: { name: 'g', arguments: '{}' } },
    ])
    expect(calls?.[0]?.id).toMatch(/^call_/)
    expect(reply.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
  })

  it('has web sources as annotations, counted in UTF-16 from the start of the content', async () => {
    const source = (url: string) => ({ type: 'document', id: 'd', document: { url, title: 'T' } })
    const citations = [
      { start: 2, end: 4, content_index: 2, type: 'TEXT_CONTENT', sources: [source('https://h.example/a')] },
      { start: 0, end: 1, content_index: 2, type: 'TEXT_CONTENT', sources: [source('file.txt')] },
      { start: 0, end: 1, content_index: 1, type: 'THINKING_CONTENT', sources: [source('https://h.example/b')] },
    ]
    const content = [
      { type: 'text', text: 'One ' },
      { type: 'thinking', thinking: 'hm' },
      { type: 'text', text: '😀 ab' },
    ]
    const message = (await answer({ content, citations })).choices[0]?.message
    expect(message).toMatchObject({ content: 'One 😀 ab', reasoning_content: 'hm' })
    expect(message?.annotations).toEqual([
      { type: 'url_citation', url_citation: { start_index: 7, end_index: 9, url: 'https://h.example/a', title: 'T' } },
    ])
    expect(message?.provider_specific_fields).toEqual({ cohere: { citations } })
  })

  it('has log probabilities of each piece', async () => {
    const logprobs = [{ token_ids: [1, 2], text: 'Hi', logprobs: [-1, -0.5] }]
    expect((await answer(text('Hi'), 'COMPLETE', { logprobs })).choices[0]?.logprobs?.content).toEqual([
      { token: 'Hi', logprob: -1.5, bytes: [72, 105], top_logprobs: [] },
    ])
  })
})

describe('a stream', () => {
  const start = { type: 'message-start', id: 'm1', delta: { message: { role: 'assistant' } } }
  const piece = (value: object, index = 0) => ({ type: 'content-delta', index, delta: { message: { content: value } } })
  const end = (finish: string, more: object = {}) => ({
    type: 'message-end',
    delta: { finish_reason: finish, ...more },
  })
  const call = (type: string, index: number, value: object) => ({
    type,
    index,
    delta: { message: { tool_calls: value } },
  })

  it('is complete without [DONE], and not without its end', async () => {
    const events = [start, piece({ text: 'Hi' })]
    const { reply, error } = await stream(cohere, eventStream([...events, end('COMPLETE')], { done: false }))
    expect(error).toBeUndefined()
    expect(reply).toMatchObject({ id: 'm1', choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })
    expect((await stream(cohere, eventStream(events))).error).toMatchObject({ code: 'stream_truncated' })
  })

  it('adds up calls, and the plan before them', async () => {
    const { reply } = await stream(
      cohere,
      eventStream([
        start,
        { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I will ' } } },
        { type: 'tool-plan-delta', delta: { message: { tool_plan: 'look.' } } },
        call('tool-call-start', 0, { id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
        call('tool-call-delta', 0, { function: { arguments: '{"q"' } }),
        call('tool-call-delta', 0, { function: { arguments: ':1}' } }),
        { type: 'tool-call-end', index: 0 },
        call('tool-call-start', 1, { id: 'b', type: 'function', function: { name: 'g', arguments: '' } }),
        { type: 'tool-call-end', index: 1 },
        end('TOOL_CALL'),
      ]),
    )
    expect(reply?.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        reasoning_content: 'I will look.',
        tool_calls: [
          { id: 'a', function: { name: 'f', arguments: '{"q":1}' } },
          { id: 'b', function: { name: 'g', arguments: '{}' } },
        ],
      },
    })
  })

  it('that fails at its end is an error after what had come', async () => {
    const { chunks, error } = await stream(
      cohere,
      eventStream([
        start,
        piece({ text: 'Hi' }),
        end('ERROR', { error: 'an invalid tool generation', error_type: 'INVALID_TOOL_GENERATION' }),
      ]),
    )
    expect(chunks[0]?.choices[0]?.delta.content).toBe('Hi')
    expect(error).toMatchObject({ name: 'BadRequestError', type: 'INVALID_TOOL_GENERATION', retryable: false })
  })
})
