import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../providers/openai-compatible/index.js'
import { hostWith } from '../openai-compatible/rows-of.js'
import { type Ask, delta, eventStream, stream } from './wire.js'

const read = (events: readonly unknown[] | string, quirks: Dialect = {}, ask: Ask = {}) =>
  stream(hostWith(quirks), events, ask)
const part = (fields: object) => delta({ tool_calls: [fields] })
const stop = delta({}, 'stop')
const messageOf = async (...parameters: Parameters<typeof read>) => {
  const { reply, error } = await read(...parameters)
  if (error) throw error
  return reply?.choices[0]?.message
}
const callsOf = async (events: readonly unknown[]) =>
  (await messageOf([...events, delta({}, 'tool_calls')]))?.tool_calls?.map((call) =>
    call.type === 'function' ? [call.function.name, call.function.arguments] : [],
  )

describe('a stream', () => {
  it('tells the role once and first, one id throughout, usage last (1, 2, 15)', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }
    const { chunks } = await read([
      delta({ role: '', content: null }),
      delta({ role: 'assistant', content: 'Hi' }),
      { ...delta({ content: '.' }), id: 'c2' },
      stop,
      { id: 'c1', choices: [], usage },
    ])
    expect(chunks.map(({ id }) => id)).toEqual(Array(4).fill('c1'))
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: 'Hi' },
      { content: '.' },
      {},
      undefined,
    ])
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, null, 'stop', undefined])
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage })
  })

  it('skips what is no chunk (1)', async () => {
    expect(
      await messageOf([
        'data: null\n\n',
        'data: 7\n\n',
        ': comment\n\n',
        { a: 1 },
        { choices: [null] },
        delta({ content: 'Hi' }),
        stop,
      ]),
    ).toMatchObject({ content: 'Hi' })
  })

  it("takes its head from Azure's first chunk that says something (63)", async () => {
    const { reply } = await read([
      { id: '', model: '', created: 0, choices: [], prompt_filter_results: [] },
      delta({ content: 'Hi' }),
      stop,
    ])
    expect(reply).toMatchObject({ id: 'c1', model: 'm', created: 1 })
  })

  it.each([
    ['at the top', (usage: object) => ({ ...delta({}, 'stop'), usage })],
    ['in the choice (Moonshot)', (usage: object) => delta({}, 'stop', { usage })],
    ['in x_groq (Groq)', (usage: object) => ({ ...delta({}, 'stop'), x_groq: { usage } })],
  ])('finds usage %s and never adds up what is repeated (3)', async (_, chunk) => {
    const { reply } = await read([
      { ...delta({ content: 'a' }), usage: { prompt_tokens: 5, completion_tokens: 1 } },
      chunk({ prompt_tokens: 5, completion_tokens: 2 }),
    ])
    expect(reply?.usage).toEqual({ prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 })
  })

  it('takes two finish chunks (OpenRouter)', async () => {
    const { reply } = await read([
      delta({ content: 'a' }),
      stop,
      { ...stop, usage: { prompt_tokens: 1, completion_tokens: 1 } },
    ])
    expect(reply).toMatchObject({ choices: [{ finish_reason: 'stop' }], usage: { total_tokens: 2 } })
  })

  it('ends at [DONE], with or without it, and without the last blank line', async () => {
    expect(
      await messageOf([delta({ content: 'a' }), stop, 'data: [DONE] \n\n', delta({ content: 'b' })]),
    ).toMatchObject({ content: 'a' })
    expect(await messageOf(eventStream([delta({ content: 'a' }), stop], { done: false }).trimEnd())).toMatchObject({
      content: 'a',
    })
  })

  it('is cut when no finish reason comes, and keeps what came (6)', async () => {
    const { error, reply } = await read([
      { ...delta({ content: 'a' }), usage: { prompt_tokens: 1, completion_tokens: 1 } },
    ])
    expect(error).toMatchObject({ name: 'APIResponseError', code: 'stream_truncated' })
    expect(reply).toMatchObject({ choices: [{ message: { content: 'a' } }], usage: { total_tokens: 2 } })
  })

  it('infers the finish reason of a host that never sends one (6)', async () => {
    const quirks: Dialect = { finishReasonOptional: true }
    expect((await read([delta({ content: 'a' })], quirks)).reply?.choices[0]?.finish_reason).toBe('stop')
    expect(
      (await read([part({ id: 'a', function: { name: 'f', arguments: '{}' } })], quirks)).reply?.choices[0]
        ?.finish_reason,
    ).toBe('tool_calls')
    expect((await read([], quirks)).error).toMatchObject({ code: 'stream_truncated' })
  })

  it('stop beside complete calls is tool_calls, tool_calls without any is stop (8)', async () => {
    const called = part({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } })
    expect((await read([called, stop])).reply?.choices[0]?.finish_reason).toBe('tool_calls')
    expect((await read([delta({ content: 'a' }), delta({}, 'tool_calls')])).reply?.choices[0]?.finish_reason).toBe(
      'stop',
    )
  })

  it('an unknown finish reason is an error that keeps the answer and its usage (7)', async () => {
    const { error, reply } = await read([
      delta({ content: 'a' }),
      delta({}, 'network_error'),
      { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1 } },
    ])
    expect(error).toMatchObject({ name: 'APIResponseError', retryable: true })
    expect(reply).toMatchObject({ choices: [{ message: { content: 'a' } }], usage: { total_tokens: 2 } })
  })

  it.each([
    ['reasoning_content', { reasoning_content: 'Hm.' }],
    ['reasoning', { reasoning: 'Hm.', content: '' }],
    ['both (chutes)', { reasoning_content: 'Hm.', reasoning: 'Hm.' }],
    ['thinking parts (Mistral)', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }] }],
  ])('reads reasoning as %s (9, 127)', async (_, fields) => {
    expect(await messageOf([delta(fields), delta({ content: 'Hi' }), stop])).toMatchObject({
      reasoning_content: 'Hm.',
      content: 'Hi',
    })
  })

  it('drops a reasoning delta that repeats the one before at xAI, but no repeated token (134)', async () => {
    const events = ['Thinking... ', 'Thinking... ', '.R', '.R'].map((reasoning_content) => delta({ reasoning_content }))
    expect(await messageOf([...events, stop], { repeatsReasoning: true })).toMatchObject({
      reasoning_content: 'Thinking... .R.R',
    })
  })

  it('puts reasoning_details together: texts joined, late signature added, encrypted ones apart (10)', async () => {
    const detail = (fields: object) =>
      delta({ reasoning: 'text' in fields ? fields.text : null, reasoning_details: [fields] })
    const message = await messageOf([
      detail({ type: 'reasoning.text', text: 'A', index: 0, format: 'f' }),
      detail({ type: 'reasoning.text', text: 'B', index: 0, format: 'f' }),
      delta({ content: 'Hi' }),
      detail({ type: 'reasoning.text', signature: 'sig', index: 0 }),
      detail({ type: 'reasoning.encrypted', data: 'one', index: 1 }),
      detail({ type: 'reasoning.encrypted', data: 'two', index: 2 }),
      stop,
    ])
    expect(message?.reasoning_content).toBe('AB')
    expect(message?.thinking_blocks).toMatchObject([
      { type: 'thinking', thinking: 'AB', signature: 'sig' },
      { type: 'redacted_thinking', data: 'one' },
      { type: 'redacted_thinking', data: 'two' },
    ])
  })

  it('takes the delta where a choice holds a message too (Perplexity)', async () => {
    const both = (content: string, whole: string, finish: string | null = null) =>
      delta({ content }, finish, { message: { content: whole } })
    expect(await messageOf([both('a', 'a'), both('b', 'ab', 'stop')])).toMatchObject({ content: 'ab' })
  })

  it('tells citations once, though every chunk repeats them (137)', async () => {
    const more = { citations: ['https://a.example'] }
    const { chunks, reply } = await read([
      { ...delta({ content: 'a' }), ...more },
      { ...stop, ...more },
    ])
    expect(reply?.choices[0]?.message.annotations).toHaveLength(1)
    expect(chunks.filter(({ choices }) => choices[0]?.delta.annotations)).toHaveLength(1)
  })

  it('cuts a repeated beginning (124) and an echo (134)', async () => {
    const ask: Ask = {
      messages: [
        { role: 'user', content: 'Go' },
        { role: 'assistant', content: 'Once' },
      ],
    }
    const told = async (prefill: 'prefix' | 'echo', ...texts: string[]) =>
      (await messageOf([...texts.map((content) => delta({ content })), stop], { prefill }, ask))?.content
    expect(await told('prefix', 'On', 'ce', ' upon')).toBe(' upon')
    expect(await told('prefix', 'On', 'ly')).toBe('Only')
    expect(await told('prefix', 'On')).toBe('On')
    expect(await told('echo', 'Once')).toBe('')
    expect(await told('echo', 'Once', ' upon')).toBe('Once upon')
  })

  it('carries refusals, audio, images, annotations, log probabilities and more than one choice', async () => {
    const token = { token: 'a', logprob: -1, bytes: null, top_logprobs: [] }
    const { reply } = await read([
      delta({ content: 'a' }, null, { logprobs: { content: [token], refusal: null } }),
      delta({ refusal: 'No' }),
      delta({ audio: { id: 'x', data: 'AA' } }),
      delta({ audio: { transcript: 'Hi', expires_at: 5 } }),
      delta({ images: [{ type: 'image_url', image_url: { url: 'data:,' } }] }),
      delta({
        annotations: [
          {
            type: 'url_citation',
            url_citation: { url: 'https://a.example', title: 'A', start_index: 1, end_index: 2 },
          },
        ],
      }),
      { choices: [{ index: 1, delta: { content: 'b' }, finish_reason: 'length' }] },
      stop,
    ])
    expect(reply?.choices).toMatchObject([
      {
        index: 0,
        logprobs: { content: [token] },
        message: {
          content: 'a',
          refusal: 'No',
          audio: { id: 'x', data: 'AA', transcript: 'Hi', expires_at: 5 },
          images: [{ image_url: { url: 'data:,' } }],
          annotations: [{ url_citation: { start_index: 1 } }],
        },
      },
      { index: 1, message: { content: 'b' }, finish_reason: 'length' },
    ])
  })

  it('joins the fragments of a legacy function call', async () => {
    const { reply } = await read([
      delta({ function_call: { name: 'f', arguments: '' } }),
      delta({ function_call: { arguments: '{"a"' } }),
      delta({ function_call: { arguments: ':1}' } }),
      delta({}, 'function_call'),
    ])
    expect(reply?.choices[0]).toMatchObject({
      message: { function_call: { name: 'f', arguments: '{"a":1}' } },
      finish_reason: 'function_call',
    })
  })

  it('repairs raw control characters in an event (17)', async () => {
    expect(
      await messageOf([`data: {"choices":[{"delta":{"content":"a\tb"},"finish_reason":"stop"}]}\n\n`]),
    ).toMatchObject({ content: 'a\tb' })
  })
})

describe('streamed tool calls', () => {
  const f = (name: string | undefined, args?: unknown) => ({
    ...(name !== undefined && { name }),
    ...(args !== undefined && { arguments: args }),
  })

  it.each([
    [
      'by index',
      [
        { index: 0, id: 'a', function: f('x', '') },
        { index: 0, function: f(undefined, '{"n"') },
        { index: 0, function: f(undefined, ':1}') },
      ],
    ],
    ['without any index', [{ id: 'a', function: f('x', '{"n"') }, { function: f(undefined, ':1}') }]],
    [
      'with id "" or null later',
      [
        { index: 0, id: 'a', function: f('x', '{"n"') },
        { index: 0, id: '', function: f(undefined, ':') },
        { index: 0, id: null, function: f('', '1}') },
      ],
    ],
    [
      'with the id repeated',
      [
        { index: 0, id: 'a', function: f('x', '{"n"') },
        { index: 0, id: 'a', function: f('x', ':1}') },
      ],
    ],
    [
      'with the name after the first arguments (12)',
      [
        { index: 0, id: 'a', type: null, function: f(undefined, '{"n"') },
        { index: 0, function: f('x', ':1}') },
      ],
    ],
    ['in one piece (14)', [{ index: 0, id: 'a', function: f('x', '{"n":1}') }]],
    ['as an object', [{ index: 0, id: 'a', function: f('x', { n: 1 }) }]],
  ])('arrive %s (11)', async (_, fragments) => {
    const calls = await callsOf(fragments.map(part))
    expect(calls?.map(([name, args]) => [name, JSON.parse(args ?? '')])).toEqual([['x', { n: 1 }]])
  })

  it('are told apart by id where the index is always 0', async () => {
    expect(
      await callsOf([
        part({ index: 0, id: 'a', function: f('x', '{}') }),
        part({ index: 0, id: 'b', function: f('y', '{}') }),
      ]),
    ).toEqual([
      ['x', '{}'],
      ['y', '{}'],
    ])
  })

  it('are told apart by index where they share an id, and get ids of their own (144)', async () => {
    const message = await messageOf([
      part({ index: 0, id: 'a', function: f('x', '{}') }),
      part({ index: 1, id: 'a', function: f('y', '{') }),
      part({ index: 1, id: 'a', function: f(undefined, '}') }),
      delta({}, 'tool_calls'),
    ])
    expect(message?.tool_calls).toMatchObject([{ id: 'a', function: f('x', '{}') }, { function: f('y', '{}') }])
    expect(message?.tool_calls?.[1]?.id).not.toBe('a')
  })

  it.each([undefined, '', null, 'null'])('arguments %j are an empty object (14)', async (args) => {
    expect(await callsOf([part({ index: 0, id: 'a', function: { name: 'x', arguments: args } })])).toEqual([
      ['x', '{}'],
    ])
  })

  it('a call cut by the length keeps what came of it (13, 37)', async () => {
    const { reply } = await read([part({ index: 0, id: 'a', function: f('x', '{"n"') }), delta({}, 'length')])
    expect(reply?.choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { tool_calls: [{ function: f('x', '{"n"') }] },
    })
  })
})

describe('a failing stream', () => {
  it.each([
    ['an error frame', [{ error: { message: 'slow down', code: 429 } }], 'RateLimitError'],
    [
      'an error event',
      ['event: error\ndata: {"error":{"message":"x","code":"tool_use_failed"}}\n\n'],
      'BadRequestError',
    ],
    [
      'an error event without a wrapper',
      ['event: error\ndata: {"message":"Overloaded"}\n\n'],
      'ServiceUnavailableError',
    ],
    ['the error of a flat host', [{ object: 'error', message: 'no', code: 400 }], 'BadRequestError'],
    [
      'an error in a choice',
      [delta({}, 'error', { error: { code: 502, message: 'Upstream' } })],
      'InternalServerError',
    ],
    ['an error beside choices', [{ ...delta({}), error: { code: 503, message: 'x' } }], 'ServiceUnavailableError'],
    ['what is not JSON', ['data: {"choices": oops\n\n'], 'APIResponseError'],
  ])('before any output: %s (20)', async (_, events, name) => {
    const { error, reply } = await read(events)
    expect(error).toMatchObject({ name })
    expect(reply).toBeUndefined()
  })

  it('keeps what had come, and the last usage (21)', async () => {
    const { error, reply } = await read([
      { ...delta({ content: 'a' }), usage: { prompt_tokens: 1, completion_tokens: 1 } },
      { error: { message: 'x', code: 500 } },
    ])
    expect(error).toMatchObject({ name: 'InternalServerError' })
    expect(reply).toMatchObject({ choices: [{ message: { content: 'a' } }], usage: { total_tokens: 2 } })
  })

  it('an error behind the finish reason says nothing new (OpenRouter: "Token limit reached")', async () => {
    const { reply, error } = await read([
      delta({ content: 'a' }),
      delta({}, 'length'),
      { ...delta({}), error: { code: 400, message: 'Token limit reached' } },
    ])
    expect(error).toBeUndefined()
    expect(reply?.choices[0]?.finish_reason).toBe('length')
  })

  it('JSON in place of a stream is an answer or an error (19)', async () => {
    const headers = { 'content-type': 'application/json' }
    const asked = (body: unknown) => stream(hostWith({}), JSON.stringify(body), {}, { headers })
    expect((await asked({ error: { code: 503, message: 'x' } })).error).toMatchObject({
      name: 'ServiceUnavailableError',
    })
    expect(
      (await asked({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })).reply?.choices[0]?.message
        .content,
    ).toBe('Hi')
  })
})
