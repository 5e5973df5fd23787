import { describe, expect, it } from 'vitest'
import { openai } from '../../providers/openai/index.js'
import { isModelRelayError } from '../../src/provider.js'
import { hostWith } from '../openai-compatible/rows-of.js'
import { complete, messageOf } from './wire.js'

const host = hostWith({})
const fn = (name: string, args: unknown) => ({ name, arguments: args })
const errorOf = async (body: unknown, status = 200, provider = host) => {
  const error: unknown = await complete(provider, {}, { status, body: JSON.stringify(body) }).then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!isModelRelayError(error)) throw new Error(`no error of ours: ${String(error)}`)
  return error
}

describe('content of an answer', () => {
  it.each([
    ['absent', {}, ''],
    ['null', { content: null }, ''],
    ['empty', { content: '' }, ''],
    [
      'a list of text parts',
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      'ab',
    ],
    ['an object (Cloudflare)', { content: { a: 1 } }, '{"a":1}'],
  ])('%s', async (_, message, content) => {
    expect((await messageOf(host, message)).content).toBe(content)
  })

  it('is null beside tool calls alone', async () => {
    const calls = [{ id: 'c1', type: 'function', function: fn('f', '{}') }]
    expect((await messageOf(host, { content: '', tool_calls: calls })).content).toBeNull()
  })

  it.each([
    ['reasoning_content', { reasoning_content: 'Hm.' }],
    ['reasoning', { reasoning: 'Hm.', reasoning_content: '' }],
    ['reasoning_text', { reasoning_text: 'Hm.' }],
    ['two names for one text (chutes)', { reasoning_content: 'Hm.', reasoning: 'Hm.' }],
    [
      'thinking parts (Mistral, 127)',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
          { type: 'text', text: 'Hi.' },
        ],
      },
    ],
  ])('reasoning under the name %s (9)', async (_, message) => {
    expect(await messageOf(host, { content: 'Hi.', ...message })).toEqual({
      role: 'assistant',
      content: 'Hi.',
      refusal: null,
      reasoning_content: 'Hm.',
      finish: 'stop',
    })
  })

  it("zero-valued fields of Snowflake are none, and the vendor's own fields stay behind", async () => {
    const message = {
      content: 'Hi.',
      refusal: '',
      annotations: null,
      audio: { id: '', data: '', transcript: '', expires_at: 0 },
      function_call: { name: '', arguments: '' },
      tool_calls: [],
      padding: 'x',
    }
    const { reply } = await complete(
      host,
      {},
      {
        body: {
          id: '',
          created: 0,
          model: 'm',
          service_tier: '',
          system_fingerprint: '',
          choices: [
            { message, finish_reason: '', logprobs: { content: null, refusal: null }, native_finish_reason: 'x' },
          ],
          provider: 'x',
        },
      },
    )
    expect(reply).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'm',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hi.', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
    })
  })

  it('sources of Perplexity and xAI are url citations (134, 137)', async () => {
    const choices = [{ message: { content: 'Hi.' }, finish_reason: 'stop' }]
    const citation = (url: string, title: string) => ({
      type: 'url_citation',
      url_citation: { url, title, start_index: 0, end_index: 0 },
    })
    const annotations = async (more: object) =>
      (await complete(host, {}, { body: { choices, ...more } })).reply.choices[0]?.message.annotations
    expect(await annotations({ citations: ['https://a.example'] })).toEqual([citation('https://a.example', '')])
    expect(
      await annotations({
        citations: ['https://a.example'],
        search_results: [{ url: 'https://a.example', title: 'A', date: null }],
      }),
    ).toEqual([citation('https://a.example', 'A')])
  })

  it('generated images, audio, refusals and log probabilities come through', async () => {
    const token = { token: 'H', logprob: -1, bytes: [72], top_logprobs: [] }
    const message = {
      content: null,
      refusal: 'No.',
      images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' }, index: 0 }],
      audio: { id: 'a', data: 'AA==', transcript: 'Hi', expires_at: 5 },
    }
    const { reply } = await complete(
      host,
      {},
      { body: { choices: [{ index: 0, message, finish_reason: 'stop', logprobs: { content: [token] } }] } },
    )
    expect(reply.choices[0]).toEqual({
      index: 0,
      message: {
        role: 'assistant',
        ...message,
        images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }],
      },
      logprobs: { content: [token], refusal: null },
      finish_reason: 'stop',
    })
  })

  it('an unheard-of service tier is left out', async () => {
    const body = { choices: [{ message: { content: 'Hi.' } }], service_tier: 'on_demand' }
    expect((await complete(host, {}, { body })).reply).not.toHaveProperty('service_tier')
    expect((await complete(host, {}, { body: { ...body, service_tier: 'flex' } })).reply.service_tier).toBe('flex')
  })

  it('the repeated beginning of an answer is cut at Mistral (124) and an echo dropped at xAI (134)', async () => {
    const ask = {
      messages: [
        { role: 'user', content: 'Go' },
        { role: 'assistant', content: 'Once' },
      ],
    }
    const told = async (prefill: 'prefix' | 'echo', content: string) =>
      (await complete(hostWith({ prefill }), ask, { body: { choices: [{ message: { content } }] } })).reply.choices[0]
        ?.message.content
    expect(await told('prefix', 'Once upon')).toBe(' upon')
    expect(await told('echo', 'Once')).toBe('')
    expect(await told('echo', 'Once upon')).toBe('Once upon')
  })
})

describe('tool calls of an answer', () => {
  it('ids that are empty, null or equal become unique, the type is filled in (11, 144)', async () => {
    const ids = ['', null, 'null', undefined, 'c1', 'c1']
    const { tool_calls = [] } = await messageOf(host, {
      tool_calls: ids.map((id) => ({ id, function: fn('f', '{}') })),
    })
    expect(new Set(tool_calls.map(({ id }) => id)).size).toBe(ids.length)
    expect(tool_calls[4]?.id).toBe('c1')
    expect(tool_calls.every(({ id, type }) => id !== '' && type === 'function')).toBe(true)
  })

  it.each([undefined, null, '', 'null', '{}'])('arguments %j are an empty object (14)', async (args) => {
    expect((await messageOf(host, { tool_calls: [{ id: 'c', function: fn('f', args) }] })).tool_calls).toEqual([
      { id: 'c', type: 'function', function: fn('f', '{}') },
    ])
  })

  it('arguments that are an object become text', async () => {
    expect(
      (await messageOf(host, { tool_calls: [{ id: 'c', function: fn('f', { a: 1 }) }] })).tool_calls,
    ).toMatchObject([{ function: fn('f', '{"a":1}') }])
  })

  it('custom tools keep their input', async () => {
    const call = { id: 'c', type: 'custom', custom: { name: 'sql', input: 'select 1' } }
    expect((await messageOf(openai, { content: null, tool_calls: [call] })).tool_calls).toEqual([call])
  })

  it('a legacy function call comes through', async () => {
    const message = await messageOf(openai, { content: null, function_call: fn('f', '{"a":1}') }, 'function_call')
    expect(message).toMatchObject({ content: null, function_call: fn('f', '{"a":1}'), finish: 'function_call' })
  })
})

describe('finish reasons', () => {
  const calls = { tool_calls: [{ id: 'c', function: fn('f', '{}') }] }
  it.each([
    ['stop', {}, 'stop'],
    ['eos', {}, 'stop'],
    ['end', {}, 'stop'],
    ['model_length', {}, 'length'],
    ['MAX_TOKENS', {}, 'length'],
    ['content_filter', {}, 'content_filter'],
    ['sensitive', {}, 'content_filter'],
    ['function_call', calls, 'tool_calls'],
    ['stop', calls, 'tool_calls'],
    ['tool_calls', {}, 'stop'],
    ['length', calls, 'length'],
    [null, {}, 'stop'],
    ['', calls, 'tool_calls'],
  ])('%j beside %j is %s (7, 8)', async (word, message, finish) => {
    expect((await messageOf(host, message, word)).finish).toBe(finish)
  })

  it("the provider's own word is reported", async () => {
    const { call } = await complete(host, {}, { body: { choices: [{ message: {}, finish_reason: 'eos' }] } })
    expect(call.report.finishReason).toBe('eos')
  })

  it.each([
    ['insufficient_system_resource', true],
    ['network_error', true],
    ['error', true],
    ['something_new', false],
  ])('%s is an error and no silent stop; retryable: %s (7, 131)', async (finish_reason, retryable) => {
    const error = await errorOf({ choices: [{ message: { content: 'Hi.' }, finish_reason }] })
    expect(error).toMatchObject({ name: 'APIResponseError', retryable })
  })
})

describe('usage', () => {
  const usageFor = async (usage: object, quirks = {}, more: object = {}) =>
    (await complete(hostWith(quirks), {}, { body: { choices: [{ message: {}, ...more }], usage } })).reply.usage

  it.each([
    ['prompt_tokens_details', { prompt_tokens_details: { cached_tokens: 4 } }],
    ['DeepSeek (131)', { prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 }],
    ['Kimi (139)', { cached_tokens: 4 }],
    ['Mistral', { num_cached_tokens: 4 }],
    ['Mistral, the other spelling', { prompt_token_details: { cached_tokens: 4 } }],
  ])('cached tokens as %s has them (4)', async (_, more) => {
    expect(await usageFor({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, ...more })).toEqual({
      prompt_tokens: 10,
      completion_tokens: 5,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4 },
    })
  })

  it('tokens written to the cache are their own count (4)', async () => {
    expect(
      await usageFor({
        prompt_tokens: 10,
        completion_tokens: 5,
        prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 3 },
      }),
    ).toMatchObject({
      prompt_tokens: 10,
      prompt_tokens_details: { cached_tokens: 2, cache_creation_tokens: 3 },
    })
  })

  it('reasoning beside the completion is added at xAI, where the total says so (5, 134)', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 7 } }
    expect(await usageFor({ ...usage, total_tokens: 22 }, { reasoningTokens: 'beside' })).toMatchObject({
      completion_tokens: 12,
      total_tokens: 22,
    })
    expect(await usageFor({ ...usage, total_tokens: 15 }, { reasoningTokens: 'beside' })).toMatchObject({
      completion_tokens: 5,
      total_tokens: 15,
    })
    expect(await usageFor({ ...usage, total_tokens: 15 })).toMatchObject({ completion_tokens: 5, total_tokens: 15 })
  })

  it('reasoning larger than the completion is added at DeepInfra (5)', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 5, completion_tokens_details: { reasoning_tokens: 7 } }
    expect(await usageFor(usage, { reasoningTokens: 'beside-when-larger' })).toMatchObject({ completion_tokens: 12 })
  })

  it('cached tokens larger than the prompt are added at xAI (134)', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 30 } }
    expect(await usageFor(usage, { cachedTokens: 'beside-when-larger' })).toMatchObject({
      prompt_tokens: 40,
      total_tokens: 41,
    })
    expect(await usageFor(usage)).toMatchObject({ prompt_tokens: 10 })
  })

  it('usage in the choice (Moonshot) or in x_groq (Groq) is found (3)', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2 }
    expect(await usageFor(null as never, {}, { usage })).toMatchObject({ total_tokens: 3 })
    const body = { choices: [{ message: {} }], x_groq: { usage } }
    expect((await complete(host, {}, { body })).reply.usage).toMatchObject({ total_tokens: 3 })
  })
})

describe('failures', () => {
  it.each([
    [{ error: { message: 'Rate limit reached', code: 429 } }, 'RateLimitError', true],
    [{ code: 'x', error: 'The service is currently unavailable' }, 'ServiceUnavailableError', true],
    [{ error: 'Incorrect API key provided: x' }, 'AuthenticationError', false],
    [{ object: 'error', message: 'no', type: 'invalid_request_error', code: 400 }, 'BadRequestError', false],
    [[{ error: { message: 'no', code: 404 } }], 'NotFoundError', false],
    [{ error: { message: 'It was filtered.', code: 'content_filter' } }, 'ContentPolicyViolationError', false],
    [{ error: "Stopped by Azure's content management policy." }, 'ContentPolicyViolationError', false],
    [{ error: { message: 'No more.', code: 'insufficient_quota' } }, 'QuotaExceededError', false],
    [
      { choices: [], error: { message: 'maximum context length is 5', type: 'invalid_request_error' } },
      'ContextWindowExceededError',
      false,
    ],
    [
      { choices: [{ error: { code: 502, message: 'Upstream' }, message: {}, finish_reason: 'error' }] },
      'InternalServerError',
      true,
    ],
  ])('inside a 200: %j is a %s (19, 134)', async (body, name, retryable) => {
    expect(await errorOf(body)).toMatchObject({ name, retryable })
  })

  it.each([
    [{}],
    [{ choices: [] }],
    [[]],
    [null],
    ['text'],
    [{ choices: 'x' }],
    [{ choices: [null] }],
    [{ id: 'x', error: null }],
  ])('%j holds no choices', async (body) => {
    expect(await errorOf(body)).toMatchObject({ name: 'APIResponseError' })
  })

  it('what the vendor behind OpenRouter said is in the message (22)', async () => {
    const error = await errorOf(
      { error: { message: 'Provider returned error', code: 429, metadata: { raw: 'slow down' } } },
      429,
    )
    expect(error).toMatchObject({ name: 'RateLimitError', message: 'Provider returned error: slow down' })
  })
})
