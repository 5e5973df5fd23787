import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/bedrock/response.js'
import { isRecord, type ProviderRequest } from '../../src/provider.js'
import { accumulated, CLAUDE, callOf, GPT_OSS, NOVA } from './call.js'

const answer = (content: unknown[], more: object = {}) => ({
  output: { message: { role: 'assistant', content } },
  stopReason: 'end_turn',
  usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8 },
  ...more,
})
const replyTo = (body: unknown, model = CLAUDE, request?: ProviderRequest) => {
  const call = callOf(model)
  return { ...toCompletion(body, call, request), report: call.report }
}
const at = (contentBlockIndex: number, delta: unknown) => ({ contentBlockDelta: { contentBlockIndex, delta } })
const stop = (stopReason = 'end_turn') => ({ messageStop: { stopReason } })
const usage = { metadata: { usage: { inputTokens: 3, outputTokens: 5, totalTokens: 8 } } }

describe('a whole answer', () => {
  it('gives equal tool-call ids to no two calls, nor does the stream', () => {
    const use = (name: string) => ({ toolUse: { toolUseId: 'a', name, input: {} } })
    const begin = (contentBlockIndex: number, name: string) => ({
      contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId: 'a', name } } },
    })
    const whole = replyTo(answer([use('f'), use('g')], { stopReason: 'tool_use' }))
    const streamed = accumulated([begin(0, 'f'), begin(1, 'g'), stop('tool_use'), usage])
    for (const reply of [whole, streamed]) {
      const ids = reply?.choices[0]?.message.tool_calls?.map(({ id }) => id)
      expect(ids?.[0]).toBe('a')
      expect(new Set(ids).size).toBe(2)
    }
  })

  it("is OpenAI's", () => {
    const reply = replyTo(answer([{ text: 'Hi' }], { serviceTier: { type: 'flex' } }))
    expect(reply).toMatchObject({
      object: 'chat.completion',
      model: CLAUDE,
      service_tier: 'flex',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi', refusal: null }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
    })
    expect(reply.choices[0]?.message).not.toHaveProperty('provider_specific_fields')
    expect(reply.report.finishReason).toBe('end_turn')
  })

  it('counts what was read from and written to the cache (98)', () => {
    const counts = {
      inputTokens: 1,
      outputTokens: 2,
      totalTokens: 33,
      cacheReadInputTokens: 10,
      cacheWriteInputTokens: 20,
    }
    expect(replyTo(answer([{ text: 'a' }], { usage: counts })).usage).toEqual({
      prompt_tokens: 31,
      completion_tokens: 2,
      total_tokens: 33,
      prompt_tokens_details: { cached_tokens: 10, cache_creation_tokens: 20 },
    })
  })

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['guardrail_intervened', 'content_filter'],
    ['content_filtered', 'content_filter'],
  ])('that stopped for %s finishes with %s (98)', (stopReason, finish) => {
    expect(replyTo(answer([{ text: 'a' }], { stopReason })).choices[0]?.finish_reason).toBe(finish)
  })

  it.each(['malformed_model_output', 'malformed_tool_use', 'brand_new', undefined])(
    'that stopped for %s is an error',
    (stopReason) => {
      expect(() => replyTo(answer([{ text: 'a' }], { stopReason }))).toThrow(
        expect.objectContaining({
          name: 'APIResponseError',
          code: 'unknown_stop_reason',
          retryable: stopReason === undefined, // what ended is paid for
        }),
      )
    },
  )

  it('with calls finishes with tool_calls, whatever was said', () => {
    const call = { toolUse: { toolUseId: 't1', name: 'look', input: { a: 1 } } }
    expect(replyTo(answer([call])).choices[0]).toMatchObject({
      message: {
        content: null,
        tool_calls: [{ id: 't1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }],
      },
      finish_reason: 'tool_calls',
    })
  })

  it('of nothing is an empty text', () => {
    expect(replyTo(answer([])).choices[0]?.message.content).toBe('')
  })

  it('without a message is an error', () => {
    for (const body of [undefined, {}, { output: {} }, { output: { message: { content: 'x' } } }])
      expect(() => replyTo(body)).toThrow(expect.objectContaining({ name: 'APIResponseError' }))
  })

  it("names reasoning that is not Claude's, so that it goes to nobody else", () => {
    const reasoning = { reasoningContent: { reasoningText: { text: 'So', signature: 's' } } }
    expect(replyTo(answer([reasoning, { text: 'a' }])).choices[0]?.message).toMatchObject({
      reasoning_content: 'So',
      thinking_blocks: [{ type: 'thinking', thinking: 'So', signature: 's' }],
    })
    expect(replyTo(answer([reasoning]), NOVA).choices[0]?.message.thinking_blocks?.[0]?.provider).toBe('bedrock')
    const unsigned = { reasoningContent: { reasoningText: { text: 'So' } } }
    expect(replyTo(answer([{ text: 'a' }, unsigned]), GPT_OSS).choices[0]?.message).toEqual({
      role: 'assistant',
      content: 'a',
      refusal: null,
      reasoning_content: 'So',
    })
  })

  it('keeps what Bedrock itself ran, which is not for the caller to run', () => {
    const content = [
      { toolUse: { toolUseId: 't1', name: 'nova_grounding', input: {}, type: 'server_tool_use' } },
      { toolResult: { toolUseId: 't1', content: [{ text: 'x' }], status: 'success' } },
      { text: 'Found.' },
    ]
    expect(replyTo(answer(content), NOVA).choices[0]).toMatchObject({
      message: { content: 'Found.', provider_specific_fields: { bedrock: { content } } },
      finish_reason: 'stop',
    })
  })

  it('gives the web sources of its texts', () => {
    const web = { url: 'https://a.example/x', domain: 'a.example' }
    const content = [
      { text: 'So: ' },
      { citationsContent: { content: [{ text: 'it is.' }], citations: [{ location: { web } }, { location: {} }] } },
    ]
    const { message } = replyTo(answer(content)).choices[0] ?? {}
    expect(message?.content).toBe('So: it is.')
    expect(message?.annotations).toEqual([
      {
        type: 'url_citation',
        url_citation: { start_index: 4, end_index: 10, title: 'a.example', url: 'https://a.example/x' },
      },
    ])
  })

  it('gives pictures as data URLs', () => {
    const image = { image: { format: 'png', source: { bytes: new Uint8Array([1, 2, 3]) } } }
    expect(replyTo(answer([image]), NOVA).choices[0]?.message.images).toEqual([
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
    ])
  })

  it('keeps the trace of a guardrail and names the model that a router chose', () => {
    const trace = { promptRouter: { invokedModelId: 'chosen' } }
    const reply = replyTo(answer([{ text: 'a' }], { trace, additionalModelResponseFields: { s: 1 } }))
    expect(reply.model).toBe('chosen')
    expect(reply.choices[0]?.message.provider_specific_fields).toEqual({
      bedrock: { trace, additionalModelResponseFields: { s: 1 } },
    })
  })
})

describe('a stream (97)', () => {
  it('needs no start of a text block', () => {
    const reply = accumulated([
      { messageStart: { role: 'assistant' } },
      at(0, { text: 'H' }),
      at(0, { text: 'i' }),
      stop(),
      usage,
    ])
    expect(reply).toMatchObject({
      choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }],
      usage: { total_tokens: 8 },
    })
  })

  it('needs no stops of its blocks', () => {
    const events = [
      at(0, { reasoningContent: { text: 'S' } }),
      at(0, { reasoningContent: { text: 'o' } }),
      at(0, { reasoningContent: { signature: 'ab' } }),
      at(0, { reasoningContent: { signature: 'c' } }),
      at(1, { reasoningContent: { redactedContent: new Uint8Array([0, 255]) } }),
      { contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't1', name: 'look' } } } },
      at(2, { toolUse: { input: '{"a"' } }),
      at(2, { toolUse: { input: ':1}' } }),
      { contentBlockStart: { contentBlockIndex: 3, start: { toolUse: { toolUseId: 't2', name: 'see' } } } },
      stop('tool_use'),
    ]
    expect(accumulated(events)?.choices[0]).toMatchObject({
      message: {
        reasoning_content: 'So',
        thinking_blocks: [
          { type: 'thinking', thinking: 'So', signature: 'abc' },
          { type: 'redacted_thinking', data: 'AP8=' },
        ],
        tool_calls: [
          { id: 't1', function: { name: 'look', arguments: '{"a":1}' } },
          { id: 't2', function: { name: 'see', arguments: '{}' } },
        ],
      },
      finish_reason: 'tool_calls',
    })
  })

  it('without a stop reason is cut', () => {
    expect(() => accumulated([at(0, { text: 'H' }), usage])).toThrow(
      expect.objectContaining({ name: 'APIResponseError', code: 'stream_truncated' }),
    )
  })

  it.each([
    ['throttlingException', 'RateLimitError', 429, true],
    ['validationException', 'BadRequestError', 400, false],
    ['modelStreamErrorException', 'InternalServerError', 424, true],
    ['internalServerException', 'InternalServerError', 500, true],
    ['serviceUnavailableException', 'ServiceUnavailableError', 503, true],
  ])('with a %s inside is a %s', (type, name, status, retryable) => {
    const call = callOf(CLAUDE, true)
    call.report.requestId = 'req-1'
    expect(() => accumulated([at(0, { text: 'H' }), { [type]: { message: 'No.' } }], call)).toThrow(
      expect.objectContaining({ name, status, retryable, message: 'No.', requestId: 'req-1' }),
    )
  })

  it('adds up to what the whole answer would have given', () => {
    const citation = { title: 'T', location: { web: { url: 'https://a.example/' } } }
    const content = [
      { reasoningContent: { reasoningText: { text: 'So', signature: 'abc' } } },
      { text: 'One. ' },
      { citationsContent: { content: [{ text: 'Two.' }], citations: [citation] } },
      { toolUse: { toolUseId: 's', name: 'nova_code_interpreter', type: 'server_tool_use', input: { c: 1 } } },
      { toolResult: { toolUseId: 's', status: 'success', content: [{ json: { out: 1 } }] } },
      { toolUse: { toolUseId: 't', name: 'look', input: { a: 1 } } },
    ]
    const start = (contentBlockIndex: number, start: object) => ({ contentBlockStart: { contentBlockIndex, start } })
    const events = [
      at(0, { reasoningContent: { text: 'So' } }),
      at(0, { reasoningContent: { signature: 'abc' } }),
      at(1, { text: 'One. ' }),
      at(2, { text: 'Two.' }),
      at(2, { citation }),
      start(3, { toolUse: { toolUseId: 's', name: 'nova_code_interpreter', type: 'server_tool_use' } }),
      at(3, { toolUse: { input: '{"c":1}' } }),
      start(4, { toolResult: { toolUseId: 's', status: 'success' } }),
      at(4, { toolResult: [{ json: { out: 1 } }] }),
      start(5, { toolUse: { toolUseId: 't', name: 'look' } }),
      at(5, { toolUse: { input: '{"a":1}' } }),
      stop('tool_use'),
      usage,
    ]
    const whole = replyTo(answer(content, { stopReason: 'tool_use' }))
    const streamed = accumulated(events)
    expect(streamed?.choices).toEqual(whole.choices)
    expect(streamed?.usage).toEqual(whole.usage)
  })
})

describe('an answer in JSON (101)', () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } } }
  const request: ProviderRequest = {
    model: '',
    messages: [],
    response_format: { type: 'json_schema', json_schema: { name: 'n', schema } },
  }
  const call = { toolUse: { toolUseId: 't', name: 'json', input: { a: 1 } } }

  it('is what the hidden tool was called with', () => {
    const body = answer([{ text: 'Here:' }, call], { stopReason: 'tool_use' })
    const { message, finish_reason } = replyTo(body, CLAUDE, request).choices[0] ?? {}
    expect(message).toEqual({ role: 'assistant', content: '{"a":1}', refusal: null })
    expect(finish_reason).toBe('stop')
    const streamed = accumulated(
      [
        at(0, { text: 'Here:' }),
        { contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't', name: 'json' } } } },
        at(1, { toolUse: { input: '{"a"' } }),
        at(1, { toolUse: { input: ':1}' } }),
        stop('tool_use'),
      ],
      callOf(CLAUDE, true),
      request,
    )
    expect(streamed?.choices[0]?.message.content).toBe('{"a":1}')
    expect(streamed?.choices[0]?.finish_reason).toBe('stop')
    expect(streamed?.choices[0]?.message.tool_calls).toBeUndefined()
  })

  it.each([
    ['```json\n{"a":1}\n```', '{"a":1}'],
    ['Here you are: {"a":1} - done.', '{"a":1}'],
    ['[1,2]', '[1,2]'],
    ['I cannot.', 'I cannot.'],
  ])('is taken out of %j where the model was told in words', (text, content) => {
    expect(replyTo(answer([{ text }]), GPT_OSS, request).choices[0]?.message.content).toBe(content)
    const streamed = accumulated(
      [at(0, { text: text.slice(0, 5) }), at(0, { text: text.slice(5) }), stop()],
      callOf(GPT_OSS, true),
      request,
    )
    expect(streamed?.choices[0]?.message.content).toBe(content)
    expect(isRecord(streamed)).toBe(true)
  })
})
