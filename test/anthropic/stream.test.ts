import { describe, expect, it } from 'vitest'
import { createStream } from '../../providers/anthropic/stream.js'
import { APIResponseError, ModelRelayError } from '../../src/provider.js'
import { Accumulator } from '../../src/stream/accumulate.js'
import { accumulated, callOf } from './call.js'

const start = (usage: object = { input_tokens: 5, output_tokens: 1 }) => ({
  type: 'message_start',
  message: { id: 'msg_1', model: 'm', usage },
})
const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block })
const delta = (index: number, fields: object) => ({ type: 'content_block_delta', index, delta: fields })
const close = (index: number) => ({ type: 'content_block_stop', index })
const stop = (stop_reason = 'end_turn', usage: object = { output_tokens: 9 }) => [
  { type: 'message_delta', delta: { stop_reason }, usage },
  { type: 'message_stop' },
]
const text = (words: string) => [
  open(0, { type: 'text', text: '' }),
  delta(0, { type: 'text_delta', text: words }),
  close(0),
]
const message = (events: object[]) => accumulated(events)?.choices[0]?.message

describe('a stream', () => {
  it('counts with the last numbers stated, not with their sum, and null says nothing', () => {
    const usage = { input_tokens: 10, cache_read_input_tokens: 4, output_tokens: 1 }
    const end = { input_tokens: 12, cache_read_input_tokens: null, output_tokens: 30 }
    expect(accumulated([start(usage), ...text('Hi'), ...stop('end_turn', end)])?.usage).toMatchObject({
      prompt_tokens: 16,
      completion_tokens: 30,
      prompt_tokens_details: { cached_tokens: 4 },
    })
  })

  it('sends a call without arguments as an empty object', () => {
    const tool = { type: 'tool_use', id: 't', name: 'f', input: {} }
    expect(message([start(), open(0, tool), close(0), ...stop('tool_use')])?.tool_calls).toEqual([
      { id: 't', type: 'function', function: { name: 'f', arguments: '{}' } },
    ])
  })

  it('takes text, arguments and reasoning from the beginning of a block', () => {
    expect(
      message([
        start(),
        open(0, { type: 'thinking', thinking: 'Hm', signature: 's' }),
        close(0),
        open(1, { type: 'text', text: 'Hi' }),
        close(1),
        open(2, { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }),
        close(2),
        ...stop('tool_use'),
      ]),
    ).toEqual({
      role: 'assistant',
      content: 'Hi',
      refusal: null,
      reasoning_content: 'Hm',
      thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 's' }],
      tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
    })
  })

  it('gives the whole thinking block once, when its signature is complete', () => {
    const stream = createStream(callOf(undefined, true))
    const blocks = () => stream.take().flatMap((chunk) => chunk.choices[0]?.delta.thinking_blocks ?? [])
    for (const event of [
      start(),
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'A' }),
      delta(0, { type: 'thinking_delta', thinking: 'B' }),
      delta(0, { type: 'signature_delta', signature: 'x' }),
      delta(0, { type: 'signature_delta', signature: 'y' }),
    ])
      stream.event(JSON.stringify(event), undefined)
    expect(blocks()).toEqual([])
    stream.event(JSON.stringify(close(0)), undefined)
    expect(blocks()).toEqual([{ type: 'thinking', thinking: 'AB', signature: 'xy' }])
  })

  it('gives sources with their place when the text is complete', () => {
    const citation = { type: 'web_search_result_location', url: 'https://example.com', title: null }
    const reply = message([
      start(),
      ...text('One. '),
      open(1, { type: 'text', text: '', citations: [] }),
      delta(1, { type: 'citations_delta', citation }),
      delta(1, { type: 'text_delta', text: 'Two.' }),
      close(1),
      ...stop(),
    ])
    expect(reply?.annotations).toMatchObject([{ url_citation: { start_index: 5, end_index: 9 } }])
    expect(reply?.provider_specific_fields).toEqual({
      anthropic: {
        content: [
          { type: 'text', text: 'One. ' },
          { type: 'text', text: 'Two.', citations: [citation] },
        ],
      },
    })
  })

  it('says why it was refused', () => {
    const stop_details = { type: 'refusal', explanation: 'Not that.' }
    const end = [{ type: 'message_delta', delta: { stop_reason: 'refusal', stop_details } }, { type: 'message_stop' }]
    expect(accumulated([start(), ...end])?.choices[0]).toMatchObject({
      finish_reason: 'content_filter',
      message: { content: null, refusal: 'Not that.' },
    })
  })

  it('ignores pings, unknown events, a [DONE] and what is no object', () => {
    const events = [start(), { type: 'ping' }, { type: 'brand_new', index: 0 }, 'null', '[]', ...text('Hi'), ...stop()]
    expect(accumulated([...events, '[DONE]'])?.choices[0]?.message.content).toBe('Hi')
  })

  it('reports the vendor’s own stop reason', () => {
    const call = callOf(undefined, true)
    accumulated([start(), ...text('Hi'), ...stop('max_tokens')], call)
    expect(call.report.finishReason).toBe('max_tokens')
  })

  it('that breaks off is an error', () => {
    expect(() => accumulated([start(), ...text('Hi')])).toThrow(
      expect.objectContaining({ name: 'APIResponseError', code: 'stream_truncated', retryable: true }),
    )
    expect(() => accumulated([start(), ...text('Hi'), { type: 'message_stop' }])).toThrow(APIResponseError)
  })

  it('that stops for an unknown reason is an error', () => {
    expect(() => accumulated([start(), ...text('Hi'), ...stop('a_new_word')])).toThrow(
      expect.objectContaining({ name: 'APIResponseError', retryable: false }),
    )
  })
})

describe('an error event', () => {
  const failWith = (error: object): ModelRelayError => {
    try {
      accumulated([start(), ...text('Hi'), { type: 'error', error }])
    } catch (failure) {
      if (failure instanceof ModelRelayError) return failure
    }
    throw new Error('did not fail')
  }

  it.each([
    ['overloaded_error', 'ServiceUnavailableError', 529, true],
    ['rate_limit_error', 'RateLimitError', 429, true],
    ['timeout_error', 'APITimeoutError', 504, true],
    ['api_error', 'InternalServerError', 500, false],
    ['invalid_request_error', 'BadRequestError', 400, false],
    ['something_new', 'InternalServerError', 500, false],
  ])('of type %s is a %s', (type, name, status, retryable) => {
    expect(failWith({ type, message: 'Sorry' })).toMatchObject({ name, status, retryable, type, provider: 'anthropic' })
  })

  it('says first what was used until then', () => {
    const stream = createStream(callOf(undefined, true))
    const accumulator = new Accumulator()
    for (const event of [start(), ...text('Hi')]) stream.event(JSON.stringify(event), undefined)
    expect(() => stream.event('{"type":"error","error":{"type":"api_error"}}', 'error')).toThrow(ModelRelayError)
    for (const chunk of stream.take()) accumulator.add(chunk)
    expect(accumulator.completion).toMatchObject({
      choices: [{ message: { content: 'Hi' } }],
      usage: { prompt_tokens: 5, completion_tokens: 1 },
    })
  })
})
