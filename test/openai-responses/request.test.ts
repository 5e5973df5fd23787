import { describe, expect, it } from 'vitest'
import { openai } from '../../providers/openai/index.js'
import type { ChatTool } from '../../src/provider.js'
import { complete } from '../openai/wire.js'
import { inputOf, response, sent, text } from './ask.js'

const weather = {
  type: 'function',
  function: { name: 'weather', description: 'Tells it.', parameters: { type: 'object', properties: {} } },
}
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk'

describe('which requests go to /responses', () => {
  const pathOf = async (model: string) =>
    (
      await complete(
        openai,
        { model },
        { body: { ...response([text('ok')]), choices: [{ message: { content: 'ok' } }] } },
      )
    ).request.path

  it.each([
    'responses/gpt-4o',
    'gpt-5-pro',
    'gpt-5.2-pro-2025-12-11',
    'gpt-5.1-codex-max',
    'o1-pro',
    'o3-deep-research',
    'codex-mini-latest',
    'computer-use-preview',
  ])('%s does', async (model) => {
    expect(await pathOf(model)).toBe('/responses')
  })

  it.each(['gpt-5', 'gpt-5-mini', 'o3', 'gpt-4o', 'gpt-5-chat-latest'])('%s has a chat endpoint', async (model) => {
    expect(await pathOf(model)).toBe('/chat/completions')
  })

  it('the prefix is not part of the name on the wire', async () => {
    expect(await sent({ model: 'responses/gpt-5-mini' })).toMatchObject({ model: 'gpt-5-mini' })
    expect(await sent({ model: 'gpt-5-pro' })).toMatchObject({ model: 'gpt-5-pro' })
  })
})

describe('the request', () => {
  it('is stateless and asks for encrypted reasoning (59)', async () => {
    expect(await sent({})).toEqual({
      model: 'gpt-5-mini',
      input: [{ role: 'user', content: 'Hello' }],
      store: false,
      include: ['reasoning.encrypted_content'],
    })
  })

  it('does not ask models that do not reason, which refuse it', async () => {
    expect(await sent({ model: 'responses/gpt-4o' })).not.toHaveProperty('include')
  })

  it('is stored where the caller says so', async () => {
    expect(await sent({ store: true })).toMatchObject({ store: true })
  })

  it('asks for at least 16 output tokens (58)', async () => {
    expect(await sent({ max_tokens: 5 })).toMatchObject({ max_output_tokens: 16 })
    expect(await sent({ max_completion_tokens: 500, max_tokens: 5 })).toMatchObject({ max_output_tokens: 500 })
    expect(await sent({ max_tokens: 5 })).not.toHaveProperty('max_tokens')
  })

  it('cuts the cache key at 64 characters, not within one (57)', async () => {
    const { prompt_cache_key } = await sent({ prompt_cache_key: '😀'.repeat(70) })
    expect(prompt_cache_key).toBe('😀'.repeat(64))
  })

  it('carries what /responses has under the same name', async () => {
    const same = {
      metadata: { a: 'b' },
      service_tier: 'flex',
      prompt_cache_retention: '24h',
      safety_identifier: 's',
      user: 'u',
      top_p: 0.5,
      temperature: 0.2,
      top_logprobs: 2,
    } as const
    expect(await sent(same)).toMatchObject(same)
  })

  it('hands on what only /responses knows, and merges lists and objects', async () => {
    const own = { previous_response_id: 'resp_0', truncation: 'auto', instructions: 'Be brief.', background: false }
    expect(await sent(own)).toMatchObject(own)
    const { include } = await sent({ include: ['web_search_call.action.sources'] })
    expect(include).toEqual(['web_search_call.action.sources', 'reasoning.encrypted_content'])
    const { reasoning } = await sent({ reasoning_effort: 'high', reasoning: { summary: 'detailed' } })
    expect(reasoning).toEqual({ effort: 'high', summary: 'detailed' })
  })

  it('tells the effort, with a summary to read', async () => {
    expect((await sent({ reasoning_effort: 'low' }))['reasoning']).toEqual({ effort: 'low', summary: 'auto' })
    expect((await sent({ model: 'responses/gpt-5.1', reasoning_effort: 'none' }))['reasoning']).toEqual({
      effort: 'none',
    })
    expect(await sent({})).not.toHaveProperty('reasoning')
  })

  it('turns thinking into effort', async () => {
    const reasoningFor = async (thinking: object, model = 'responses/gpt-5-mini') =>
      (await sent({ model, thinking: thinking as never }))['reasoning'] // each form on its own
    expect(await reasoningFor({ type: 'enabled', budget_tokens: 1024 })).toEqual({ effort: 'low', summary: 'auto' })
    expect(await reasoningFor({ type: 'enabled' })).toEqual({ summary: 'auto' })
    expect(await reasoningFor({ type: 'disabled' })).toEqual({ effort: 'minimal', summary: 'auto' })
    expect(await reasoningFor({ type: 'disabled' }, 'responses/gpt-5.2')).toEqual({ effort: 'none' })
    expect(await reasoningFor({ type: 'disabled' }, 'responses/gpt-4o')).toBeUndefined()
  })

  it('puts the form of the answer and its verbosity under text', async () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false }
    const format = { type: 'json_schema', json_schema: { name: 'city', schema, strict: true } } as const
    expect((await sent({ response_format: format, verbosity: 'low' }))['text']).toEqual({
      format: { type: 'json_schema', name: 'city', schema, strict: true },
      verbosity: 'low',
    })
    expect((await sent({ response_format: { type: 'json_object' } }))['text']).toEqual({
      format: { type: 'json_object' },
    })
    expect(await sent({ response_format: { type: 'text' } })).not.toHaveProperty('text')
  })

  it('asks for logprobs by inclusion', async () => {
    expect(await sent({ model: 'responses/gpt-4o', logprobs: true, top_logprobs: 3 })).toMatchObject({
      include: ['message.output_text.logprobs'],
      top_logprobs: 3,
    })
    expect(await sent({ logprobs: true })).not.toHaveProperty('logprobs')
  })

  it('names the parameters that /responses has', () => {
    const params = openai.params('responses/gpt-5')
    expect(params).toEqual(expect.arrayContaining(['store', 'tools', 'thinking', 'verbosity', 'metadata']))
    for (const param of ['stop', 'seed', 'n', 'logit_bias', 'frequency_penalty', 'audio', 'functions'])
      expect(params).not.toContain(param)
    expect(openai.params('gpt-5')).toContain('stop')
  })

  it('refuses what the model refuses, whatever the endpoint (53)', () => {
    const request = { model: 'm', messages: [], temperature: 0.1 }
    expect(openai.unsupported?.(request, 'responses/gpt-5')).toContain('temperature')
    expect(openai.unsupported?.(request, 'responses/gpt-4o')).not.toContain('temperature')
  })
})

describe('tools', () => {
  it('lie flat, and are only strict when the caller says so', async () => {
    const strict = { type: 'function', function: { name: 'strict', parameters: { type: 'object' }, strict: true } }
    const bare = { type: 'function', function: { name: 'bare' } }
    const { tools } = await sent({ tools: [weather, strict, bare] as never }) // as a caller in JavaScript has them
    expect(tools).toEqual([
      {
        type: 'function',
        name: 'weather',
        description: 'Tells it.',
        parameters: { type: 'object', properties: {} },
        strict: false,
      },
      { type: 'function', name: 'strict', parameters: { type: 'object' }, strict: true },
      {
        type: 'function',
        name: 'bare',
        parameters: { type: 'object', properties: {}, additionalProperties: false },
        strict: false,
      },
    ])
  })

  it('of the vendor go as they are', async () => {
    const own: ChatTool[] = [
      { type: 'web_search', filters: { allowed_domains: ['a.example'] } },
      { type: 'mcp', server_label: 'x', server_url: 'https://mcp.example', require_approval: 'never' },
    ]
    expect((await sent({ tools: own }))['tools']).toEqual(own)
  })

  it('web_search_options become a tool', async () => {
    const web_search_options = {
      search_context_size: 'low',
      user_location: { type: 'approximate', approximate: { city: 'Rome' } },
    } as const
    expect((await sent({ web_search_options }))['tools']).toEqual([
      { type: 'web_search', search_context_size: 'low', user_location: { type: 'approximate', city: 'Rome' } },
    ])
  })

  it('custom ones lie flat with their grammar', async () => {
    const grammar = { syntax: 'lark', definition: 'start: "a"' } as const
    const custom = { type: 'custom', custom: { name: 'math', format: { type: 'grammar', grammar } } } as const
    expect((await sent({ tools: [custom] }))['tools']).toEqual([
      { type: 'custom', name: 'math', format: { type: 'grammar', ...grammar } },
    ])
  })

  it.each([
    ['auto', 'auto'],
    ['required', 'required'],
    [
      { type: 'function', function: { name: 'weather' } },
      { type: 'function', name: 'weather' },
    ],
    [
      { type: 'custom', custom: { name: 'math' } },
      { type: 'custom', name: 'math' },
    ],
    [
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'weather' } }] },
      },
      { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'weather' }] },
    ],
    [{ type: 'web_search' }, { type: 'web_search' }],
  ])('the choice %j is %j', async (choice, wire) => {
    const body = await sent({ tools: [weather] as never, tool_choice: choice as never }) // all forms, some the vendor's own
    expect(body['tool_choice']).toEqual(wire)
  })

  it('an empty list is none, and nothing is said of choosing', async () => {
    const body = await sent({ tools: [], tool_choice: 'auto', parallel_tool_calls: false })
    expect(Object.keys(body)).toEqual(['model', 'input', 'store', 'include'])
  })
})

describe('the history', () => {
  it('keeps instructions in place, under the role that the model has (53)', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi', name: 'ann' },
    ]
    expect(await inputOf(messages)).toEqual([
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ])
    expect((await inputOf(messages, { model: 'responses/gpt-4o' }))[0]).toEqual({
      role: 'system',
      content: 'Be brief.',
    })
  })

  it('carries images and files', async () => {
    const content = [
      { type: 'text', text: 'See' },
      { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}`, detail: 'low' } },
      { type: 'file', file: { file_id: 'file-1' } },
      { type: 'file', file: { file_id: 'https://a.example/c.pdf' } },
      { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=' } },
      { type: 'file', file: { file_data: 'JVBERi0xLjQ=', filename: 'd.pdf' } },
    ]
    expect(await inputOf([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'See' },
          { type: 'input_image', detail: 'auto', image_url: 'https://a.example/b.png' },
          { type: 'input_image', detail: 'low', image_url: `data:image/png;base64,${PIXEL}` },
          { type: 'input_file', file_id: 'file-1' },
          { type: 'input_file', file_url: 'https://a.example/c.pdf' },
          { type: 'input_file', filename: 'document.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
          { type: 'input_file', filename: 'd.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQ=' },
        ],
      },
    ])
  })

  it('names a file of text without cutting into what it says', async () => {
    const file_data = `data:text/plain,${'x'.repeat(174)}%C3%BC${'y'.repeat(50)}`
    for (let cut = 0; cut < 12; cut++) {
      const shifted = file_data.replace('x'.repeat(12), 'x'.repeat(cut))
      expect(
        await inputOf([{ role: 'user', content: [{ type: 'file', file: { file_data: shifted } }] }]),
      ).toMatchObject([{ content: [{ filename: 'document.txt', file_data: shifted }] }])
    }
  })

  it('tells results without their call as words of the user, unless the vendor keeps the conversation', async () => {
    const messages = [
      { role: 'tool', tool_call_id: 'gone', content: 'It rains.' },
      { role: 'function', name: 'f', content: null },
    ]
    expect(await inputOf(messages)).toEqual([
      { role: 'user', content: 'It rains.' },
      { role: 'user', content: '(The tool returned nothing.)' },
    ])
    for (const kept of [{ previous_response_id: 'resp_0' }, { conversation: 'conv_0' }])
      expect((await inputOf(messages, kept))[0]).toEqual({
        type: 'function_call_output',
        call_id: 'gone',
        output: 'It rains.',
      })
  })

  it('strips cache marks', async () => {
    const content = [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }]
    expect(await inputOf([{ role: 'user', content }])).toEqual([
      { role: 'user', content: [{ type: 'input_text', text: 'a' }] },
    ])
  })

  it('pairs calls and results, with images in place (32)', async () => {
    const messages = [
      { role: 'user', content: 'Show' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'draw', arguments: '' } }],
      },
      {
        role: 'tool',
        tool_call_id: 'call_1',
        content: [
          { type: 'text', text: 'Here' },
          { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
        ],
      },
    ]
    expect((await inputOf(messages)).slice(1)).toEqual([
      { type: 'function_call', call_id: 'call_1', name: 'draw', arguments: '{}' },
      {
        type: 'function_call_output',
        call_id: 'call_1',
        output: [
          { type: 'input_text', text: 'Here' },
          { type: 'input_image', detail: 'auto', image_url: 'https://a.example/b.png' },
        ],
      },
    ])
  })

  it('answers custom calls in their own kind', async () => {
    const messages = [
      { role: 'assistant', tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'math', input: '4 + 4' } }] },
      { role: 'tool', tool_call_id: 'call_1', content: '8' },
    ]
    expect(await inputOf(messages)).toEqual([
      { type: 'custom_tool_call', call_id: 'call_1', name: 'math', input: '4 + 4' },
      { type: 'custom_tool_call_output', call_id: 'call_1', output: '8' },
    ])
  })

  it('shortens ids of calls that are too long, the same in call and result (31)', async () => {
    const long = 'x'.repeat(80)
    const [called, result] = await inputOf([
      { role: 'assistant', tool_calls: [{ id: long, type: 'function', function: { name: 'f', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: long, content: 'ok' },
    ])
    expect(called).toMatchObject({ call_id: expect.stringMatching(/^call_.{24}$/) })
    expect(result).toMatchObject({ call_id: Reflect.get(called as object, 'call_id') })
  })

  it("makes plain text of another vendor's reasoning (30)", async () => {
    const messages = [
      {
        role: 'assistant',
        content: 'Yes.',
        thinking_blocks: [
          { type: 'thinking', thinking: 'Is it?', signature: 's' },
          { type: 'redacted_thinking', data: 'd' },
        ],
      },
    ]
    expect(await inputOf(messages)).toEqual([{ role: 'assistant', content: 'Is it?\n\nYes.' }])
  })

  it('knows the deprecated function calls', async () => {
    const [called, result] = await inputOf([
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"a":1}' } },
      { role: 'function', name: 'f', content: 'ok' },
    ])
    expect(called).toEqual({ type: 'function_call', call_id: 'call_function_0', name: 'f', arguments: '{"a":1}' })
    expect(result).toEqual({ type: 'function_call_output', call_id: 'call_function_0', output: 'ok' })
  })
})
