import { describe, expect, it } from 'vitest'
import { unsupported } from '../../providers/bedrock/params.js'
import { toCompletion } from '../../providers/bedrock/response.js'
import type { AssistantMessage, ChatMessage, ReasoningEffort, ThinkingBlock } from '../../src/provider.js'
import { type Body, CLAUDE, calling, callOf, DEEPSEEK_R1, GPT_OSS, messagesFor, NOVA, sent, tool } from './call.js'

const NEW_CLAUDE = 'us.anthropic.claude-opus-4-8'
const user: ChatMessage = { role: 'user', content: 'a' }
const fields = (body: Body, model: string) => sent(body, model).input.additionalModelRequestFields

describe('what asks for reasoning (94)', () => {
  it.each<[string, Body, unknown]>([
    [
      CLAUDE,
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
    ],
    [CLAUDE, { thinking: { type: 'disabled' } }, { thinking: { type: 'disabled' } }],
    [CLAUDE, { reasoning_effort: 'low' }, { thinking: { type: 'enabled', budget_tokens: 6400 } }],
    [
      'us.anthropic.claude-sonnet-4-6',
      { reasoning_effort: 'xhigh' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } },
    ],
    [
      NEW_CLAUDE,
      { reasoning_effort: 'high' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'high' } },
    ],
    [GPT_OSS, { reasoning_effort: 'xhigh' }, { reasoning_effort: 'high' }],
    [GPT_OSS, { thinking: { type: 'enabled', budget_tokens: 1024 } }, { reasoning_effort: 'low' }],
    [NOVA, { reasoning_effort: 'medium' }, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } }],
    [NOVA, { reasoning_effort: 'none' }, { reasoningConfig: { type: 'disabled' } }],
  ])('%s with %j gets its own form', (model, body, expected) => {
    expect(fields(body, model)).toEqual(expected)
  })

  it('adds a budget to the tokens of the answer', () => {
    const thinking = { type: 'enabled' as const, budget_tokens: 2000 }
    expect(sent({ thinking, max_tokens: 500 }).input.inferenceConfig?.maxTokens).toBe(2500)
    expect(sent({ thinking }).input.inferenceConfig?.maxTokens).toBe(6096)
    expect(sent({ max_tokens: 500 }).input.inferenceConfig).toEqual({ maxTokens: 500 })
    expect(sent({ max_tokens: 100_000 })).toMatchObject({
      input: { inferenceConfig: { maxTokens: 64_000 } },
      dropped: ['max_tokens'],
    })
  })

  it('leaves the display out in GovCloud', () => {
    const thinking = { type: 'adaptive' as const, display: 'summarized' as const }
    const model = 'us-gov.anthropic.claude-opus-4-8'
    expect(sent({ thinking }, model)).toMatchObject({ dropped: ['thinking.display'] })
    expect(fields({ thinking }, model)).toEqual({ thinking: { type: 'adaptive' } })
    expect(sent({ thinking }, NEW_CLAUDE, 'us-gov-west-1').input.additionalModelRequestFields).toEqual({
      thinking: { type: 'adaptive' },
    })
  })

  it('takes the place of sampling on Claude', () => {
    const request = { model: '', messages: [user], temperature: 0.5, top_p: 0.9, top_k: 3 }
    expect(unsupported({ ...request, reasoning_effort: 'low' }, CLAUDE)).toEqual(['temperature', 'top_p', 'top_k'])
    expect(unsupported(request, CLAUDE)).toEqual([])
    expect(unsupported(request, NEW_CLAUDE)).toEqual(['temperature', 'top_p', 'top_k'])
    expect(unsupported({ ...request, reasoning_effort: 'high' }, NOVA)).toEqual(['temperature', 'top_p', 'top_k'])
    expect(unsupported({ ...request, reasoning_effort: 'high' as ReasoningEffort }, GPT_OSS)).toEqual([])
  })

  it('is left off where a turn that waits for results was made without it', () => {
    const call = { role: 'assistant' as const, tool_calls: [calling('1')] }
    const result = { role: 'tool' as const, tool_call_id: '1', content: 'x' }
    const signed: ThinkingBlock = { type: 'thinking', thinking: 'So', signature: 'c2ln' }
    const request = {
      tools: [tool('look')],
      thinking: { type: 'enabled' as const, budget_tokens: 2000 },
      max_tokens: 500,
    }
    expect(sent({ ...request, messages: [user, call, result] })).toMatchObject({
      input: { inferenceConfig: { maxTokens: 500 } },
      dropped: ['thinking'],
    })
    const own = [user, { ...call, thinking_blocks: [signed] }, result]
    expect(sent({ ...request, messages: own }).input.additionalModelRequestFields).toEqual({
      thinking: request.thinking,
    })
  })

  it('does not let a tool be forced', () => {
    const { input, dropped } = sent({ tools: [tool('f'), tool('g')], tool_choice: 'required', reasoning_effort: 'low' })
    expect(input.toolConfig?.toolChoice).toBeUndefined()
    expect(dropped).toEqual(['tool_choice'])
  })
})

describe('sampling', () => {
  it('is made to fit', () => {
    expect(sent({ temperature: 1.7, top_k: 5 }).input).toMatchObject({
      inferenceConfig: { temperature: 1 },
      additionalModelRequestFields: { top_k: 5 },
    })
    expect(sent({ temperature: 0.5, top_p: 0.9 })).toMatchObject({ dropped: ['top_p'] })
    expect(sent({ temperature: 0.5, top_p: 0.9, top_k: 5 }, NOVA).input).toMatchObject({
      inferenceConfig: { temperature: 0.5, topP: 0.9 },
      additionalModelRequestFields: { inferenceConfig: { topK: 5 } },
    })
  })
})

describe('reasoning that comes back (93)', () => {
  const signed: ThinkingBlock = { type: 'thinking', thinking: ' So ', signature: 'c2ln' }
  const redacted: ThinkingBlock = { type: 'redacted_thinking', data: 'AP8QgA==' }
  const back = (message: Omit<AssistantMessage, 'role'>, model = CLAUDE) =>
    messagesFor([user, { role: 'assistant', content: 'Hi', ...message }], {}, model)?.[1]?.content

  it("is Claude's, signed or redacted, untouched", () => {
    expect(back({ thinking_blocks: [signed, redacted] })).toEqual([
      { reasoningContent: { reasoningText: { text: ' So ', signature: 'c2ln' } } },
      { reasoningContent: { redactedContent: new Uint8Array([0, 255, 16, 128]) } },
      { text: 'Hi' },
    ])
  })

  it('is plain text where nobody signed it, or another vendor did', () => {
    expect(back({ reasoning_content: 'So' })).toEqual([{ text: 'So' }, { text: 'Hi' }])
    expect(back({ thinking_blocks: [{ ...signed, signature: '' }] })).toEqual([{ text: ' So ' }, { text: 'Hi' }])
    expect(
      back({
        thinking_blocks: [
          { ...signed, provider: 'gemini' },
          { ...redacted, provider: 'openai' },
        ],
      }),
    ).toEqual([{ text: ' So ' }, { text: 'Hi' }])
  })

  it.each([GPT_OSS, DEEPSEEK_R1, NOVA])('is not sent to %s, which leaks it into its answers', (model) => {
    expect(back({ reasoning_content: 'So', thinking_blocks: [signed] }, model)).toEqual([{ text: 'Hi' }])
  })

  it('survives JSON byte by byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    const content = [
      { reasoningContent: { reasoningText: { text: 'So\n', signature: 'EqoB+/=' } } },
      { reasoningContent: { redactedContent: bytes } },
      { text: 'Hi' },
      { toolUse: { toolUseId: 't1', name: 'look', input: { a: 1 } } },
    ]
    const answer = { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use' }
    const message = toCompletion(answer, callOf()).choices[0]?.message
    const turns = messagesFor([user, JSON.parse(JSON.stringify(message))], { tools: [tool('look')] })
    expect(turns?.[1]?.content).toEqual(content)
  })

  it('keeps the order in which it was signed, between calls and texts', () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'A', signature: 's1' } } },
      { text: 'One.' },
      { reasoningContent: { redactedContent: new Uint8Array([1, 2]) } },
      { toolUse: { toolUseId: 't1', name: 'look', input: { bytes: 'AA==' } } },
    ]
    const answer = { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use' }
    const message = JSON.parse(JSON.stringify(toCompletion(answer, callOf()).choices[0]?.message))
    const tools = [tool('look')]
    expect(messagesFor([user, message], { tools })?.[1]?.content).toEqual(content)
    // Who changes the message changes what is sent.
    expect(
      messagesFor([user, { ...message, content: 'Two.', tool_calls: [calling('t9')] }], { tools })?.[1]?.content,
    ).toEqual([content[0], content[2], { text: 'Two.' }, { toolUse: { toolUseId: 't9', name: 'look', input: {} } }])
  })
})
