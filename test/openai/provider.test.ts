import { afterEach, describe, expect, it, vi } from 'vitest'
import { openai } from '../../providers/openai/index.js'
import { complete, deepFreeze, messageOf, sentFor, stream } from './wire.js'

const user = { role: 'user', content: 'Hello' }
const call = (id: string, name = 'look') => ({ id, type: 'function', function: { name, arguments: '{}' } })

afterEach(() => vi.unstubAllEnvs())

describe('the openai provider', () => {
  it('sends a plain request as it is', async () => {
    const { request, sent } = await complete(openai, { model: 'gpt-4o', messages: [user], temperature: 0.5 })
    expect(request.path).toBe('/chat/completions')
    expect(request.headers['authorization']).toBe('Bearer sk-test')
    expect(sent).toEqual({ model: 'gpt-4o', messages: [user], temperature: 0.5 })
  })

  it('hands unchanged messages on without copying them', async () => {
    const messages = deepFreeze([
      { role: 'system', content: 'Be brief.' },
      user,
      { role: 'assistant', content: 'Hi.' },
      user,
    ])
    const { request } = await complete(openai, { model: 'gpt-4o', messages })
    expect(request.body).toHaveProperty('messages', messages)
    expect(Reflect.get(request.body ?? {}, 'messages')).toBe(messages)
  })

  it('says whose account is billed when the environment does', async () => {
    vi.stubEnv('OPENAI_ORG_ID', 'org-1')
    vi.stubEnv('OPENAI_PROJECT_ID', 'proj-1')
    const { request } = await complete(openai)
    expect(request.headers).toMatchObject({ 'openai-organization': 'org-1', 'openai-project': 'proj-1' })
  })

  it('passes unknown body keys on', async () => {
    expect(await sentFor(openai, { some_new_key: { a: 1 } })).toMatchObject({ some_new_key: { a: 1 } })
  })

  it('asks for usage in streams and keeps the other stream options', async () => {
    const { sent } = await stream(openai, [], { stream_options: { include_obfuscation: false } })
    expect(sent).toMatchObject({ stream: true, stream_options: { include_usage: true, include_obfuscation: false } })
    expect(await sentFor(openai, { stream: false, stream_options: { include_usage: true } })).not.toHaveProperty(
      'stream_options',
    )
  })

  it('drops an empty list of tools and what chooses among them', async () => {
    const sent = await sentFor(openai, { tools: [], tool_choice: 'auto', parallel_tool_calls: false })
    expect(Object.keys(sent)).toEqual(['model', 'messages'])
  })

  it('keeps strict, shortens a long prompt_cache_key by code points (57)', async () => {
    const tools = [{ type: 'function', function: { name: 'f', strict: true, parameters: { type: 'object' } } }]
    const sent = await sentFor(openai, { tools: deepFreeze(tools), prompt_cache_key: '😀'.repeat(70) } as never)
    expect(sent['tools']).toEqual(tools)
    expect(sent['prompt_cache_key']).toBe('😀'.repeat(64))
  })

  it('gives tool-call ids longer than 40 characters a shorter one, the same in call and result (31)', async () => {
    const long = `call_${'x'.repeat(60)}`
    const sent = await sentFor(openai, {
      messages: [
        user,
        { role: 'assistant', content: null, tool_calls: [call(long), call('call_1')] },
        { role: 'tool', tool_call_id: long, content: 'a' },
        { role: 'tool', tool_call_id: 'call_1', content: 'b' },
      ],
    })
    const [, turn, first, second] = sent['messages'] as Array<{
      tool_calls: Array<{ id: string }>
      tool_call_id: string
    }>
    expect(turn?.tool_calls[0]?.id).toMatch(/^call_[a-zA-Z0-9]{24}$/)
    expect(first?.tool_call_id).toBe(turn?.tool_calls[0]?.id)
    expect(second?.tool_call_id).toBe('call_1')
  })

  it('strips the fields of our own that OpenAI does not know', async () => {
    const reply = {
      role: 'assistant',
      content: 'Hi.',
      refusal: null,
      parsed: { a: 1 },
      annotations: [],
      images: [],
      provider_specific_fields: { x: 1 },
      cache_control: { type: 'ephemeral' },
      audio: { id: 'audio_1', data: 'AAAA', transcript: 'Hi.', expires_at: 1 },
    }
    const part = { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }
    const sent = await sentFor(openai, { messages: deepFreeze([{ role: 'user', content: [part] }, reply]) })
    expect(sent['messages']).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: 'Hi.', audio: { id: 'audio_1' } },
    ])
  })

  it('sends back a turn of tool calls with content null (25)', async () => {
    const { finish: _, ...message } = await messageOf(openai, { content: '', tool_calls: [call('call_1')] })
    const sent = await sentFor(openai, {
      messages: [user, message, { role: 'tool', tool_call_id: 'call_1', content: 'ok' }],
    })
    expect(sent['messages']).toMatchObject([
      user,
      { role: 'assistant', content: null, tool_calls: [call('call_1')] },
      {},
    ])
  })

  it('turns reasoning of other models into plain text and drops redacted reasoning (30)', async () => {
    const blocks = [
      { type: 'thinking', thinking: 'It is 4.', signature: 's' },
      { type: 'redacted_thinking', data: 'secret' },
    ]
    const turn = { role: 'assistant', content: 'Four.', reasoning_content: 'It is 4.', thinking_blocks: blocks }
    const [sent] = (await sentFor(openai, { messages: deepFreeze([turn]) }))['messages'] as object[]
    expect(sent).toEqual({ role: 'assistant', content: 'It is 4.\n\nFour.' })
  })

  it('moves images of tool results into one user message after all of them (32)', async () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }
    const sent = await sentFor(openai, {
      messages: deepFreeze([
        user,
        { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'seen' }, image] },
        { role: 'tool', tool_call_id: 'b', content: [image] },
        { role: 'assistant', content: 'Done.' },
      ]),
    })
    expect(sent['messages']).toEqual([
      user,
      { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
      { role: 'tool', tool_call_id: 'a', content: 'seen' },
      { role: 'tool', tool_call_id: 'b', content: expect.stringContaining('images') },
      { role: 'user', content: [image, image] },
      { role: 'assistant', content: 'Done.' },
    ])
  })

  it('names a PDF that has no name and makes a data URL of plain base64 (56)', async () => {
    const content = [{ type: 'file', file: { file_data: 'JVBERi0xLjQK' } }]
    const sent = await sentFor(openai, { messages: deepFreeze([{ role: 'user', content }]) })
    expect(sent['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'file', file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQK' } },
        ],
      },
    ])
  })

  it('refuses the URL of a PDF by its path (56)', async () => {
    const content = [{ type: 'file', file: { file_id: 'https://host.example/a.pdf' } }]
    await expect(sentFor(openai, { messages: [user, { role: 'user', content }] })).rejects.toThrow(
      'messages[1].content[0].file',
    )
  })

  it('takes audio out of a data URL (56)', async () => {
    const content = [{ type: 'input_audio', input_audio: { data: 'data:audio/wav;base64,UklG', format: 'mp3' } }]
    const sent = await sentFor(openai, { messages: deepFreeze([{ role: 'user', content }]) })
    expect(sent['messages']).toMatchObject([{ content: [{ input_audio: { data: 'UklG', format: 'wav' } }] }])
  })
})

describe('reasoning models of OpenAI (53)', () => {
  it.each(['o1', 'o3-mini', 'gpt-5', 'gpt-5.2', 'gpt-6-mini'])(
    '%s takes max_completion_tokens and the role developer',
    async (model) => {
      const sent = await sentFor(openai, {
        model,
        max_tokens: 9,
        messages: [{ role: 'system', content: 'Be brief.' }, user],
      })
      expect(sent).toMatchObject({ max_completion_tokens: 9, messages: [{ role: 'developer' }, {}] })
      expect(sent).not.toHaveProperty('max_tokens')
      expect(openai.unsupported?.({ model, messages: [], temperature: 0 }, model)).toContain('temperature')
    },
  )

  it.each(['gpt-4o', 'gpt-5-chat-latest', 'gpt-4.1-mini'])('%s takes max_tokens and the role system', async (model) => {
    const sent = await sentFor(openai, {
      model,
      max_tokens: 9,
      messages: [{ role: 'developer', content: 'Be brief.' }, user],
    })
    expect(sent).toMatchObject({ max_tokens: 9, messages: [{ role: 'system' }, {}] })
    expect(openai.unsupported?.({ model, messages: [], temperature: 0 }, model)).not.toContain('temperature')
  })

  it('gpt-5.1 and later take sampling parameters when told not to reason', () => {
    const refused = (model: string) => openai.unsupported?.({ model, messages: [], reasoning_effort: 'none' }, model)
    expect(refused('gpt-5.1')).not.toContain('temperature')
    expect(refused('gpt-5.1')).toContain('logit_bias')
    expect(refused('gpt-5')).toContain('temperature')
  })

  it('search previews refuse temperature (54)', () => {
    expect(openai.unsupported?.({ model: '', messages: [] }, 'gpt-4o-search-preview')).toContain('temperature')
  })

  it('service tiers are taken by the models that have them (55)', () => {
    const refused = (model: string, service_tier: 'flex' | 'priority') =>
      openai.unsupported?.({ model, messages: [], service_tier }, model)?.includes('service_tier')
    expect([
      refused('o3', 'flex'),
      refused('gpt-5', 'flex'),
      refused('gpt-4o', 'flex'),
      refused('gpt-5-chat-latest', 'flex'),
    ]).toEqual([false, false, true, true])
    expect([
      refused('gpt-4o', 'priority'),
      refused('gpt-5', 'priority'),
      refused('gpt-5-nano', 'priority'),
      refused('o1', 'priority'),
    ]).toEqual([false, false, true, true])
  })

  it('thinking becomes an effort, and thinking off the least there is', async () => {
    const effort = async (model: string, thinking: object) =>
      (await sentFor(openai, { model, thinking } as never))['reasoning_effort']
    expect(await effort('gpt-5', { type: 'enabled', budget_tokens: 1024 })).toBe('low')
    expect(await effort('gpt-5', { type: 'enabled', budget_tokens: 20_000 })).toBe('high')
    expect(await effort('gpt-5', { type: 'adaptive' })).toBeUndefined()
    expect(await effort('gpt-5', { type: 'disabled' })).toBe('minimal')
    expect(await effort('gpt-5.1', { type: 'disabled' })).toBe('none')
    expect(await effort('o3', { type: 'disabled' })).toBe('low')
    expect(await effort('gpt-4o', { type: 'disabled' })).toBeUndefined()
    expect(openai.unsupported?.({ model: '', messages: [], thinking: { type: 'enabled' } }, 'gpt-4o')).toContain(
      'thinking',
    )
  })

  it('never sends thinking itself', async () => {
    expect(await sentFor(openai, { model: 'o3', thinking: { type: 'enabled' } })).not.toHaveProperty('thinking')
    expect(openai.params('o3')).toContain('thinking')
    expect(openai.params('o3')).not.toContain('top_k')
  })
})
