import { describe, expect, it } from 'vitest'
import type { ChatMessage } from '../../src/provider.js'
import { NEWER, sent } from './call.js'

const call = (id: string, name: string, args = '{}') => ({
  id,
  type: 'function' as const,
  function: { name, arguments: args },
})

describe('turns (quirks.md 102)', () => {
  it('joins neighbours of one role, since user and model must alternate', () => {
    const { body } = sent({
      messages: [
        { role: 'user', content: 'One' },
        { role: 'user', content: 'Two' },
        { role: 'assistant', content: 'A' },
        { role: 'assistant', content: 'B' },
        { role: 'user', content: 'Three' },
      ],
    })
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'One' }, { text: 'Two' }] },
      { role: 'model', parts: [{ text: 'A' }, { text: 'B' }] },
      { role: 'user', parts: [{ text: 'Three' }] },
    ])
  })

  it('puts instructions apart, later ones too', () => {
    const { body } = sent({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
        { role: 'developer', content: 'Be kind.' },
      ],
    })
    expect(body.systemInstruction).toEqual({ parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] })
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Hi' }] }])
  })

  it('puts instructions into the first user turn for Gemma, which knows no others', () => {
    const messages: ChatMessage[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ]
    const { body } = sent({ messages }, { model: 'gemma-3-27b-it' })
    expect(body.systemInstruction).toBeUndefined()
    expect(body.contents).toEqual([{ role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Hi' }] }])
  })

  it.each([
    ['an answer', [{ role: 'assistant', content: 'Welcome.' }]],
    ['instructions alone', [{ role: 'system', content: 'Write a poem.' }]],
  ] satisfies Array<[string, ChatMessage[]]>)('begins with the user where a history has %s', (_, messages) => {
    expect(sent({ messages }).body.contents[0]).toEqual({
      role: 'user',
      parts: [{ text: '(The conversation begins.)' }],
    })
  })

  it('leaves empty text out, which is refused', () => {
    const { body } = sent({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: '' },
            { type: 'text', text: 'Hi' },
          ],
        },
      ],
    })
    expect(body.contents[0]?.parts).toEqual([{ text: 'Hi' }])
  })

  it("tells another vendor's reasoning as plain text (quirks.md 30)", () => {
    const { body } = sent({
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: 'Four.',
          reasoning_content: 'Two and two.',
          thinking_blocks: [
            { type: 'thinking', thinking: 'Two and two.', signature: 'anthropics' },
            { type: 'redacted_thinking', data: 'secret' },
          ],
        },
      ],
    })
    expect(body.contents[1]?.parts).toEqual([{ text: 'Two and two.' }, { text: 'Four.' }])
  })
})

describe('tool calls and results (quirks.md 105, 106)', () => {
  const history: ChatMessage[] = [
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: null, tool_calls: [call('a', 'sky', '{"city":"Rome"}'), call('b', 'sky')] },
    { role: 'tool', tool_call_id: 'b', content: 'rain' },
    { role: 'tool', tool_call_id: 'a', content: 'sun' },
    { role: 'user', content: 'And?' },
  ]

  it('answers all calls of a turn in one user turn, in their order, by name', () => {
    expect(sent({ messages: history }).body.contents.slice(1)).toEqual([
      {
        role: 'model',
        parts: [{ functionCall: { name: 'sky', args: { city: 'Rome' } } }, { functionCall: { name: 'sky', args: {} } }],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'sky', response: { output: 'sun' } } },
          { functionResponse: { name: 'sky', response: { output: 'rain' } } },
          { text: 'And?' },
        ],
      },
    ])
  })

  it('gives ids back to Gemini 3, and none on Vertex', () => {
    const ids = (api: 'gemini' | 'vertex') =>
      sent({ messages: history }, { model: NEWER, api }).body.contents.flatMap(({ parts }) =>
        parts.map((part) => JSON.parse(JSON.stringify(part['functionCall'] ?? part['functionResponse'] ?? {})).id),
      )
    expect(ids('gemini')).toEqual([undefined, 'a', 'b', 'a', 'b', undefined])
    expect(new Set(ids('vertex'))).toEqual(new Set([undefined]))
  })

  it('tells an id apart that another vendor uses in every turn, and shortens a long one', () => {
    const long = 'x'.repeat(80)
    const turn = (id: string): ChatMessage[] => [
      { role: 'assistant', content: null, tool_calls: [call(id, 'sky')] },
      { role: 'tool', tool_call_id: id, content: 'sun' },
    ]
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Hi' },
      ...turn('call_0'),
      ...turn('call_0'),
      ...turn(long),
    ]
    const { contents } = sent({ messages }, { model: NEWER }).body
    const ids = contents.slice(1).map(({ parts }) => {
      const part = parts[0]?.['functionCall'] ?? parts[0]?.['functionResponse']
      return JSON.parse(JSON.stringify(part)).id as string
    })
    expect(ids.map((id) => ids.indexOf(id))).toEqual([0, 0, 2, 2, 4, 4])
    expect(ids.every((id) => /^[\w-]{1,64}$/.test(id))).toBe(true)
  })

  it('wraps arguments that are no object', () => {
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', tool_calls: [call('a', 'f', '[1]'), call('b', 'f', 'half {'), call('c', 'f', '')] },
    ]
    const parts = sent({ messages }).body.contents[1]?.parts
    expect(parts?.map((part) => part['functionCall'])).toEqual([
      { name: 'f', args: { input: [1] } },
      { name: 'f', args: { input: 'half {' } },
      { name: 'f', args: {} },
    ])
  })

  it("takes OpenAI's older function calls, and a result without its call as text", () => {
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, function_call: { name: 'sky', arguments: '{}' } },
      { role: 'function', name: 'sky', content: 'sun' },
      { role: 'tool', tool_call_id: 'gone', content: 'lost' },
    ]
    expect(sent({ messages }).body.contents[2]?.parts).toEqual([
      { functionResponse: { name: 'sky', response: { output: 'sun' } } },
      { text: 'lost' },
    ])
  })

  it('puts media into the response for Gemini 3, beside it for older models (quirks.md 107)', () => {
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', tool_calls: [call('a', 'draw')] },
      {
        role: 'tool',
        tool_call_id: 'a',
        content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } }],
      },
    ]
    const inlineData = { mimeType: 'image/png', data: 'aGk=' }
    const response = { output: '(see the attached file)' }
    expect(sent({ messages }, { model: NEWER }).body.contents[2]?.parts).toEqual([
      { functionResponse: { id: 'a', name: 'draw', response, parts: [{ inlineData }] } },
    ])
    expect(sent({ messages }).body.contents[2]?.parts).toEqual([
      { functionResponse: { name: 'draw', response } },
      { inlineData },
    ])
  })
})
