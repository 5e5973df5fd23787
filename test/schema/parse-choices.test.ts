import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ChatChoice, ProviderCompletion } from '../../src/contract/chat.js'
import { SchemaValidationError } from '../../src/contract/errors.js'
import { parseChoices } from '../../src/schema/parse-choices.js'

const schema = z.object({ a: z.number() })

function completion(
  ...choices: Array<Partial<ChatChoice['message']> & { finish?: ChatChoice['finish_reason'] }>
): ProviderCompletion {
  return {
    id: 'c',
    object: 'chat.completion',
    created: 0,
    model: 'm',
    choices: choices.map(({ finish = 'stop', ...message }, index) => ({
      index,
      finish_reason: finish,
      logprobs: null,
      message: { role: 'assistant', content: null, refusal: null, ...message },
    })),
  }
}

describe('parseChoices', () => {
  it('sets the parsed value of every choice', async () => {
    const reply = completion({ content: '{"a":1}' }, { content: '{"a":2}', finish: 'length' })
    await parseChoices(reply, schema)
    expect(reply.choices.map(({ message }) => message.parsed)).toEqual([{ a: 1 }, { a: 2 }])
  })

  it('sets null for refusals, tool calls and filtered answers', async () => {
    const call = { id: 'a', type: 'function' as const, function: { name: 'find', arguments: '{}' } }
    const reply = completion(
      { refusal: 'No.' },
      { tool_calls: [call], finish: 'tool_calls' },
      { content: '{"a"', finish: 'content_filter' },
    )
    await parseChoices(reply, { type: 'json_schema', json_schema: { name: 'a', schema: {} } })
    expect(reply.choices.map(({ message }) => message.parsed)).toEqual([null, null, null])
  })

  it.each(['{"a"', null])('says that the answer %j was cut by the token limit', async (content) => {
    const error: unknown = await parseChoices(completion({ content, finish: 'length' }), schema).catch(
      (thrown) => thrown,
    )
    expect(error).toBeInstanceOf(SchemaValidationError)
    expect(error).toMatchObject({ message: expect.stringContaining('cut by the token limit'), text: content ?? '' })
  })

  it('rejects an answer that misfits or is empty', async () => {
    await expect(parseChoices(completion({ content: '{"a":"1"}' }), schema)).rejects.toThrow(/a: /)
    await expect(parseChoices(completion({ content: '' }), schema)).rejects.toThrow('The answer is empty.')
  })

  it.each([undefined, null, { type: 'text' as const }, { type: 'json_object' as const }])(
    'leaves the reply alone when the format is %j',
    async (format) => {
      const reply = completion({ content: 'Hello' })
      await parseChoices(reply, format)
      expect(reply.choices[0]?.message).not.toHaveProperty('parsed')
    },
  )
})
