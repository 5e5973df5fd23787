import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../../src/provider.js'
import { CLAUDE, calling, MISTRAL, messagesFor, NOVA, sent, TITAN, tool } from './call.js'

const user = (content: string): ChatMessage => ({ role: 'user', content })
const result = (id: string, content: string): ChatMessage => ({ role: 'tool', tool_call_id: id, content })
const tools = [tool('look')]

describe('turns (89, 90)', () => {
  it('alternate: what one side says in a row is one turn', () => {
    const messages: ChatMessage[] = [user('a'), user('b'), { role: 'assistant', content: 'c' }, user('d')]
    expect(messagesFor(messages)).toEqual([
      { role: 'user', content: [{ text: 'a' }, { text: 'b' }] },
      { role: 'assistant', content: [{ text: 'c' }] },
      { role: 'user', content: [{ text: 'd' }] },
    ])
  })

  it('put results of parallel calls into one user turn, before what else was said', () => {
    const messages: ChatMessage[] = [
      user('a'),
      { role: 'assistant', content: null, tool_calls: [calling('1'), calling('2')] },
      result('1', 'x'),
      result('2', 'y'),
      user('and?'),
    ]
    expect(messagesFor(messages, { tools })?.slice(1)).toEqual([
      {
        role: 'assistant',
        content: [
          { toolUse: { toolUseId: '1', name: 'look', input: {} } },
          { toolUse: { toolUseId: '2', name: 'look', input: {} } },
        ],
      },
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: '1', content: [{ text: 'x' }] } },
          { toolResult: { toolUseId: '2', content: [{ text: 'y' }] } },
          { text: 'and?' },
        ],
      },
    ])
  })

  it('leave blank text out, drop an empty assistant turn and keep an empty user turn', () => {
    const blank: ChatMessage = {
      role: 'user',
      content: [
        { type: 'text', text: ' ' },
        { type: 'text', text: 'b' },
      ],
    }
    expect(messagesFor([user('a'), { role: 'assistant', content: ' \n' }, blank])).toEqual([
      { role: 'user', content: [{ text: 'a' }, { text: 'b' }] },
    ])
    expect(messagesFor([user('a'), { role: 'assistant', content: 'b' }, user(' ')])?.at(-1)).toEqual({
      role: 'user',
      content: [{ text: '(no text)' }],
    })
  })

  it('give an empty result a text', () => {
    const messages: ChatMessage[] = [user('a'), { role: 'assistant', tool_calls: [calling('1')] }, result('1', ' ')]
    expect(messagesFor(messages, { tools })?.at(-1)?.content).toEqual([
      { toolResult: { toolUseId: '1', content: [{ text: '(The tool returned nothing.)' }] } },
    ])
  })

  it('begin with the user', () => {
    expect(messagesFor([{ role: 'assistant', content: 'Hi' }, user('a')])?.[0]).toEqual({
      role: 'user',
      content: [{ text: '(no text)' }],
    })
    expect(messagesFor([{ role: 'system', content: 'Be brief.' }])).toEqual([
      { role: 'user', content: [{ text: '(no text)' }] },
    ])
  })

  it('end without trailing space where the assistant has begun to answer', () => {
    expect(messagesFor([user('a'), { role: 'assistant', content: 'So: ' }])?.at(-1)?.content).toEqual([{ text: 'So:' }])
  })

  it('end without trailing space before a cache point too, kept or left out as one too many', () => {
    const cache_control = { type: 'ephemeral' as const }
    const marked = (text: string) => [{ type: 'text' as const, text, cache_control }]
    const last: ChatMessage = { role: 'assistant', content: 'b ', cache_control }
    const before = ['c', 'd', 'e', 'f'].map((text): ChatMessage => ({ role: 'user', content: marked(text) }))
    expect(messagesFor([user('a'), last])?.at(-1)?.content).toEqual([
      { text: 'b' },
      { cachePoint: { type: 'default' } },
    ])
    expect(messagesFor([...before, last])?.at(-1)?.content).toEqual([{ text: 'b' }])
  })
})

describe('instructions (90)', () => {
  it('stand apart, later ones behind the first', () => {
    const messages: ChatMessage[] = [
      { role: 'system', content: 'One.' },
      user('a'),
      { role: 'developer', content: [{ type: 'text', text: 'Two.' }] },
    ]
    const { input } = sent({ messages })
    expect(input.system).toEqual([{ text: 'One.' }, { text: 'Two.' }])
    expect(input.messages).toEqual([{ role: 'user', content: [{ text: 'a' }] }])
  })

  it('are the first words of the user for models that take none', () => {
    const { input } = sent({ messages: [{ role: 'system', content: 'One.' }, user('a')] }, TITAN)
    expect(input.system).toBeUndefined()
    expect(input.messages).toEqual([{ role: 'user', content: [{ text: 'One.' }, { text: 'a' }] }])
  })
})

describe('calls in the history (91, 92)', () => {
  const messages: ChatMessage[] = [
    user('a'),
    { role: 'assistant', content: 'Let me look.', tool_calls: [calling('1', 'my.tool é', '{"":1,"a":{"":2,"b":3}}')] },
    result('1', 'x'),
  ]

  it('have names and arguments that Converse takes', () => {
    expect(messagesFor(messages, { tools })?.[1]?.content?.[1]).toEqual({
      toolUse: { toolUseId: '1', name: 'mytool', input: { a: { b: 3 } } },
    })
    const odd = calling('2', '???', '[1]')
    expect(messagesFor([user('a'), { role: 'assistant', tool_calls: [odd] }], { tools })?.[1]?.content).toEqual([
      { toolUse: { toolUseId: '2', name: '_', input: { rawInvalidInput: [1] } } },
    ])
  })

  it.each([{}, { tools, tool_choice: 'none' }])(
    'are left out where no tool is offered, with what came of them kept',
    (more) => {
      const { input, dropped } = sent({ messages, ...more } as never)
      expect(input.toolConfig).toBeUndefined()
      expect(input.messages).toEqual([
        { role: 'user', content: [{ text: 'a' }] },
        { role: 'assistant', content: [{ text: 'Let me look.' }] },
        { role: 'user', content: [{ text: 'x' }] },
      ])
      expect(dropped).toContain('tool_calls')
    },
  )

  it('have ids in the form of the model, equal in call and result', () => {
    const long = 'call|'.repeat(20)
    const history: ChatMessage[] = [user('a'), { role: 'assistant', tool_calls: [calling(long)] }, result(long, 'x')]
    for (const [model, form] of [
      [CLAUDE, /^[a-zA-Z0-9_-]{1,64}$/],
      [MISTRAL, /^[a-zA-Z0-9]{9}$/],
    ] as const) {
      const turns = messagesFor(history, { tools }, model)
      const id = turns?.[1]?.content?.[0]?.toolUse?.toolUseId
      expect(id).toMatch(form)
      expect(turns?.[2]?.content?.[0]?.toolResult?.toolUseId).toBe(id)
    }
  })

  it('that count from the start in every turn are told apart', () => {
    const turn: ChatMessage[] = [{ role: 'assistant', tool_calls: [calling('call_0')] }, result('call_0', 'x')]
    const turns = messagesFor([user('a'), ...turn, ...turn], { tools })
    const ids = turns?.flatMap(
      ({ content }) => content?.[0]?.toolUse?.toolUseId ?? content?.[0]?.toolResult?.toolUseId ?? [],
    )
    expect(ids?.[0]).toBe('call_0')
    expect(ids?.[2]).not.toBe('call_0')
    expect(ids?.[3]).toBe(ids?.[2])
  })

  it('without their call become words of the user', () => {
    expect(messagesFor([user('a'), result('lost', 'x')], { tools })).toEqual([
      { role: 'user', content: [{ text: 'a' }, { text: 'x' }] },
    ])
  })

  it("are OpenAI's older function calls too", () => {
    const history: ChatMessage[] = [
      user('a'),
      { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{"a":1}' } },
      { role: 'function', name: 'look', content: 'x' },
    ]
    expect(messagesFor(history, { tools })?.slice(1)).toEqual([
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'function_look', name: 'look', input: { a: 1 } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'function_look', content: [{ text: 'x' }] } }] },
    ])
  })
})

describe('cache points (95)', () => {
  const cache_control = { type: 'ephemeral' as const, ttl: '1h' as const }
  const marked: ChatMessage[] = [
    { role: 'system', content: [{ type: 'text', text: 'S', cache_control }] },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'a', cache_control },
        { type: 'text', text: 'b' },
      ],
    },
    { role: 'assistant', content: 'c', cache_control },
    { role: 'user', content: 'd', cache_control },
  ]

  it('stand behind what they cover, an hour long on Claude', () => {
    const point = { cachePoint: { type: 'default', ttl: '1h' } }
    const { input } = sent({ messages: marked.slice(0, 3), tools: [{ ...tool('look'), cache_control }] })
    expect(input.system).toEqual([{ text: 'S' }, point])
    expect(input.messages).toEqual([
      { role: 'user', content: [{ text: 'a' }, point, { text: 'b' }] },
      { role: 'assistant', content: [{ text: 'c' }, point] },
    ])
    expect(input.toolConfig?.tools?.[1]).toEqual(point)
  })

  it('are at most four; the others are reported', () => {
    const { input, dropped } = sent({ messages: marked, tools: [{ ...tool('look'), cache_control }] })
    expect(JSON.stringify(input).match(/cachePoint/g)).toHaveLength(4)
    expect(input.messages?.at(-1)?.content).toEqual([{ text: 'd' }])
    expect(dropped).toEqual(['cache_control'])
  })

  it('are without a time on Nova, and not behind tools there', () => {
    const { input, dropped } = sent({ messages: marked.slice(0, 2), tools: [{ ...tool('look'), cache_control }] }, NOVA)
    expect(input.system?.[1]).toEqual({ cachePoint: { type: 'default' } })
    expect(input.toolConfig?.tools).toHaveLength(1)
    expect(dropped).toEqual(['cache_control'])
  })

  it.each([MISTRAL, 'anthropic.claude-3-haiku-20240307-v1:0'])('are not sent to %s', (model) => {
    const { input, dropped } = sent({ messages: marked }, model)
    expect(JSON.stringify(input)).not.toContain('cachePoint')
    expect(dropped).toEqual(['cache_control'])
  })

  it('are sent where an ARN hides the model', () => {
    const arn = 'arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc'
    expect(JSON.stringify(sent({ messages: marked }, arn).input)).toContain('cachePoint')
  })
})
