import { describe, expect, it } from 'vitest'
import { params, unsupported } from '../../providers/anthropic/params.js'
import type { AssistantMessage, ChatMessage, ProviderRequest } from '../../src/provider.js'
import { sent } from './call.js'

const ask = (request: Partial<ProviderRequest>, model: string) => {
  const { body, dropped } = sent(request, model)
  const { thinking, output_config, max_tokens } = body
  return { thinking, output_config, max_tokens, dropped }
}

describe('reasoning in the history', () => {
  const history = (message: Omit<AssistantMessage, 'role'>, model?: string) => {
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', ...message },
      { role: 'user', content: 'Go on' },
    ]
    const turns = sent({ messages }, model).body['messages'] as Array<{ content: unknown[] }>
    return turns[1]?.content
  }
  const signed = { type: 'thinking' as const, thinking: ' Hm\n', signature: 'sig==' }
  const redacted = { type: 'redacted_thinking' as const, data: 'opaque' }

  it('goes back byte-exact, in its order, before the text', () => {
    expect(history({ content: 'Yes', reasoning_content: ' Hm\n', thinking_blocks: [redacted, signed] })).toEqual([
      redacted,
      signed,
      { type: 'text', text: 'Yes' },
    ])
  })

  it('without a signature goes back as text', () => {
    expect(history({ content: 'Yes', thinking_blocks: [{ ...signed, signature: '' }] })).toEqual([
      { type: 'text', text: ' Hm\n' },
      { type: 'text', text: 'Yes' },
    ])
  })

  it('of another vendor becomes text, and what cannot be read is left out', () => {
    expect(
      history({
        content: 'Yes',
        thinking_blocks: [
          { ...signed, provider: 'gemini' },
          { ...redacted, provider: 'openai' },
        ],
      }),
    ).toEqual([
      { type: 'text', text: ' Hm\n' },
      { type: 'text', text: 'Yes' },
    ])
    expect(history({ content: 'Yes', reasoning_content: 'Hm' })).toEqual([
      { type: 'text', text: 'Hm' },
      { type: 'text', text: 'Yes' },
    ])
    expect(history({ content: 'Yes', reasoning_content: ' ' })).toEqual([{ type: 'text', text: 'Yes' }])
  })

  it('becomes text for a model that cannot think', () => {
    expect(history({ content: 'Yes', thinking_blocks: [signed] }, 'claude-3-5-haiku-latest')).toEqual([
      { type: 'text', text: ' Hm\n' },
      { type: 'text', text: 'Yes' },
    ])
  })
})

describe('thinking', () => {
  it('is a budget on older models, on top of what was asked for, within what the model may write', () => {
    expect(ask({ thinking: { type: 'enabled', budget_tokens: 2000 }, max_tokens: 500 }, 'claude-sonnet-4-5')).toEqual({
      thinking: { type: 'enabled', budget_tokens: 2000 },
      max_tokens: 2500,
      output_config: undefined,
      dropped: [],
    })
    expect(
      ask({ thinking: { type: 'enabled', budget_tokens: 20_000 }, max_completion_tokens: 30_000 }, 'claude-opus-4-1'),
    ).toMatchObject({ max_tokens: 32_000 })
    expect(ask({ thinking: { type: 'enabled', budget_tokens: 5 } }, 'claude-opus-4-1')).toMatchObject({
      thinking: { budget_tokens: 1024 },
      max_tokens: 32_000,
      dropped: ['thinking'],
    })
  })

  it.each([
    ['minimal', 1280],
    ['low', 6400],
    ['medium', 19_200],
    ['high', 38_400],
    ['xhigh', 57_600],
  ] as const)('effort %s is a budget of %i on a model without efforts', (effort, budget) => {
    expect(ask({ reasoning_effort: effort, max_tokens: 100 }, 'claude-haiku-4-5')).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: budget },
      max_tokens: 100 + budget,
      dropped: [],
    })
  })

  it('is adaptive on newer models, where it is shown because it was asked for', () => {
    expect(ask({ reasoning_effort: 'low' }, 'claude-opus-4-8')).toEqual({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'low' },
      max_tokens: 128_000,
      dropped: [],
    })
    expect(ask({ reasoning_effort: 'minimal' }, 'claude-sonnet-4-6')).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'low' },
    })
    expect(ask({ reasoning_effort: 'xhigh' }, 'claude-opus-4-6').output_config).toEqual({ effort: 'max' })
    expect(ask({ reasoning_effort: 'xhigh' }, 'claude-opus-4-7').output_config).toEqual({ effort: 'xhigh' })
  })

  it("in Anthropic's form goes out as given where the model takes it, else in the nearest form", () => {
    const budget = { type: 'enabled', budget_tokens: 4000 } as const
    expect(ask({ thinking: { type: 'adaptive', display: 'omitted' } }, 'claude-sonnet-5')).toMatchObject({
      thinking: { type: 'adaptive', display: 'omitted' },
      dropped: [],
    })
    expect(ask({ thinking: budget }, 'claude-opus-4-6')).toMatchObject({ thinking: budget, dropped: [] })
    expect(ask({ thinking: budget }, 'claude-opus-4-7')).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'medium' },
      dropped: ['thinking.budget_tokens'],
    })
    expect(ask({ thinking: { type: 'adaptive' } }, 'claude-sonnet-4-5')).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 19_200 },
      dropped: ['thinking'],
    })
  })

  it('is turned off in the form of the model', () => {
    expect(ask({ reasoning_effort: 'none' }, 'claude-sonnet-5')).toMatchObject({ thinking: { type: 'disabled' } })
    expect(ask({ thinking: { type: 'disabled' } }, 'claude-sonnet-5-5')).toMatchObject({
      thinking: { type: 'between_tools' },
    })
    expect(ask({ reasoning_effort: 'none' }, 'claude-opus-5-5')).toMatchObject({
      thinking: undefined,
      output_config: { effort: 'low' },
      dropped: ['reasoning_effort'],
    })
    expect(ask({ reasoning_effort: 'none' }, 'claude-3-haiku-20240307').thinking).toBeUndefined()
  })

  it('off goes with an effort of high at most where the model wants that', () => {
    expect(ask({ thinking: { type: 'disabled' }, reasoning_effort: 'xhigh' }, 'claude-opus-5')).toMatchObject({
      thinking: { type: 'disabled' },
      output_config: { effort: 'high' },
      dropped: ['reasoning_effort'],
    })
  })

  it('is left off where a turn that waits for results was made without it', () => {
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Go' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'done' },
    ]
    const thinking = { type: 'enabled', budget_tokens: 2000 } as const
    expect(ask({ messages, thinking }, 'claude-sonnet-4-5')).toMatchObject({
      thinking: undefined,
      dropped: ['thinking'],
    })
    const signed = { type: 'thinking' as const, thinking: 'Hm', signature: 's' }
    const own = messages.map((message) =>
      message.role === 'assistant' ? { ...message, thinking_blocks: [signed] } : message,
    )
    expect(ask({ messages: own, thinking }, 'claude-sonnet-4-5')).toMatchObject({ thinking, dropped: [] })
  })
})

describe('max_tokens', () => {
  it.each([
    ['claude-opus-5', 128_000],
    ['claude-sonnet-4-6', 128_000],
    ['claude-haiku-4-5-20251001', 64_000],
    ['claude-sonnet-4-20250514', 64_000],
    ['claude-opus-4-1-20250805', 32_000],
    ['claude-3-haiku-20240307', 4096],
    ['claude-future-9', 128_000],
    ['some-other-model', 4096],
  ])('of %s is %i where the request says nothing', (model, tokens) => {
    expect(ask({}, model).max_tokens).toBe(tokens)
  })

  it('is never more than the model may write', () => {
    expect(ask({ max_tokens: 100_000 }, 'claude-sonnet-4-5')).toMatchObject({
      max_tokens: 64_000,
      dropped: ['max_tokens'],
    })
    expect(ask({ max_tokens: 100_000 }, 'some-other-model')).toMatchObject({ max_tokens: 100_000, dropped: [] })
  })
})

describe('sampling', () => {
  it('is made to fit: temperature from 0 to 1, and not beside top_p', () => {
    const { body, dropped } = sent({ temperature: 1.7, top_p: 0.9, top_k: 5 })
    expect(body).toMatchObject({ temperature: 1, top_k: 5 })
    expect(body).not.toHaveProperty('top_p')
    expect(dropped).toEqual(['temperature', 'top_p'])
  })

  it("goes whole to another vendor's model, which may need both", () => {
    expect(sent({ temperature: 0.5, top_p: 0.9 }, 'MiniMax-M2')).toMatchObject({
      body: { temperature: 0.5, top_p: 0.9 },
      dropped: [],
    })
  })

  it.each([
    ['claude-opus-4-7', {}],
    ['claude-sonnet-5', {}],
    ['claude-sonnet-4-5', { thinking: { type: 'enabled', budget_tokens: 2000 } }],
    ['claude-opus-4-6', { reasoning_effort: 'low' }],
  ] as Array<[string, Partial<ProviderRequest>]>)('is refused by %s with %j', (model, request) => {
    const full: ProviderRequest = { model, messages: [], temperature: 0.5, top_p: 0.9, top_k: 5, ...request }
    expect(unsupported(full, model)).toEqual(['temperature', 'top_p', 'top_k'])
    expect(sent({ temperature: 0.5, top_p: 0.9, top_k: 5, ...request }, model).body).not.toHaveProperty('temperature')
  })

  it('is taken where thinking is off', () => {
    const request: ProviderRequest = { model: '', messages: [], temperature: 0.5, reasoning_effort: 'none' }
    expect(unsupported(request, 'claude-opus-4-6')).toEqual([])
    expect(params('claude-opus-4-6')).toContain('temperature')
    expect(params('claude-opus-4-7')).not.toContain('temperature')
  })

  it('thinking is refused by models that cannot', () => {
    const request: ProviderRequest = { model: '', messages: [], reasoning_effort: 'high' }
    expect(unsupported(request, 'claude-3-5-sonnet-20241022')).toEqual(['reasoning_effort'])
    expect(params('claude-3-5-sonnet-20241022')).not.toContain('thinking')
  })
})
