import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../providers/openai-compatible/index.js'
import { openaiCompatible } from '../../providers/openai-compatible/index.js'
import { deepFreeze, messageOf, sentFor } from '../openai/wire.js'
import { hostWith } from './rows-of.js'

const user = { role: 'user', content: 'Hello' }
const turn = (reasoning_content?: string) => ({
  role: 'assistant',
  content: 'Hi.',
  ...(reasoning_content && { reasoning_content }),
})
const messagesFor = async (quirks: Dialect, messages: readonly unknown[]) =>
  (await sentFor(hostWith(quirks), { messages: deepFreeze(messages) }))['messages']

describe('reasoning of earlier turns', () => {
  it('is left out by default', async () => {
    expect(await messagesFor({}, [user, turn('Hm.'), user])).toEqual([user, turn(), user])
  })

  it.each(['reasoning_content', 'reasoning', 'reasoning_text'] as const)(
    "goes back under the host's own name: %s (9, 132, 135)",
    async (field) => {
      expect(await messagesFor({ reasoningReplay: { field } }, [user, turn('Hm.')])).toEqual([
        user,
        { ...turn(), [field]: 'Hm.' },
      ])
    },
  )

  it('goes back for turns after the last user message only (DeepSeek R1, 129)', async () => {
    const quirks: Dialect = { reasoningReplay: { field: 'reasoning_content', turns: 'after-last-user' } }
    expect(await messagesFor(quirks, [turn('Old.'), user, turn('New.')])).toEqual([turn(), user, turn('New.')])
  })

  it('is empty where every turn must have it (DeepSeek V4, 129)', async () => {
    const quirks: Dialect = { reasoningReplay: { field: 'reasoning_content', turns: 'every' } }
    expect(await messagesFor(quirks, [turn(), turn('Hm.')])).toEqual([
      { ...turn(), reasoning_content: '' },
      turn('Hm.'),
    ])
  })

  it('is a closed thinking part at Mistral (127)', async () => {
    expect(await messagesFor({ reasoningReplay: { field: 'thinking' } }, [turn('Hm.')])).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }], closed: true },
          { type: 'text', text: 'Hi.' },
        ],
      },
    ])
  })

  it('of another vendor becomes plain text, never the field of this one (30)', async () => {
    const foreign = { ...turn('Hm.'), thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 'x' }] }
    const quirks: Dialect = { reasoningReplay: { field: 'reasoning_content' } }
    expect(await messagesFor(quirks, [foreign])).toEqual([{ role: 'assistant', content: 'Hm.\n\nHi.' }])
  })
})

describe('reasoning_details (10, 144)', () => {
  const details = [
    { type: 'reasoning.text', text: 'Think. ', signature: 'c2ln', format: 'anthropic-claude-v1', index: 0, id: null },
    { type: 'reasoning.summary', summary: 'In short.', format: 'openai-responses-v1', index: 1 },
    { type: 'reasoning.encrypted', data: 'ZGF0YQ==', format: 'openai-responses-v1', id: 'rs_1', index: 2 },
  ]
  const host = hostWith({ reasoningDetails: true })
  const reply = async (reasoning_details: unknown) => {
    const { finish: _, ...message } = await messageOf(host, { content: 'Hi.', reasoning: 'Think. ', reasoning_details })
    return message
  }
  const sentDetails = async (messages: readonly unknown[]) => {
    const made = (await sentFor(host, { messages: deepFreeze(messages) }))['messages'] as Array<Record<string, unknown>>
    return made.map((message) => message['reasoning_details'])
  }

  it('come out as thinking blocks of this provider and go back as they were', async () => {
    const message = await reply(details)
    expect(message.thinking_blocks).toMatchObject([
      { type: 'thinking', thinking: 'Think. ', signature: 'c2ln', provider: 'acme' },
      { type: 'thinking', thinking: 'In short.', signature: '', provider: 'acme' },
      { type: 'redacted_thinking', data: 'ZGF0YQ==', provider: 'acme' },
    ])
    expect(await sentDetails([user, message])).toEqual([undefined, details])
  })

  it('go back without the plain reasoning beside them', async () => {
    const made = (await sentFor(host, { messages: [await reply(details)] }))['messages']
    expect(made).toEqual([{ role: 'assistant', content: 'Hi.', reasoning_details: details }])
  })

  it('are not sent to another provider', async () => {
    const sent = await sentFor(hostWith({}), { messages: [await reply(details)] })
    expect(JSON.stringify(sent)).not.toContain('ZGF0YQ==')
    const elsewhere = openaiCompatible('openrouter')
    if (!elsewhere) throw new Error('no row')
    const other = await sentFor(elsewhere, { messages: [await reply(details)] })
    expect(other['messages']).toEqual([{ role: 'assistant', content: 'Think. \n\nIn short.\n\nHi.' }])
  })

  it('of a signed format without their signature are left out', async () => {
    expect(
      await sentDetails([await reply([{ type: 'reasoning.text', text: 'a', format: 'google-gemini-v1' }])]),
    ).toEqual([undefined])
  })

  it('are sent once, though two turns hold the same', async () => {
    const message = await reply(details)
    expect(await sentDetails([message, user, message])).toEqual([details, undefined, undefined])
  })

  it('that are empty or null stay so', async () => {
    const odd = [
      { type: 'reasoning.text', text: '', signature: 's', format: null, index: 0 },
      { type: 'reasoning.text', text: 'b', signature: null, index: 1 },
    ]
    expect(await sentDetails([await reply(odd)])).toEqual([odd])
  })
})

it("Google's signatures return to the message and the call that they came with (119)", async () => {
  const host = hostWith({})
  const extra = { google: { thought_signature: 'c2ln' } }
  const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }
  const { finish: _, ...message } = await messageOf(host, {
    content: null,
    extra_content: extra,
    tool_calls: [{ ...call, extra_content: extra }],
  })
  expect(message.tool_calls).toEqual([call])
  expect((await sentFor(host, { messages: deepFreeze([message]) }))['messages']).toEqual([
    { role: 'assistant', content: null, extra_content: extra, tool_calls: [{ ...call, extra_content: extra }] },
  ])
})
