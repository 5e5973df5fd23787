import { describe, expect, it } from 'vitest'
import { hasFreeKeys, sanitizeSchema } from '../../providers/anthropic/json-schema.js'
import { toCompletion } from '../../providers/anthropic/response.js'
import type { ProviderRequest } from '../../src/provider.js'
import { accumulated, callOf, sent } from './call.js'

const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 0 } },
  required: ['name', 'age'],
}
const response_format = { type: 'json_schema', json_schema: { name: 'person', schema } } as const
const OLD = 'claude-sonnet-4-20250514'
const tools = [{ type: 'function', function: { name: 'look_up' } }] as const satisfies ProviderRequest['tools']

describe('a schema for the answer', () => {
  it('is native where the model can', () => {
    expect(sent({ response_format, reasoning_effort: 'low' }, 'claude-opus-4-8').body['output_config']).toEqual({
      effort: 'low',
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { name: { type: 'string' }, age: { type: 'integer', description: '(minimum: 0)' } },
          required: ['name', 'age'],
          additionalProperties: false,
        },
      },
    })
  })

  it('is a hidden tool, called once, where it cannot', () => {
    expect(sent({ response_format }, OLD).body).toMatchObject({
      tools: [{ name: 'json', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'json', disable_parallel_tool_use: true },
    })
    expect(sent({ response_format, tools: [...tools] }, OLD).body).toMatchObject({
      tools: [{ name: 'look_up' }, { name: 'json' }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    })
  })

  it('is a hidden tool where closing its objects would change it', () => {
    const free = { type: 'object', additionalProperties: { type: 'string' } }
    const format = { type: 'json_schema', json_schema: { name: 'map', schema: free } } as const
    expect(sent({ response_format: format }, 'claude-opus-4-8').body).toMatchObject({
      tools: [{ name: 'json', input_schema: free }],
    })
  })

  it('is asked for, not forced, while the model thinks', () => {
    const thinking = { type: 'enabled', budget_tokens: 2000 } as const
    expect(sent({ response_format, thinking }, OLD).body['tool_choice']).toEqual({
      type: 'auto',
      disable_parallel_tool_use: true,
    })
  })

  it('json_object takes any object', () => {
    expect(sent({ response_format: { type: 'json_object' } }).body).toMatchObject({
      tools: [{ name: 'json', input_schema: { type: 'object', additionalProperties: true } }],
      tool_choice: { type: 'tool', name: 'json' },
    })
  })

  it('text asks for nothing', () => {
    expect(sent({ response_format: { type: 'text' } }).body).not.toHaveProperty('tools')
  })
})

describe('the answer of the hidden tool', () => {
  const request: ProviderRequest = { model: OLD, messages: [], response_format, tools: [...tools] }
  const call = () => callOf(OLD)
  const text = { type: 'text', text: 'Here it is:' }
  const json = { type: 'tool_use', id: 'toolu_1', name: 'json', input: { name: 'A', age: 1 } }
  const answer = (content: unknown[], stop_reason = 'tool_use') =>
    toCompletion({ content, stop_reason }, call(), request).choices[0]
  const streamed = (content: Array<Record<string, unknown>>, stop_reason = 'tool_use') =>
    accumulated(
      [
        { type: 'message_start', message: { id: 'm' } },
        ...content.flatMap((block, index) => [
          { type: 'content_block_start', index, content_block: { ...block, text: '', input: {} } },
          block['type'] === 'text'
            ? { type: 'content_block_delta', index, delta: { type: 'text_delta', text: block['text'] } }
            : {
                type: 'content_block_delta',
                index,
                delta: { type: 'input_json_delta', partial_json: JSON.stringify(block['input']) },
              },
          { type: 'content_block_stop', index },
        ]),
        { type: 'message_delta', delta: { stop_reason } },
        { type: 'message_stop' },
      ],
      callOf(OLD, true),
      request,
    )?.choices[0]

  it('is the text, and the talk before it is left out', () => {
    const expected = {
      message: { role: 'assistant', content: '{"name":"A","age":1}', refusal: null },
      finish_reason: 'stop',
    }
    expect(answer([text, json])).toMatchObject(expected)
    expect(streamed([text, json])).toMatchObject(expected)
    expect(answer([text, json])?.message).not.toHaveProperty('tool_calls')
    expect(streamed([text, json])?.message).not.toHaveProperty('tool_calls')
  })

  it("is not there where the model calls one of the caller's tools", () => {
    const other = { type: 'tool_use', id: 'toolu_2', name: 'look_up', input: { q: 1 } }
    for (const choice of [answer([text, other]), streamed([text, other])]) {
      expect(choice?.finish_reason).toBe('tool_calls')
      expect(choice?.message.content).toBe('Here it is:')
      expect(choice?.message.tool_calls).toMatchObject([{ function: { name: 'look_up', arguments: '{"q":1}' } }])
    }
  })

  it('is not there where the model answers in words', () => {
    for (const choice of [answer([text], 'end_turn'), streamed([text], 'end_turn')])
      expect(choice).toMatchObject({ finish_reason: 'stop', message: { content: 'Here it is:' } })
  })

  it("is told from a caller's tool of the same name", () => {
    const own: ProviderRequest = { ...request, tools: [{ type: 'function', function: { name: 'json' } }] }
    expect(sent({ response_format, tools: own.tools ?? [] }, OLD).body['tools']).toMatchObject([
      { name: 'json' },
      { name: 'json_' },
    ])
    const completion = toCompletion({ content: [json], stop_reason: 'tool_use' }, call(), own)
    expect(completion.choices[0]?.message.tool_calls).toHaveLength(1)
  })
})

describe('a schema for the grammar', () => {
  it('has closed objects, anyOf, known formats, bare references, and the rest in words', () => {
    expect(
      sanitizeSchema({
        $defs: { p: { type: 'object', properties: { s: { type: 'string', format: 'email', maxLength: 5 } } } },
        type: 'object',
        properties: {
          a: { $ref: '#/$defs/p', description: 'gone' },
          b: { oneOf: [{ type: 'string', format: 'phone' }, { type: 'null' }] },
          c: { type: 'array', description: 'List', minItems: 2, items: { type: 'object', properties: {} } },
          d: { prefixItems: [{ type: 'string' }, { type: 'number' }] },
        },
      }),
    ).toEqual({
      $defs: {
        p: {
          type: 'object',
          properties: { s: { type: 'string', format: 'email', description: '(maxLength: 5)' } },
          additionalProperties: false,
        },
      },
      type: 'object',
      additionalProperties: false,
      properties: {
        a: { $ref: '#/$defs/p' },
        b: { anyOf: [{ type: 'string', description: '(format: phone)' }, { type: 'null' }] },
        c: {
          type: 'array',
          description: 'List\n(minItems: 2)',
          items: { type: 'object', properties: {}, additionalProperties: false },
        },
        d: { items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
      },
    })
  })

  it.each([
    [{ type: 'object', additionalProperties: { type: 'string' } }, true],
    [{ type: 'object' }, true],
    [{ type: 'array', items: { type: 'object', patternProperties: {} } }, true],
    [{ anyOf: [{ type: 'object', properties: {}, additionalProperties: true }] }, true],
    [{ type: 'object', properties: { a: { type: 'string' } } }, false],
    [{ type: 'object', additionalProperties: false }, false],
    [{ $ref: '#/$defs/a' }, false],
  ])('of %j has free keys: %s', (candidate, free) => {
    expect(hasFreeKeys(candidate)).toBe(free)
  })
})
