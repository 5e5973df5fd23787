import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AssistantMessage, ChatMessage, ToolMessage } from '../../src/contract/chat.js'
import { foldHistory } from '../../src/normalize/history.js'

const user: ChatMessage = { role: 'user', content: 'Hello' }
const system: ChatMessage = { role: 'system', content: 'Be brief.' }
const calls = (...ids: string[]): AssistantMessage => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'find', arguments: '{}' } })),
})
const result = (id: string, content = 'found'): ToolMessage => ({ role: 'tool', tool_call_id: id, content })
const noResult = (id: string) => result(id, 'No result was provided for this tool call.')

describe('foldHistory', () => {
  it('returns the same array when there is nothing to do', () => {
    for (const messages of [[user], [system, user], [user, calls('a', 'b'), result('b'), result('a'), user]])
      expect(foldHistory(messages)).toBe(messages)
  })

  it('drops an assistant turn that says nothing', () => {
    expect(foldHistory([user, { role: 'assistant', content: null }, user])).toEqual([user, user])
    expect(foldHistory([user, { role: 'assistant', content: [{ type: 'text', text: '' }] }, user])).toEqual([
      user,
      user,
    ])
  })

  it.each<[string, Partial<AssistantMessage>]>([
    ['reasoning', { reasoning_content: 'hm' }],
    ['signed reasoning', { thinking_blocks: [{ type: 'redacted_thinking', data: 'x' }] }],
    ['a refusal', { refusal: 'No.' }],
    ['audio', { audio: { id: 'a' } }],
  ])('keeps an assistant turn that holds only %s', (_, fields) => {
    const messages: ChatMessage[] = [user, { role: 'assistant', content: null, ...fields }, user]
    expect(foldHistory(messages)).toBe(messages)
  })

  it('drops a user turn of empty texts, but never every turn', () => {
    const empty: ChatMessage = { role: 'user', content: [{ type: 'text', text: '' }] }
    expect(foldHistory([user, empty])).toEqual([user])
    const alone = [system, empty]
    expect(foldHistory(alone)).toBe(alone)
  })

  it('makes up a result for a call that has none, also at the end', () => {
    expect(foldHistory([user, calls('a', 'b'), result('b'), user, calls('c')])).toEqual([
      user,
      calls('a', 'b'),
      result('b'),
      noResult('a'),
      user,
      calls('c'),
      noResult('c'),
    ])
  })

  it('sends what stood between calls and results after the results', () => {
    expect(foldHistory([user, calls('a'), system, result('a'), user])).toEqual([
      user,
      calls('a'),
      result('a'),
      system,
      user,
    ])
  })

  it('moves late results up to their calls', () => {
    expect(foldHistory([calls('a'), calls('b'), result('b'), user, result('a')])).toEqual([
      calls('a'),
      result('a'),
      calls('b'),
      result('b'),
      user,
    ])
  })

  it('gives each turn its own result when a vendor counts ids anew', () => {
    const messages = [user, calls('call_0'), result('call_0', '1'), user, calls('call_0'), result('call_0', '2')]
    expect(foldHistory(messages)).toBe(messages)
  })

  it('keeps the newest of several results of one call', () => {
    expect(foldHistory([calls('a'), result('a', 'pending'), user, result('a', 'done')])).toEqual([
      calls('a'),
      result('a', 'done'),
      user,
    ])
  })

  it('gives an empty result a text', () => {
    expect(foldHistory([calls('a'), result('a', '')])).toEqual([
      calls('a'),
      result('a', '(The tool returned nothing.)'),
    ])
  })

  it('leaves results without a call alone', () => {
    const messages = [user, result('x'), calls('a'), result('a')]
    expect(foldHistory(messages)).toBe(messages)
  })
})

describe('any history', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd')
  const text = fc.constantFrom('', 'hi')
  const message = fc.oneof(
    fc.record({ role: fc.constant('user' as const), content: text }),
    fc.record({ role: fc.constant('system' as const), content: text }),
    fc.record({ role: fc.constant('assistant' as const), content: text }),
    fc.uniqueArray(id, { maxLength: 3 }).map((ids) => calls(...ids)),
    fc.tuple(id, text).map(([one, content]) => result(one, content)),
  )
  const history: fc.Arbitrary<ChatMessage[]> = fc.array(message, { minLength: 1, maxLength: 12 })
  const idsOf = (one: ChatMessage) => (one.role === 'assistant' ? (one.tool_calls ?? []).map(({ id }) => id) : [])

  it('is folded once and for all, and never changed', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const before = structuredClone(messages)
        const folded = foldHistory(messages)
        expect(foldHistory(folded)).toBe(folded)
        expect(messages).toEqual(before)
      }),
    )
  })

  it('has exactly one result after each call, and none is empty', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const folded = foldHistory(messages)
        folded.forEach((one, at) => {
          if (one.role === 'tool') expect(one.content).not.toBe('')
          const ids = idsOf(one)
          const results = folded.slice(at + 1, at + 1 + ids.length)
          expect(results.map((next) => (next.role === 'tool' ? next.tool_call_id : next.role)).toSorted()).toEqual(
            ids.toSorted(),
          )
        })
      }),
    )
  })

  it('keeps every other message in its order', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const says = (one: ChatMessage) =>
          one.role === 'system' ||
          (one.role !== 'tool' && one.content !== '' && one.content !== null) ||
          idsOf(one).length > 0
        expect(foldHistory(messages).filter(says)).toEqual(messages.filter(says))
      }),
    )
  })
})
