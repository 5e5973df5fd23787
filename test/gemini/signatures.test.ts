import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/gemini/response.js'
import type { ChatMessage } from '../../src/provider.js'
import { accumulated, answer, callOf, NEWER, type Part, sent } from './call.js'

/** The parts that go back when a reply with these parts is sent back as JSON. */
function returned(parts: Part[], { model = NEWER, next = NEWER, chunks = false } = {}): Part[] | undefined {
  const reply = chunks
    ? accumulated(
        parts.map((part, at) => answer([part], { finishReason: at === parts.length - 1 ? 'STOP' : undefined })),
        callOf(model, true),
      )
    : toCompletion(answer(parts), callOf(model))
  const message = JSON.parse(JSON.stringify(reply?.choices[0]?.message)) as ChatMessage
  const results = (message.role === 'assistant' ? (message.tool_calls ?? []) : []).map(
    ({ id }): ChatMessage => ({ role: 'tool', tool_call_id: id, content: 'ok' }),
  )
  return sent({ messages: [{ role: 'user', content: 'Hi' }, message, ...results] }, { model: next }).body.contents[1]
    ?.parts
}

describe('thought signatures come back on the part that had them (quirks.md 103)', () => {
  it.each([
    ['text', [{ text: 'Hello', thoughtSignature: 'c2ln' }]],
    ['text of which only the end is signed', [{ text: 'Hello' }, { text: ' you', thoughtSignature: 'c2ln' }]],
    ['an empty text', [{ text: 'Hello' }, { text: '', thoughtSignature: 'c2ln' }]],
    ['a thought', [{ text: 'Hm.', thought: true, thoughtSignature: 'c2ln' }, { text: 'Hello' }]],
    [
      'a call, and none on the parallel one',
      [
        { text: 'Let me see.' },
        { functionCall: { id: 'a', name: 'f', args: { x: 1 } }, thoughtSignature: 'c2ln' },
        { functionCall: { id: 'b', name: 'f', args: {} } },
        { text: '', thoughtSignature: 'bGFzdA==' },
      ],
    ],
    [
      'an image between texts',
      [
        { text: 'Look:' },
        { inlineData: { mimeType: 'image/png', data: 'aGk=' }, thoughtSignature: 'c2ln' },
        { text: 'Nice?' },
      ],
    ],
    [
      "parts of Google's own tools",
      [
        { toolCall: { id: 't', toolType: 'GOOGLE_SEARCH_WEB', args: {} }, thoughtSignature: 'YQ==' },
        { toolResponse: { id: 't', response: {} }, thoughtSignature: 'Yg==' },
        { executableCode: { code: 'print(1)', language: 'PYTHON' } },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } },
        { text: 'One.', thoughtSignature: 'Yw==' },
      ],
    ],
  ] satisfies Array<[string, Part[]]>)('%s', (_, parts) => {
    expect(returned(parts)).toEqual(parts)
    expect(returned(parts, { chunks: true })).toEqual(parts)
  })

  it('a later chunk without one does not take it away', () => {
    const chunks = [
      answer([{ text: 'Hel', thoughtSignature: 'c2ln' }], { finishReason: undefined }),
      answer([{ text: 'lo' }]),
    ]
    const reply = accumulated(chunks, callOf(NEWER, true))
    expect(reply?.choices[0]?.message).toMatchObject({
      content: 'Hello',
      thinking_blocks: [
        { type: 'redacted_thinking', data: 'c2ln', provider: 'gemini', detail: { part: 'text', at: 0, end: 3 } },
      ],
    })
  })

  it('those of another model are left out, and its thoughts are text', () => {
    const parts = [
      { text: 'Hm.', thought: true, thoughtSignature: 'c2ln' },
      { text: '', thoughtSignature: 'c2ln' },
      { text: 'Hello', thoughtSignature: 'c2ln' },
    ]
    expect(returned(parts, { model: 'gemini-2.5-flash' })).toEqual([{ text: 'Hm.' }, { text: 'Hello' }])
  })

  it('a history that was edited keeps what still has its part', () => {
    const reply = toCompletion(answer([{ text: 'Hello' }, { text: ' you', thoughtSignature: 'c2ln' }]), callOf(NEWER))
    const message = reply.choices[0]?.message
    const messages = [
      { role: 'user', content: 'Hi' },
      { ...message, content: 'Hey' },
    ] as ChatMessage[]
    expect(sent({ messages }, { model: NEWER }).body.contents[1]?.parts).toEqual([
      { text: 'Hey' },
      { text: '', thoughtSignature: 'c2ln' },
    ])
  })
})

describe('calls without a signature (quirks.md 104)', () => {
  const skip = { thoughtSignature: 'skip_thought_signature_validator' }
  const parts = [{ functionCall: { id: 'a', name: 'f', args: {} } }, { functionCall: { id: 'b', name: 'f', args: {} } }]

  it('say so to Gemini 3', () => {
    expect(returned(parts)).toEqual(parts.map((part) => ({ ...part, ...skip })))
  })

  it('say so where the signature was another model’s', () => {
    const [first, second] = parts
    expect(
      returned([{ ...first, thoughtSignature: 'c2ln' }, { ...second }], { model: 'gemini-3-pro-preview' }),
    ).toEqual(parts.map((part) => ({ ...part, ...skip })))
  })

  it('say nothing to older models', () => {
    const model = 'gemini-2.5-pro'
    expect(JSON.stringify(returned(parts, { model, next: model }))).not.toContain('skip')
  })
})
