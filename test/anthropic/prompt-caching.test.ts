import { describe, expect, it } from 'vitest'
import type { ChatMessage, ChatTool } from '../../src/provider.js'
import { sent } from './call.js'

const cache_control = { type: 'ephemeral' } as const
const long = { type: 'ephemeral', ttl: '1h' } as const
const marks = (body: unknown) => JSON.stringify(body).match(/"cache_control":\{/g)?.length ?? 0

describe('cache breakpoints', () => {
  it('stand where they are put: parts, messages, tools, results and instructions', () => {
    const { body, dropped } = sent({
      tools: [{ type: 'function', function: { name: 'f' }, cache_control }],
      messages: [
        { role: 'system', content: 'Long text', cache_control: long },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'A', cache_control },
            { type: 'text', text: 'B' },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'x', cache_control },
      ],
    })
    expect(body).toMatchObject({
      tools: [{ name: 'f', cache_control }],
      system: [{ type: 'text', text: 'Long text', cache_control: long }],
      messages: [
        { content: [{ text: 'A', cache_control }, { text: 'B' }] },
        {},
        { content: [{ type: 'tool_result', content: 'x', cache_control }] },
      ],
    })
    expect(dropped).toEqual([])
  })

  it('of a message stand on its last block, never on a thinking block', () => {
    const thinking_blocks = [{ type: 'thinking' as const, thinking: 'Hm', signature: 's' }]
    const messages: ChatMessage[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, thinking_blocks, cache_control },
      { role: 'user', content: 'Go on', cache_control },
    ]
    expect(sent({ messages }).body['messages']).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: thinking_blocks },
      { role: 'user', content: [{ type: 'text', text: 'Go on', cache_control }] },
    ])
  })

  it('are four at most: the others are left out and reported', () => {
    const messages: ChatMessage[] = Array.from({ length: 6 }, (_, at) => ({
      role: at % 2 ? 'assistant' : 'user',
      content: `${at}`,
      cache_control,
    }))
    const tools: ChatTool[] = [{ type: 'function', function: { name: 'f' }, cache_control }]
    const { body, dropped } = sent({ messages, tools })
    expect(marks(body)).toBe(4)
    expect(dropped).toEqual(['cache_control'])
    expect(marks({ ...sent({ messages, cache_control }).body, cache_control: undefined })).toBe(3)
  })
})
