import { describe, expect, it } from 'vitest'
import { isModelRelayError } from '../../src/provider.js'
import { answered, call, messageIn, reasoning, response, text } from './ask.js'

const error = async (body: unknown): Promise<unknown> => {
  try {
    await answered(body)
  } catch (thrown) {
    return thrown
  }
  return undefined
}

describe('a whole answer', () => {
  it('is a chat completion', async () => {
    expect(await answered(response([text('Hello.')]))).toEqual({
      id: 'resp_1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'gpt-5-mini-2025-08-07',
      service_tier: 'default',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello.', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 20,
        completion_tokens: 12,
        total_tokens: 32,
        prompt_tokens_details: { cached_tokens: 8 },
        completion_tokens_details: { reasoning_tokens: 4 },
      },
    })
  })

  it('counts cache writes apart; both are inside the input (62)', async () => {
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40, cache_write_tokens: 50 },
      output_tokens: 5,
    }
    expect((await answered(response([text('a')], { usage }))).usage).toEqual({
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      prompt_tokens_details: { cached_tokens: 40, cache_creation_tokens: 50 },
    })
  })

  it('shows the summary of reasoning, or the reasoning where there is no summary', async () => {
    const open = { type: 'reasoning', id: 'rs_2', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] }
    const message = await messageIn([reasoning('rs_1', null, ['One.', 'Two.']), open, text('a')])
    expect(message.reasoning_content).toBe('One.\n\nTwo.\n\nHm.')
  })

  it('holds calls, and then the finish reason says so', async () => {
    const { choices } = await answered(response([call('f', '{"a":1}'), call('g', '')]))
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [
          { id: 'call_f', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
          { id: 'call_g', type: 'function', function: { name: 'g', arguments: '{}' } },
        ],
      },
    })
  })

  it('holds calls of custom tools', async () => {
    const { choices } = await answered(
      response([{ type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_1', name: 'math', input: '4 + 4' }]),
    )
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'math', input: '4 + 4' } }] },
    })
  })

  it('gives each call an id of its own', async () => {
    const { tool_calls } = await messageIn([call('f', '{}', 'call_0'), call('g', '{}', 'call_0')])
    expect(new Set(tool_calls?.map(({ id }) => id)).size).toBe(2)
  })

  it('joins the parts and messages of the answer', async () => {
    const parts = {
      content: [
        { type: 'output_text', text: 'a' },
        { type: 'output_text', text: 'b' },
      ],
    }
    expect(await messageIn([text('', parts), text('c')])).toMatchObject({ content: 'abc' })
  })

  it('leaves commentary out of an answer that follows (61)', async () => {
    const message = await messageIn([
      reasoning('rs_1', 'E', ['Think.']),
      text('I will look.', { phase: 'commentary' }),
      text('It is so.', { phase: 'final_answer' }),
    ])
    expect(message).toMatchObject({ content: 'It is so.', reasoning_content: 'Think.\n\nI will look.' })
  })

  it('has commentary as its content where calls follow', async () => {
    const message = await messageIn([text('I will look.', { phase: 'commentary' }), call('f', '{}')])
    expect(message.content).toBe('I will look.')
    expect(message.reasoning_content).toBeUndefined()
  })

  it('says a refusal', async () => {
    const content = [{ type: 'refusal', refusal: 'No.' }]
    expect(await messageIn([text('', { content })])).toMatchObject({ content: null, refusal: 'No.' })
  })

  it('cites addresses, with places in the whole content', async () => {
    const cited = (words: string, start_index: number) => ({
      content: [
        {
          type: 'output_text',
          text: words,
          annotations: [
            { type: 'url_citation', url: 'https://a.example', title: 'A', start_index, end_index: start_index + 2 },
            { type: 'file_citation', file_id: 'file-1', index: 0 },
          ],
        },
      ],
    })
    const { annotations, content } = await messageIn([text('', cited('First. ', 0)), text('', cited('Second.', 1))])
    expect(content).toBe('First. Second.')
    expect(annotations?.map(({ url_citation }) => [url_citation.start_index, url_citation.end_index])).toEqual([
      [0, 2],
      [8, 10],
    ])
  })

  it('shows generated pictures', async () => {
    const drawn = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'iVBORw0KGgo=' }
    const plotted = {
      type: 'code_interpreter_call',
      id: 'ci_1',
      outputs: [
        { type: 'logs', logs: '' },
        { type: 'image', url: 'https://a.example/plot.png' },
      ],
    }
    const { images } = await messageIn([drawn, { ...drawn, output_format: 'webp' }, plotted])
    expect(images?.map(({ image_url }) => image_url.url)).toEqual([
      'data:image/png;base64,iVBORw0KGgo=',
      'data:image/webp;base64,iVBORw0KGgo=',
      'https://a.example/plot.png',
    ])
  })

  it('hands logprobs on', async () => {
    const logprobs = [{ token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [] }]
    const { choices } = await answered(
      response([text('', { content: [{ type: 'output_text', text: 'a', logprobs }] })]),
    )
    expect(choices[0]?.logprobs).toEqual({ content: logprobs, refusal: null })
  })

  it('may be a bare one, as local servers give', async () => {
    const bare = {
      id: 'resp_1',
      object: 'response',
      created_at: 0,
      output: [{ type: 'message', content: [{ type: 'output_text', text: 'OK' }] }],
    }
    const { choices, model } = await answered(bare)
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'OK' } })
    expect(model).toBe('gpt-5-mini')
  })
})

describe('how an answer ends (61)', () => {
  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content_filter'],
  ])('incomplete for %s is %s', async (reason, finish) => {
    const { choices } = await answered(
      response([call('f', '{"a":')], { status: 'incomplete', incomplete_details: { reason } }),
    )
    expect(choices[0]?.finish_reason).toBe(finish)
  })

  it('a call cut before its arguments has none', async () => {
    const details = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    const { choices } = await answered(response([call('f', '')], details))
    expect(choices[0]?.message.tool_calls).toMatchObject([{ function: { arguments: '' } }])
  })

  it.each([
    [{ code: 'server_error', message: 'Sorry.' }, 'InternalServerError', 500],
    [{ code: 'rate_limit_exceeded', message: 'Slow down.' }, 'RateLimitError', 429],
    [{ code: 'insufficient_quota', message: 'You exceeded your current quota.' }, 'QuotaExceededError', 429],
    [{ code: 'invalid_prompt', message: 'Invalid prompt.' }, 'BadRequestError', 400],
    [
      { code: 'context_length_exceeded', message: 'Your input exceeds the context window.' },
      'ContextWindowExceededError',
      400,
    ],
  ])('failed with %j is a %s', async (stated, name, status) => {
    const failed = await error(response([], { status: 'failed', error: stated }))
    expect(failed).toMatchObject({ name, status, code: stated.code, message: stated.message })
  })

  it.each(['in_progress', 'queued', 'cancelled'])('%s is no answer', async (status) => {
    expect(await error(response([text('half')], { status }))).toMatchObject({
      name: 'APIResponseError',
      code: 'unfinished_response',
    })
  })

  it.each([[null], ['text'], [[]], [{}], [{ output: 'text' }], [{ error: { message: 'No.', code: 'x' } }]])(
    '%j is an error of ours',
    async (body) => {
      expect(isModelRelayError(await error(body))).toBe(true)
    },
  )
})
