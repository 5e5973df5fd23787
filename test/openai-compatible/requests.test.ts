import { describe, expect, it } from 'vitest'
import type { Dialect, ReasoningControl } from '../../providers/openai-compatible/index.js'
import { type Ask, deepFreeze, sentFor, stream } from '../openai/wire.js'
import { hostWith } from './rows-of.js'

const user = { role: 'user', content: 'Hello' }
const call = (id: string, name = 'look') => ({ id, type: 'function', function: { name, arguments: '{}' } })
const calls = { role: 'assistant', content: null, tool_calls: [call('c1')] }
const result = { role: 'tool', tool_call_id: 'c1', content: 'ok' }
const sent = (quirks: Dialect, ask: Ask) => sentFor(hostWith(quirks), deepFreeze(ask))
const messagesFor = async (quirks: Dialect, messages: readonly unknown[]) =>
  (await sent(quirks, { messages }))['messages']
const tool = (parameters: object, more: object = {}) => ({
  type: 'function',
  function: { name: 'look', parameters, ...more },
})

describe('parameters', () => {
  it('store is refused where it is not said to be taken (40)', () => {
    expect(hostWith({}).params('m')).not.toContain('store')
  })

  it('what a host does not take is not among its parameters, what it takes beyond OpenAI is', () => {
    const { params } = hostWith({ unsupported: ['seed'], extraParams: ['top_k'] })
    expect(params('m')).toContain('top_k')
    expect(params('m')).not.toContain('seed')
    expect(hostWith({ reasoning: { as: 'nothing' } }).params('m')).not.toContain('reasoning_effort')
  })

  it('the output limit goes out under the one name that the host knows, else as written (38)', async () => {
    expect(await sent({ maxTokens: 'max_tokens' }, { max_completion_tokens: 5 })).toMatchObject({ max_tokens: 5 })
    expect(await sent({ maxTokens: 'max_completion_tokens' }, { max_tokens: 5 })).toMatchObject({
      max_completion_tokens: 5,
    })
    expect(await sent({ maxTokens: 'max_completion_tokens' }, { max_tokens: 5 })).not.toHaveProperty('max_tokens')
    expect(await sent({}, { max_completion_tokens: 5 })).toMatchObject({ max_completion_tokens: 5 })
  })

  it('names differ (126), values are bounded, fields are sent by default', async () => {
    const quirks: Dialect = { rename: { seed: 'random_seed' }, maxTemperature: 1, body: { prompt_mode: 'reasoning' } }
    const body = await sent(quirks, { seed: 7, temperature: 1.6 })
    expect(body).toMatchObject({ random_seed: 7, temperature: 1, prompt_mode: 'reasoning' })
    expect(body).not.toHaveProperty('seed')
    expect(await sent(quirks, { prompt_mode: null })).toMatchObject({ prompt_mode: 'reasoning' })
    expect(await sent(quirks, { prompt_mode: 'none' })).toMatchObject({ prompt_mode: 'none' })
  })

  it('stream_options are left out where they are refused (24)', async () => {
    const { sent: body } = await stream(hostWith({ noStreamOptions: true }), [], {
      stream_options: { include_usage: true },
    })
    expect(body).not.toHaveProperty('stream_options')
  })

  it('quirks of single models are added to those of the host', async () => {
    const host = hostWith({ maxTokens: 'max_tokens' }, [{ model: /^r/, quirks: { reasoning: { as: 'nothing' } } }])
    expect(host.params('r1')).not.toContain('thinking')
    expect(host.params('v3')).toContain('thinking')
    expect(await sentFor(host, { model: 'r1', max_completion_tokens: 3 })).toMatchObject({ max_tokens: 3 })
  })
})

describe('how a host is told to think (42, 43)', () => {
  const on = { thinking: { type: 'enabled', budget_tokens: 4000 } } as const
  const off = { thinking: { type: 'disabled' } } as const
  const cases: Array<[string, ReasoningControl, Ask, object]> = [
    ['an effort', { as: 'effort' }, { reasoning_effort: 'low' }, { reasoning_effort: 'low' }],
    [
      'an effort in its own words',
      { as: 'effort', words: { xhigh: 'high' } },
      { reasoning_effort: 'xhigh' },
      { reasoning_effort: 'high' },
    ],
    ['an effort for a budget', { as: 'effort' }, on, { reasoning_effort: 'medium' }],
    ['an effort of none', { as: 'effort' }, off, { reasoning_effort: 'none' }],
    [
      'thinking (z.ai)',
      { as: 'thinking', with: { clear_thinking: false } },
      { reasoning_effort: 'high' },
      { thinking: { type: 'enabled', clear_thinking: false } },
    ],
    [
      'thinking off',
      { as: 'thinking', with: { clear_thinking: false } },
      { reasoning_effort: 'none' },
      { thinking: { type: 'disabled' } },
    ],
    [
      'thinking and effort (DeepSeek)',
      { as: 'thinking', effort: true },
      { reasoning_effort: 'high' },
      { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
    ],
    [
      'thinking with a budget (Fireworks)',
      { as: 'thinking', budget: true },
      on,
      { thinking: { type: 'enabled', budget_tokens: 4000 } },
    ],
    [
      'enable_thinking (Alibaba)',
      { as: 'enable_thinking', maxBudget: 2000 },
      on,
      { enable_thinking: true, thinking_budget: 2000 },
    ],
    ['enable_thinking off', { as: 'enable_thinking' }, off, { enable_thinking: false }],
    [
      'reasoning effort (OpenRouter)',
      { as: 'reasoning' },
      { reasoning_effort: 'low' },
      { reasoning: { effort: 'low' } },
    ],
    ['reasoning budget (OpenRouter)', { as: 'reasoning' }, on, { reasoning: { max_tokens: 4000 } }],
    ['reasoning off (OpenRouter)', { as: 'reasoning' }, off, { reasoning: { effort: 'none' } }],
    [
      'reasoning enabled (Together)',
      { as: 'reasoning_enabled' },
      { reasoning_effort: 'low' },
      { reasoning: { enabled: true } },
    ],
    [
      'template arguments (vLLM)',
      { as: 'chat_template_kwargs' },
      on,
      { chat_template_kwargs: { enable_thinking: true, preserve_thinking: true } },
    ],
    [
      'template arguments (Baseten)',
      { as: 'chat_template_args' },
      off,
      { chat_template_args: { enable_thinking: false } },
    ],
  ]
  it.each(cases)('%s', async (_, reasoning, ask, fields) => {
    const { model: _1, messages: _2, ...rest } = await sent({ reasoning }, ask)
    expect(rest).toEqual(fields)
  })

  it("the caller's own words stay", async () => {
    expect(
      await sent({ reasoning: { as: 'reasoning' } }, { reasoning: { effort: 'high' }, reasoning_effort: 'low' }),
    ).toMatchObject({ reasoning: { effort: 'high' } })
    expect(await sent({}, { reasoning: { effort: 'high' } })).toMatchObject({ reasoning: { effort: 'high' } })
  })

  it('nothing is sent when nothing was asked', async () => {
    expect(Object.keys(await sent({ reasoning: { as: 'thinking' } }, {}))).toEqual(['model', 'messages'])
  })
})

describe('messages', () => {
  it('the role developer is sent as system (39)', async () => {
    expect(await messagesFor({}, [{ role: 'developer', content: 'a' }, user])).toEqual([
      { role: 'system', content: 'a' },
      user,
    ])
    expect(await messagesFor({ developerRole: true }, [{ role: 'developer', content: 'a' }])).toEqual([
      { role: 'developer', content: 'a' },
    ])
  })

  it.each([
    [{}, { content: null }],
    [{ callsOnlyContent: 'empty' }, { content: '' }],
    [{ callsOnlyContent: 'absent' }, {}],
  ] as const)('content of a turn that only calls tools (25): %j', async (quirks, content) => {
    expect(await messagesFor(quirks, [calls])).toEqual([{ role: 'assistant', tool_calls: [call('c1')], ...content }])
  })

  it('text parts become a string where the host wants one (26, 132)', async () => {
    const parts = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]
    const history = [
      { role: 'user', content: parts },
      { role: 'assistant', content: parts },
    ]
    expect(await messagesFor({ flattenText: 'assistant' }, history)).toEqual([
      history[0],
      { role: 'assistant', content: 'ab' },
    ])
    expect(await messagesFor({ flattenText: 'all' }, history)).toEqual([
      { role: 'user', content: 'a\nb' },
      { role: 'assistant', content: 'ab' },
    ])
    const picture = {
      role: 'user',
      content: [...parts, { type: 'image_url', image_url: { url: 'https://h.example/a.png' } }],
    }
    expect(await messagesFor({ flattenText: 'all' }, [picture])).toEqual([picture])
  })

  it('tool-call ids are nine letters or digits at Mistral, injectively (31, 122)', async () => {
    const ids = ['call_1', 'call_2', 'abcdefghi']
    const history = [
      { role: 'assistant', content: null, tool_calls: ids.map((id) => call(id)) },
      ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: 'x' })),
    ]
    const [turn, ...results] = (await messagesFor({ toolCallIds: '9-alphanumerics' }, history)) as Array<{
      tool_calls: Array<{ id: string }>
      tool_call_id: string
    }>
    const made = turn?.tool_calls.map(({ id }) => id) ?? []
    expect(made.every((id) => /^[a-zA-Z0-9]{9}$/.test(id))).toBe(true)
    expect(new Set(made).size).toBe(3)
    expect(made[2]).toBe('abcdefghi')
    expect(results.map(({ tool_call_id }) => tool_call_id)).toEqual(made)
  })

  it('tool messages get the name of their tool (36, 124)', async () => {
    expect(await messagesFor({ toolMessageName: true }, [calls, result])).toEqual([calls, { ...result, name: 'look' }])
  })

  it('the name beside a result is that of the nearest call before it, and the history is read once', async () => {
    let reads = 0
    const turn = (name: string) => ({
      ...calls,
      get tool_calls() {
        reads++
        return [call('c1', name)]
      },
    })
    const history = ['look', 'hear', 'smell'].flatMap((name) => [turn(name), result])
    const named = await messagesFor({ toolMessageName: true }, history)
    expect(named).toMatchObject([{}, { name: 'look' }, {}, { name: 'hear' }, {}, { name: 'smell' }])
    const readsOfThree = reads
    reads = 0
    await messagesFor({ toolMessageName: true }, [...history, ...history])
    expect(reads).toBeLessThanOrEqual(2 * readsOfThree)
  })

  it('an assistant turn stands between a tool result and a user message (36)', async () => {
    expect(await messagesFor({ bridgeAfterTools: true }, [calls, result, user])).toMatchObject([
      calls,
      result,
      { role: 'assistant' },
      user,
    ])
  })

  it('images stay in tool messages where the host takes them (32)', async () => {
    const seen = { ...result, content: [{ type: 'image_url', image_url: { url: 'https://h.example/a.png' } }] }
    expect(await messagesFor({ imagesInToolMessages: true }, [calls, seen])).toEqual([calls, seen])
  })

  it('an image is a plain string and a PDF a document_url at Mistral (125)', async () => {
    const content = [
      { type: 'image_url', image_url: { url: 'https://h.example/a.png' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
      { type: 'file', file: { file_id: 'https://h.example/b.pdf' } },
    ]
    expect(await messagesFor({ imageUrl: 'string', filePart: 'document_url' }, [{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: 'https://h.example/a.png' },
          { type: 'document_url', document_url: 'data:application/pdf;base64,AA==', document_name: 'a.pdf' },
          { type: 'document_url', document_url: 'https://h.example/b.pdf' },
        ],
      },
    ])
  })

  it('a PDF is a file_url of bare base64 at Perplexity (137)', async () => {
    const content = [{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } }]
    expect(await messagesFor({ filePart: 'file_url' }, [{ role: 'user', content }])).toMatchObject([
      { content: [{ type: 'file_url', file_url: { url: 'AA==' }, file_name: 'a.pdf' }] },
    ])
  })

  it('cache_control is stripped, or put on a text part where it is taken (52)', async () => {
    const mark = { type: 'ephemeral' }
    const marked = [
      { role: 'system', content: 'Long.', cache_control: mark },
      { role: 'user', content: [{ type: 'text', text: 'a', cache_control: mark }] },
    ]
    expect(await messagesFor({}, marked)).toEqual([
      { role: 'system', content: 'Long.' },
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
    ])
    expect(await messagesFor({ cacheControl: true }, marked)).toEqual([
      { role: 'system', content: [{ type: 'text', text: 'Long.', cache_control: mark }] },
      marked[1],
    ])
    const tools = [{ ...tool({}), cache_control: mark }] as never
    expect(await sent({}, { tools })).toMatchObject({ tools: [tool({})] })
    expect((await sent({ cacheControl: true }, { tools }))['tools']).toEqual(tools)
  })

  it('the beginning of an answer is marked as prefix (124)', async () => {
    const begin = { role: 'assistant', content: 'Once' }
    expect(await messagesFor({ prefill: 'prefix' }, [user, begin])).toEqual([user, { ...begin, prefix: true }])
    expect(await messagesFor({}, [user, begin])).toEqual([user, begin])
  })
})

describe('tools and structured output', () => {
  it('strict is left out where it is not known (41)', async () => {
    const tools = [tool({}, { strict: true })] as never
    expect((await sent({}, { tools }))['tools']).toEqual([tool({})])
    expect((await sent({ strictTools: true }, { tools }))['tools']).toEqual(tools)
  })

  it('required is any, and a named choice leaves only that tool (123)', async () => {
    const tools = [tool({}), { type: 'function', function: { name: 'other' } }] as never
    const quirks: Dialect = { toolChoice: { required: 'any', named: 'filter' } }
    expect(await sent(quirks, { tools, tool_choice: 'required' })).toMatchObject({ tools, tool_choice: 'any' })
    const named = { type: 'function', function: { name: 'look' } } as const
    expect(await sent(quirks, { tools, tool_choice: named })).toMatchObject({ tools: [tool({})], tool_choice: 'any' })
    expect(await sent({}, { tools, tool_choice: named })).toMatchObject({ tools, tool_choice: named })
  })

  it('additionalProperties: false is removed at every depth for xAI (133)', async () => {
    const parameters = {
      type: 'object',
      additionalProperties: false,
      properties: {
        a: { type: 'object', additionalProperties: false },
        b: { additionalProperties: { type: 'string' } },
      },
    }
    expect(
      (await sent({ toolSchema: 'no-additional-properties' }, { tools: [tool(parameters)] as never }))['tools'],
    ).toEqual([
      tool({ type: 'object', properties: { a: { type: 'object' }, b: { additionalProperties: { type: 'string' } } } }),
    ])
  })

  it("schemas are rewritten to Moonshot's flavour (138)", async () => {
    const parameters = {
      $schema: 'x',
      properties: {
        pair: { type: 'array', items: [{ type: 'string' }] },
        either: { type: 'string', anyOf: [{ minLength: 1 }, { type: 'null' }] },
        type: { type: 'string' },
      },
    }
    expect((await sent({ toolSchema: 'mfjs' }, { tools: [tool(parameters)] as never }))['tools']).toEqual([
      tool({
        type: 'object',
        properties: {
          pair: { type: 'array', prefixItems: [{ type: 'string' }] },
          either: { anyOf: [{ minLength: 1, type: 'string' }, { type: 'null' }] },
          type: { type: 'string' },
        },
      }),
    ])
  })

  it('tool_stream is asked for where arguments are streamed only then (44)', async () => {
    const tools = [tool({})] as never
    expect((await stream(hostWith({ toolStream: true }), [], { tools })).sent).toMatchObject({ tool_stream: true })
    expect(await sent({ toolStream: true }, { tools })).not.toHaveProperty('tool_stream')
  })

  const schema = { type: 'object', properties: { a: { type: 'string' } } }
  const response_format = { type: 'json_schema', json_schema: { name: 'answer', schema } } as const

  it('a JSON schema becomes json_object and an instruction where it is not taken (130)', async () => {
    const body = await sent(
      { jsonSchema: 'instruction' },
      { response_format, messages: [{ role: 'system', content: 'Be brief.' }, user] },
    )
    expect(body['response_format']).toEqual({ type: 'json_object' })
    expect(body['messages']).toEqual([
      { role: 'system', content: expect.stringContaining(JSON.stringify(schema)) },
      user,
    ])
    expect(body['messages']).toMatchObject([{ content: expect.stringMatching(/^Be brief\./) }, {}])
  })

  it('a JSON schema goes without its name to Perplexity (137), without $schema to Moonshot (138)', async () => {
    expect((await sent({ jsonSchema: 'unnamed' }, { response_format }))['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { schema },
    })
    const dated = { type: 'json_schema', json_schema: { name: 'answer', schema: { $schema: 'x', ...schema } } } as const
    expect((await sent({ jsonSchema: 'mfjs' }, { response_format: dated }))['response_format']).toEqual(response_format)
    expect((await sent({}, { response_format: dated }))['response_format']).toEqual(dated)
  })

  it('plain JSON is asked for in words where the host wants that (126, 130)', async () => {
    const body = await sent({ jsonObjectInstruction: true }, { response_format: { type: 'json_object' } })
    expect(body['messages']).toMatchObject([{ role: 'system', content: expect.stringContaining('JSON') }, user])
  })
})
