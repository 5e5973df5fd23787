import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/anthropic/response.js'
import { type ChatCompletionMessage, type ChatMessage, isRecord } from '../../src/provider.js'
import { accumulated, callOf, sent } from './call.js'
import { eventsOf, messagesRecordings, whereRecordings } from './recordings.js'
import { wholeMessage } from './whole-message.js'

/** The assistant turn that is sent when a reply comes back, followed by results of its calls. */
function replayed(reply: ChatCompletionMessage): unknown[] {
  const message: ChatMessage = JSON.parse(JSON.stringify({ ...reply }))
  const results = (reply.tool_calls ?? []).map(
    ({ id }): ChatMessage => ({ role: 'tool', tool_call_id: id, content: 'x' }),
  )
  const messages: ChatMessage[] = [
    { role: 'user', content: 'Go' },
    message,
    ...results,
    { role: 'user', content: 'On' },
  ]
  const turns = sent({ messages }, 'claude-sonnet-4-5').body['messages']
  if (!Array.isArray(turns)) throw new Error('no messages')
  const turn: unknown = turns[1]
  return isRecord(turn) && turn['role'] === 'assistant' && Array.isArray(turn['content']) ? turn['content'] : []
}

/** Without blank text, which may not be sent, and without fields that say nothing. */
function sendable(content: unknown): unknown[] {
  const blocks = Array.isArray(content) ? content.filter(isRecord) : []
  return blocks.filter((block) => block['type'] !== 'text' || String(block['text']).trim() !== '').map(bare)
}

function bare(block: unknown): unknown {
  if (!isRecord(block)) return block
  const { citations, caller, ...rest } = block
  const direct = isRecord(caller) && caller['type'] === 'direct'
  return {
    ...rest,
    ...(Array.isArray(citations) && citations.length > 0 ? { citations } : {}),
    ...(caller && !direct ? { caller } : {}),
  }
}

const answers = messagesRecordings()
  .filter(({ response }) => response.status < 400)
  .map(({ id, response: { body } }) => ({
    id,
    events: typeof body === 'string' ? eventsOf(body) : undefined,
    body: typeof body === 'string' ? wholeMessage(eventsOf(body)) : isRecord(body) ? body : {},
  }))

describe.skipIf(answers.length === 0)(`a recorded answer that is sent back${whereRecordings}`, () => {
  it.each(answers)('$id: has the same blocks in the same order', ({ body, events }) => {
    const reply = events
      ? accumulated(events.map(({ data }) => data))?.choices[0]
      : toCompletion(body, callOf()).choices[0]
    if (!reply) throw new Error('no answer')
    expect(replayed(reply.message).map(bare)).toEqual(sendable(body['content']))
  })
})

describe('an answer with server tools', () => {
  const content = [
    { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } },
    {
      type: 'web_search_tool_result',
      tool_use_id: 's',
      content: [{ type: 'web_search_result', encrypted_content: 'e' }],
    },
    { type: 'text', text: 'Found.' },
    { type: 'tool_use', id: 't', name: 'f', input: { b: 1, a: 2 } },
  ]
  const { message } = toCompletion({ content, stop_reason: 'tool_use' }, callOf()).choices[0] ?? {}
  if (!message) throw new Error('no answer')

  it('goes back whole', () => {
    expect(replayed(message)).toEqual(content)
  })

  it('goes back in the order in which it came', () => {
    const calls = [content[3], { type: 'text', text: 'Waiting.' }]
    const other = toCompletion({ content: calls, stop_reason: 'tool_use' }, callOf()).choices[0]?.message
    expect(other && replayed(other)).toEqual(calls)
  })

  it('goes back as it now reads where the caller has changed it', () => {
    expect(replayed({ ...message, content: 'Edited.' })).toEqual([
      { type: 'text', text: 'Edited.' },
      { type: 'tool_use', id: 't', name: 'f', input: { b: 1, a: 2 } },
    ])
  })
})
