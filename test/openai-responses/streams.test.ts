import { describe, expect, it } from 'vitest'
import { eventStream } from '../openai/wire.js'
import { answered, call, eventsOf, reasoning, response, streamed, text } from './ask.js'

const delta = (output_index: number, words: string, more: object = {}) => ({
  type: 'response.output_text.delta',
  output_index,
  content_index: 0,
  item_id: 'msg_1',
  delta: words,
  ...more,
})
const added = (output_index: number, item: object) => ({ type: 'response.output_item.added', output_index, item })
const done = (output_index: number, item: object) => ({ type: 'response.output_item.done', output_index, item })
const completed = (output: readonly unknown[] = [], more = {}) => ({
  type: 'response.completed',
  response: response(output, more),
})
const argumentsDelta = (output_index: number, words: string) => ({
  type: 'response.function_call_arguments.delta',
  output_index,
  item_id: 'fc_f',
  delta: words,
})

describe('a stream', () => {
  const cited = {
    type: 'output_text',
    text: 'Cited.',
    annotations: [{ type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 0, end_index: 3 }],
  }
  const image = { type: 'image_generation_call', id: 'ig_1', result: 'iVBORw0KGgo=', status: 'completed' }
  const shown = { type: 'reasoning', id: 'rs_2', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] }
  it.each<[string, readonly unknown[]]>([
    ['a text', [text('Hello there.')]],
    ['nothing', []],
    ['reasoning and a text', [reasoning('rs_1', 'E1', ['One.', 'Two.']), text('Yes.')]],
    ['open reasoning', [shown, text('Yes.')]],
    [
      'interleaved reasoning and calls',
      [reasoning('rs_1', 'E1', ['One.']), call('f', '{"a":1}'), reasoning('rs_2', 'E2'), call('g', '{}')],
    ],
    ['commentary before calls', [text('I look.', { phase: 'commentary' }), call('f', '{}')]],
    [
      'commentary before an answer',
      [
        reasoning('rs_1', 'E1', ['One.']),
        text('I look.', { phase: 'commentary', id: 'msg_0' }),
        reasoning('rs_2', 'E2', ['Two.']),
        text('Yes.', { phase: 'final_answer' }),
      ],
    ],
    ['commentary alone', [text('I look.', { phase: 'commentary' })]],
    ['a refusal', [text('', { content: [{ type: 'refusal', refusal: 'No, sorry.' }] })]],
    ['citations and two messages', [text('', { content: [cited] }), text('', { content: [cited], id: 'msg_2' })]],
    [
      'a call of a custom tool',
      [{ type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_1', name: 'math', input: '4 + 4' }, call('f', '{}')],
    ],
    ['a picture', [image, text('Here.')]],
    [
      'a search',
      [
        { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
        text('Found.'),
      ],
    ],
  ])('of %s, put together, is the whole answer', async (_, output) => {
    const body = response(output)
    const { reply, error, chunks } = await streamed(eventsOf(body))
    expect(error).toBeUndefined()
    expect(reply).toEqual(await answered(body))
    expect(new Set(chunks.map(({ id, created, model }) => [id, created, model].join())).size).toBe(1)
    expect(chunks.filter((chunk) => chunk.choices[0]?.delta.role)).toHaveLength(1)
  })

  it('cut by the limit ends so', async () => {
    const body = response([text('Half')], { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
    const { reply } = await streamed(eventsOf(body))
    expect(reply).toEqual(await answered(body))
    expect(reply?.choices[0]?.finish_reason).toBe('length')
  })

  it('needs no event lines and no [DONE], and minds neither', async () => {
    const events = eventsOf(response([text('Hello.')]))
    const framed = events.map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`).join('')
    const plain = await streamed(eventStream(events, { done: false }))
    expect((await streamed(framed)).reply).toEqual(plain.reply)
    expect((await streamed(eventStream(events))).reply).toEqual(plain.reply)
    expect(plain.reply?.choices[0]?.message.content).toBe('Hello.')
  })

  it('has logprobs beside the text', async () => {
    const logprobs = [{ token: 'Yes', logprob: -0.1, bytes: null, top_logprobs: [] }]
    const { reply } = await streamed([delta(0, 'Yes', { logprobs }), completed()])
    expect(reply?.choices[0]?.logprobs?.content).toEqual(logprobs)
  })

  it('knows items by their place: ids may change from event to event (60)', async () => {
    const { reply } = await streamed([
      added(0, { ...text(''), id: 'a', content: [] }),
      delta(0, 'Hel', { item_id: 'b' }),
      delta(0, 'lo', { item_id: 'c' }),
      done(0, { ...text('Hello'), id: 'd' }),
      completed([{ ...text('Hello'), id: 'e' }]),
    ])
    expect(reply?.choices[0]?.message.content).toBe('Hello')
  })

  it('tells one call, although its ids change and its arguments come late (60)', async () => {
    const late = { ...call('f', '{"a":1}'), id: 'fc_other', call_id: 'call_other' }
    const { reply } = await streamed([added(0, call('f', '')), done(0, late), completed([late])])
    expect(reply?.choices[0]?.message.tool_calls).toEqual([
      { id: 'call_f', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
    ])
  })

  it('may tell arguments only when they are whole (60)', async () => {
    const { reply } = await streamed([
      added(0, call('f', '')),
      argumentsDelta(0, '{"a"'),
      { type: 'response.function_call_arguments.done', output_index: 0, arguments: '{"a":1}' },
      done(0, call('f', '{"a":1}')),
      completed([call('f', '{"a":1}')]),
    ])
    expect(reply?.choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_f', function: { name: 'f', arguments: '{"a":1}' } },
    ])
  })

  it('may show an item only when it is done, or in the last event (60)', async () => {
    const { reply } = await streamed([
      done(0, reasoning('rs_1', 'E', ['One.'])),
      done(1, call('f', '{"a":1}')),
      completed([reasoning('rs_1', 'E', ['One.']), call('f', '{"a":1}'), call('g', '{}')]),
    ])
    const message = reply?.choices[0]?.message
    expect(message?.reasoning_content).toBe('One.')
    expect(message?.tool_calls).toMatchObject([
      { function: { name: 'f', arguments: '{"a":1}' } },
      { function: { name: 'g' } },
    ])
  })

  it('may leave the items out of the last event (recording chatgpt-responses-stream-d30818f95f)', async () => {
    const { reply } = await streamed([
      ...eventsOf(response([reasoning('rs_1', 'E'), call('f', '{}')])).slice(0, -1),
      completed([]),
    ])
    expect(reply?.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { thinking_blocks: [{ data: 'E' }], tool_calls: [{ id: 'call_f' }] },
    })
  })

  it('may give encrypted reasoning only in the last event, or only before it (66)', async () => {
    const late = await streamed([done(0, reasoning('rs_1', null)), completed([reasoning('rs_1', 'E')])])
    expect(late.reply?.choices[0]?.message.thinking_blocks).toMatchObject([{ data: 'E' }])
    const early = await streamed([done(0, reasoning('rs_1', 'E')), completed([reasoning('rs_1', null)])])
    expect(early.reply?.choices[0]?.message.thinking_blocks).toMatchObject([{ data: 'E' }])
  })

  it('keeps citations that only their own events tell', async () => {
    const annotation = { type: 'url_citation', url: 'https://a.example' }
    const { reply } = await streamed([
      delta(0, 'Yes.'),
      {
        type: 'response.output_text.annotation.added',
        output_index: 0,
        content_index: 0,
        annotation_index: 0,
        annotation,
      },
      completed([text('Yes.')]),
    ])
    expect(reply?.choices[0]?.message.annotations).toMatchObject([{ url_citation: { url: 'https://a.example' } }])
  })

  it('ignores events that nobody knows, and those of tools that the vendor runs', async () => {
    const { reply, error } = await streamed([
      { type: 'response.web_search_call.searching', output_index: 0 },
      { type: 'response.image_generation_call.partial_image', output_index: 0, partial_image_b64: 'iVBO' },
      { type: 'response.new_thing.delta', output_index: 0, delta: 'x' },
      { type: 'keepalive' },
      delta(1, 'Yes.'),
      completed([{ type: 'web_search_call', id: 'ws_1' }, text('Yes.')]),
    ])
    expect(error).toBeUndefined()
    expect(reply?.choices[0]?.message.content).toBe('Yes.')
  })

  it('answered whole although a stream was asked for, is still one', async () => {
    const body = response([text('Hello.')])
    const { reply } = await streamed(JSON.stringify(body), {}, { headers: { 'content-type': 'application/json' } })
    expect(reply).toEqual(await answered(body))
  })
})

describe('a stream that fails', () => {
  const created = { type: 'response.created', response: response([], { status: 'in_progress', usage: null }) }
  const quota = { type: 'error', code: 'insufficient_quota', message: 'You exceeded your current quota.', param: null }
  const nested = {
    type: 'error',
    error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'You exceeded your current quota.' },
  }
  const failed = {
    type: 'response.failed',
    response: response([], { status: 'failed', error: { code: 'server_error', message: 'Sorry.' } }),
  }

  it.each([
    ['an error event', quota],
    ['an error event with the error inside', nested],
  ])('before any output, with %s, sends nothing and says why (20)', async (_, event) => {
    const { chunks, error } = await streamed([created, event, failed])
    expect(chunks).toEqual([])
    expect(error).toMatchObject({
      name: 'QuotaExceededError',
      status: 429,
      code: 'insufficient_quota',
      retryable: false,
    })
  })

  it('as failed has its code and message (61)', async () => {
    const { error } = await streamed([created, failed])
    expect(error).toMatchObject({
      name: 'InternalServerError',
      code: 'server_error',
      message: 'Sorry.',
      retryable: true,
    })
  })

  it('after output keeps what came, and what was used (21)', async () => {
    const { reply, error } = await streamed([created, delta(0, 'Half'), failed])
    expect(reply).toMatchObject({ choices: [{ message: { content: 'Half' } }], usage: { prompt_tokens: 20 } })
    expect(error).toMatchObject({ name: 'InternalServerError' })
  })

  it('does not keep commentary back', async () => {
    const commentary = text('', { phase: 'commentary', content: [] })
    const { reply } = await streamed([added(0, commentary), delta(0, 'I look.'), failed])
    expect(reply?.choices[0]?.message.content).toBe('I look.')
    const cut = await streamed([added(0, commentary), delta(0, 'I look.')])
    expect(cut.reply?.choices[0]?.message.content).toBe('I look.')
  })

  it('by ending without a last event was cut (61)', async () => {
    const { error } = await streamed([created, delta(0, 'Half')])
    expect(error).toMatchObject({ name: 'APIResponseError', code: 'stream_truncated' })
    const nothing = await streamed([created])
    expect(nothing.error).toMatchObject({ code: 'stream_truncated' })
  })
})
