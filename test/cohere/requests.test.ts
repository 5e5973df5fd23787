import { describe, expect, it } from 'vitest'
import { cohere } from '../../providers/cohere/index.js'
import { type Ask, complete } from '../openai/wire.js'

const ANSWER = { body: { message: { content: [{ type: 'text', text: 'Hi' }] }, finish_reason: 'COMPLETE' } }
const PLAIN = 'command-a-03-2025'
const THINKING = 'command-a-reasoning-08-2025'

async function exchange(ask: Ask) {
  const { sent, call, request } = await complete(cohere, { model: PLAIN, ...ask }, ANSWER)
  return { sent, dropped: call.report.droppedParams, request }
}
const sentFor = async (ask: Ask) => (await exchange(ask)).sent

const tool = (name: string, fields: object = {}) => ({
  type: 'function' as const,
  function: { name, parameters: { type: 'object', properties: { a: {} } }, ...fields },
})
const call = (text: string, id = 'c1') => ({ id, type: 'function', function: { name: 'f', arguments: text } })
const assistantIn = async (message: object, ask: Ask = {}) => {
  const sent = await sentFor({
    ...ask,
    messages: [
      { role: 'user', content: 'Q' },
      { role: 'assistant', ...message },
    ],
  })
  return Array.isArray(sent['messages']) ? sent['messages'][1] : undefined
}

describe('a request', () => {
  it('goes to the second API with the key', async () => {
    const { request, sent } = await exchange({ max_tokens: 9 })
    expect(request).toMatchObject({ path: '/v2/chat', headers: { authorization: 'Bearer sk-test' } })
    expect(sent).toEqual({
      model: PLAIN,
      messages: [{ role: 'user', content: 'Hello' }],
      stream: false,
      max_tokens: 9,
    })
  })

  it('names the sampling as Cohere does (quirk 136)', async () => {
    const sent = await sentFor({ temperature: 0.4, top_p: 0.9, top_k: 7, stop: 'END', seed: 3, frequency_penalty: 0.5 })
    expect(sent).toMatchObject({
      temperature: 0.4,
      p: 0.9,
      k: 7,
      stop_sequences: ['END'],
      seed: 3,
      frequency_penalty: 0.5,
    })
  })

  it("keeps values within Cohere's ranges and says so, but for a top_p of 1", async () => {
    const whole = await exchange({ top_p: 1 })
    expect(whole.sent['p']).toBe(0.99)
    expect(whole.dropped).toEqual([])
    const outside = await exchange({ top_k: 900, presence_penalty: -1 })
    expect(outside.sent).toMatchObject({ k: 500, presence_penalty: 0 })
    expect(outside.dropped).toEqual(['top_k', 'presence_penalty'])
  })

  it("hands on what is Cohere's own", async () => {
    const documents = [{ id: 'd', data: { text: 'T' } }]
    expect(await sentFor({ safety_mode: 'STRICT', citation_options: { mode: 'FAST' }, documents })).toMatchObject({
      safety_mode: 'STRICT',
      citation_options: { mode: 'FAST' },
      documents,
    })
  })

  it('asks for JSON with the bare schema', async () => {
    const schema = { $schema: 'x', type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
    const { $schema: _, ...bare } = schema
    expect(
      (await sentFor({ response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } }))[
        'response_format'
      ],
    ).toEqual({ type: 'json_object', json_schema: bare })
    expect((await sentFor({ response_format: { type: 'json_object' } }))['response_format']).toEqual({
      type: 'json_object',
    })
  })

  it('cannot have a schema beside tools or documents', () => {
    const messages = [{ role: 'user' as const, content: 'Q' }]
    const request = { model: PLAIN, messages, response_format: { type: 'json_object' as const } }
    const file = { type: 'file' as const, file: { file_data: 'QQ==', filename: 'a.txt' } }
    expect(cohere.unsupported?.(request, PLAIN)).toEqual([])
    expect(cohere.unsupported?.({ ...request, tools: [tool('f')] }, PLAIN)).toEqual(['response_format'])
    expect(cohere.unsupported?.({ ...request, messages: [{ role: 'user', content: [file] }] }, PLAIN)).toEqual([
      'response_format',
    ])
  })
})

describe('thinking', () => {
  it('is a budget, an effort, or off', async () => {
    const thinking = async (ask: Ask) => (await sentFor({ model: THINKING, ...ask }))['thinking']
    expect(await thinking({ thinking: { type: 'enabled', budget_tokens: 500 } })).toEqual({
      type: 'enabled',
      token_budget: 500,
    })
    expect(await thinking({ reasoning_effort: 'low' })).toEqual({ type: 'enabled', token_budget: 3200 })
    expect(await thinking({ thinking: { type: 'adaptive' } })).toEqual({ type: 'enabled' })
    expect(await thinking({ reasoning_effort: 'none' })).toEqual({ type: 'disabled' })
    expect(await thinking({})).toBeUndefined()
  })

  it('is refused for models that cannot, where it is asked for', () => {
    const request = { model: PLAIN, messages: [], reasoning_effort: 'low' as const }
    expect(cohere.unsupported?.(request, PLAIN)).toEqual(['reasoning_effort'])
    expect(cohere.unsupported?.({ ...request, reasoning_effort: 'none' }, PLAIN)).toEqual([])
    expect(cohere.unsupported?.(request, THINKING)).toEqual([])
  })
})

describe('tools', () => {
  const tools = [tool('f'), tool('g')]

  it.each([
    ['auto', undefined, 2],
    ['none', 'NONE', 2],
    ['required', 'REQUIRED', 2],
    [{ type: 'function', function: { name: 'g' } }, 'REQUIRED', 1],
    [
      {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'g' } }] },
      },
      undefined,
      1,
    ],
  ])('a choice of %j is sent as %s over %i tools', async (choice, word, count) => {
    const sent = await sentFor({ tools, tool_choice: choice as never }) // every form of the table is valid
    expect(sent['tool_choice']).toBe(word)
    expect(sent['tools']).toHaveLength(count)
  })

  it('have parameters always, and strictness together or not at all', async () => {
    const bare = await sentFor({ tools: [{ type: 'function', function: { name: 'f' } }] })
    expect(bare['tools']).toEqual([
      { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } },
    ])
    const parameters = { type: 'object', properties: { a: {} }, required: ['a'] }
    const strict = await exchange({ tools: [tool('f', { strict: true, parameters })] })
    expect(strict.sent['strict_tools']).toBe(true)
    expect(JSON.stringify(strict.sent['tools'])).not.toContain('strict')
    const mixed = await exchange({ tools: [tool('f', { strict: true, parameters }), tool('g')] })
    expect(mixed.sent).not.toHaveProperty('strict_tools')
    expect(mixed.dropped).toEqual(['strict'])
  })

  it('of another kind are refused with their place', async () => {
    await expect(sentFor({ tools: [{ type: 'custom', custom: { name: 'x' } }] })).rejects.toThrow(/tools\[0\]/)
  })
})

describe('an assistant turn', () => {
  it('has no content beside its calls (quirk 25)', async () => {
    expect(await assistantIn({ content: null, tool_calls: [call('{"a":1}')] })).toEqual({
      role: 'assistant',
      tool_calls: [call('{"a":1}')],
    })
  })

  it('says what it says beside calls as a plan, or as thinking where the model thinks', async () => {
    const message = { content: 'Looking it up.', reasoning_content: 'I must search.', tool_calls: [call('{}')] }
    expect(await assistantIn(message)).toEqual({
      role: 'assistant',
      tool_plan: 'I must search.\nLooking it up.',
      tool_calls: [call('{}')],
    })
    expect(await assistantIn(message, { model: THINKING })).toEqual({
      role: 'assistant',
      content: [{ type: 'thinking', thinking: 'I must search.\nLooking it up.' }],
      tool_calls: [call('{}')],
    })
    const off = { model: THINKING, thinking: { type: 'disabled' as const } }
    expect(await assistantIn(message, off)).toHaveProperty('tool_plan')
  })

  it('keeps its reasoning as thinking, or as text where the model has none', async () => {
    const message = { content: 'Four.', reasoning_content: 'Two and two.' }
    expect(await assistantIn(message, { model: THINKING })).toEqual({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Two and two.' },
        { type: 'text', text: 'Four.' },
      ],
    })
    expect(await assistantIn(message)).toMatchObject({ content: [{ type: 'text', text: 'Two and two.' }, {}] })
  })

  it.each([
    ['', '{}'],
    ['null', '{}'],
    ['[1]', '{"rawInvalidInput":[1]}'],
    ['{"a":', '{"rawInvalidInput":"{\\"a\\":"}'],
    ['{"a":1}', '{"a":1}'],
  ])('with the arguments %j sends %j', async (text, expected) => {
    expect(await assistantIn({ tool_calls: [call(text)] })).toMatchObject({
      tool_calls: [{ function: { arguments: expected } }],
    })
  })

  it('gives the plan of an answer back as it came', async () => {
    const body = {
      message: { tool_plan: 'I will search.', tool_calls: [call('{"q":"x"}')] },
      finish_reason: 'TOOL_CALL',
    }
    const answered = (await complete(cohere, { model: PLAIN }, { body })).reply.choices[0]?.message
    expect(answered).toMatchObject({ content: null, reasoning_content: 'I will search.' })
    expect(await assistantIn(answered ?? {})).toEqual({ role: 'assistant', ...body.message })
  })
})

describe('content', () => {
  const user = (content: unknown) => sentFor({ messages: [{ role: 'user', content }] })

  it('of images goes by URL or as data', async () => {
    const image = { type: 'image_url', image_url: { url: 'https://h.example/a.png', detail: 'low' } }
    expect((await user([{ type: 'text', text: 'What?' }, image]))['messages']).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'What?' }, image] },
    ])
  })

  it('of text files goes beside the messages as documents', async () => {
    const file_data = `data:text/plain;base64,${Buffer.from('Zürich').toString('base64')}`
    const sent = await user([
      { type: 'text', text: 'Where?' },
      { type: 'file', file: { file_data, filename: 'a.txt' } },
    ])
    expect(sent).toMatchObject({
      messages: [{ role: 'user', content: 'Where?' }],
      documents: [{ data: { text: 'Zürich', title: 'a.txt' } }],
    })
    expect((await user([{ type: 'file', file: { file_data } }]))['messages']).toEqual([
      { role: 'user', content: 'See the attached document.' },
    ])
  })

  it.each([
    ['a PDF', { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERg==' } }, 'application/pdf'],
    [
      'a file by its address',
      { type: 'file', file: { file_data: 'https://h.example/a.txt', filename: 'a.txt' } },
      'data URL or base64',
    ],
    [
      'text that is not base64',
      { type: 'file', file: { file_data: 'Plain. Words!', filename: 'a.txt' } },
      'data URL or base64',
    ],
    ['a stored file', { type: 'file', file: { file_id: 'f1' } }, 'file_data'],
    ['audio', { type: 'input_audio', input_audio: { data: '', format: 'wav' } }, 'input_audio'],
  ])('of %s is refused with its place', async (_, part, word) => {
    await expect(user([part])).rejects.toMatchObject({
      name: 'BadRequestError',
      message: expect.stringContaining(word),
    })
    await expect(user([part])).rejects.toThrow(/messages\[0\]\.content\[0\]/)
  })

  it('of a developer is of the system', async () => {
    expect((await sentFor({ messages: [{ role: 'developer', content: 'Be brief.' }] }))['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
    ])
  })

  it('of results without their call is of the user', async () => {
    const sent = await sentFor({
      messages: [
        { role: 'tool', tool_call_id: 'gone', content: 'It rains.' },
        { role: 'function', name: 'f', content: 'It snows.' },
        { role: 'assistant', tool_calls: [call('{}', 'a')] },
        { role: 'tool', tool_call_id: 'a', content: 'done' },
      ],
    })
    expect(sent['messages']).toMatchObject([
      { role: 'user', content: 'It rains.' },
      { role: 'user', content: 'It snows.' },
      { role: 'assistant' },
      { role: 'tool', tool_call_id: 'a', content: 'done' },
    ])
  })

  it('of results that are images follows all results in a turn of the user (quirk 32)', async () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }
    const sent = await sentFor({
      messages: [
        { role: 'assistant', tool_calls: [call('{}', 'a'), call('{}', 'b')] },
        { role: 'tool', tool_call_id: 'a', content: [image] },
        { role: 'tool', tool_call_id: 'b', content: 'done' },
        { role: 'user', content: 'And?' },
      ],
    })
    expect(sent['messages']).toMatchObject([
      { role: 'assistant' },
      { role: 'tool', tool_call_id: 'a', content: '(see the attached image)' },
      { role: 'tool', tool_call_id: 'b', content: 'done' },
      { role: 'user', content: [image] },
      { role: 'user', content: 'And?' },
    ])
  })
})
