import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/anthropic/response.js'
import { toChatUsage } from '../../providers/anthropic/usage.js'
import { APIResponseError } from '../../src/provider.js'
import { callOf } from './call.js'

const answer = (fields: object) => {
  const call = callOf()
  const completion = toCompletion({ id: 'msg_1', model: 'm', content: [], stop_reason: 'end_turn', ...fields }, call)
  return { completion, choice: completion.choices[0], report: call.report }
}

describe('the answer', () => {
  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['pause_turn', 'stop'],
    ['compaction', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content_filter'],
  ])('that stopped for %s finished with %s', (stop_reason, finish) => {
    const { choice, report } = answer({ stop_reason })
    expect(choice?.finish_reason).toBe(finish)
    expect(report.finishReason).toBe(stop_reason)
  })

  it('with calls finished with tool_calls, and without any with stop', () => {
    const content = [{ type: 'tool_use', id: 't', name: 'f', input: {} }]
    expect(answer({ stop_reason: 'tool_use', content }).choice?.finish_reason).toBe('tool_calls')
    expect(answer({ stop_reason: 'tool_use' }).choice?.finish_reason).toBe('stop')
  })

  it.each([null, undefined, 'a_new_word', 7])('that stopped for %j cannot be understood', (stop_reason) => {
    expect(() => answer({ stop_reason })).toThrow(APIResponseError)
  })

  it('says why it was refused', () => {
    const { choice } = answer({
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', category: 'cyber', explanation: 'Not that.' },
    })
    expect(choice?.message).toMatchObject({ content: null, refusal: 'Not that.' })
  })

  it('names the model that answered and the tier that served', () => {
    const { completion } = answer({ model: 'claude-fallback', usage: { output_tokens: 1, service_tier: 'priority' } })
    expect(completion).toMatchObject({ id: 'msg_1', model: 'claude-fallback', service_tier: 'priority' })
  })

  it('that holds nothing is an empty text', () => {
    expect(answer({}).choice?.message).toEqual({ role: 'assistant', content: '', refusal: null })
  })

  it('keeps reasoning as text and as blocks', () => {
    const content = [
      { type: 'thinking', thinking: 'A', signature: 's1' },
      { type: 'redacted_thinking', data: 'd' },
      { type: 'thinking', thinking: 'B', signature: 's2' },
      { type: 'text', text: 'C' },
    ]
    const message = answer({ content }).choice?.message
    expect(message).toEqual({
      role: 'assistant',
      content: 'C',
      refusal: null,
      reasoning_content: 'AB',
      thinking_blocks: content.slice(0, 3),
    })
  })

  it('gives the web sources of its text by their place', () => {
    const citation = { type: 'web_search_result_location', url: 'https://example.com', title: 'T', cited_text: 'x' }
    const content = [
      { type: 'text', text: 'One. ' },
      { type: 'text', text: 'Two.', citations: [citation, { type: 'page_location', document_index: 0 }] },
    ]
    const message = answer({ content }).choice?.message
    expect(message?.content).toBe('One. Two.')
    expect(message?.annotations).toEqual([
      { type: 'url_citation', url_citation: { start_index: 5, end_index: 9, title: 'T', url: 'https://example.com' } },
    ])
    expect(message?.provider_specific_fields).toEqual({ anthropic: { content } })
  })

  it('is kept whole where server tools took part', () => {
    const content = [
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } },
      { type: 'web_search_tool_result', tool_use_id: 's', content: [] },
      { type: 'text', text: 'Found.' },
    ]
    const container = { id: 'c', expires_at: 'soon' }
    const message = answer({ content, container }).choice?.message
    expect(message).toEqual({
      role: 'assistant',
      content: 'Found.',
      refusal: null,
      provider_specific_fields: { anthropic: { content, container } },
    })
  })

  it('that is an error inside a 200 throws that error', () => {
    const body = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    expect(() => toCompletion(body, callOf())).toThrow(
      expect.objectContaining({ name: 'ServiceUnavailableError', status: 529, retryable: true }),
    )
  })
})

describe('usage', () => {
  it('counts what was read from and written to the cache as input', () => {
    expect(
      toChatUsage({
        input_tokens: 10,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 1000,
        output_tokens: 50,
        output_tokens_details: { thinking_tokens: 20 },
      }),
    ).toEqual({
      prompt_tokens: 1110,
      completion_tokens: 50,
      total_tokens: 1160,
      prompt_tokens_details: { cached_tokens: 100, cache_creation_tokens: 1000 },
      completion_tokens_details: { reasoning_tokens: 20 },
    })
  })

  const step = (type: string, input_tokens: number, output_tokens: number) => ({ type, input_tokens, output_tokens })

  it('sums the steps with compaction and without advisors', () => {
    expect(
      toChatUsage({
        input_tokens: 30,
        output_tokens: 3,
        iterations: [
          step('compaction', 1000, 100),
          step('message', 10, 1),
          step('advisor_message', 5000, 500),
          step('message', 20, 2),
        ],
      }),
    ).toMatchObject({ prompt_tokens: 1030, completion_tokens: 103, total_tokens: 1133 })
  })

  it('is what is stated where a fallback served', () => {
    const iterations = [step('message', 1000, 1), step('fallback_message', 30, 3)]
    expect(toChatUsage({ input_tokens: 30, output_tokens: 3, iterations })).toMatchObject({ prompt_tokens: 30 })
  })

  it.each([undefined, null, {}, [], { input_tokens: 'many' }])('of %j is unknown', (usage) => {
    expect(toChatUsage(usage)).toBeUndefined()
  })
})
