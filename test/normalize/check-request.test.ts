import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BadRequestError } from '../../src/contract/errors.js'
import { checkRequest } from '../../src/normalize/check-request.js'

const user = { role: 'user', content: 'Hello' }
const request = (fields: object = {}) => ({ model: 'openai/gpt-4o', messages: [user], ...fields })
const withMessage = (message: unknown) => ({ model: 'openai/gpt-4o', messages: [user, message] })
const withPart = (part: unknown, role = 'user') => withMessage({ role, content: [{ type: 'text', text: 'a' }, part] })
const call = { id: 'call_1', type: 'function', function: { name: 'find', arguments: '{}' } }
const tool = { type: 'function', function: { name: 'find', parameters: { type: 'object' } } }

function failure(body: unknown): BadRequestError {
  try {
    checkRequest(body)
  } catch (error) {
    if (error instanceof BadRequestError) return error
    throw error
  }
  throw new Error('The body was accepted.')
}

describe('a request that passes', () => {
  it.each<[string, unknown]>([
    ['text alone', request()],
    ['null for every optional parameter', request({ temperature: null, tools: null, stop: null, stream: null })],
    [
      'all parts of a user message',
      request({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: '' },
              { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
              { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
              { type: 'file', file: { file_data: 'data:application/pdf;base64,AA', filename: 'a.pdf' } },
              { type: 'file', file: { file_id: 'file-1' } },
              { type: 'video_url', video_url: { url: 'https://example.com/a.mp4' } },
            ],
          },
        ],
      }),
    ],
    [
      'a turn of calls and their results',
      request({
        messages: [
          { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
          user,
          {
            role: 'assistant',
            content: null,
            reasoning_content: 'hm',
            thinking_blocks: [{ type: 'thinking', thinking: 'hm', signature: 's' }],
            tool_calls: [call, { id: 'b', type: 'custom', custom: { name: 'sql', input: 'select' } }],
          },
          { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] },
          { role: 'tool', tool_call_id: 'b', content: '' },
          { role: 'assistant' },
          { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }], audio: { id: 'a' } },
          { role: 'function', name: 'find', content: null },
        ],
      }),
    ],
    [
      'tools of every kind',
      request({
        tools: [tool, { type: 'custom', custom: { name: 'sql' } }, { type: 'web_search_20250305', name: 'web_search' }],
        tool_choice: { type: 'custom', custom: { name: 'sql' } },
      }),
    ],
    [
      'allowed tools',
      request({
        tools: [tool],
        tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function' }] } },
      }),
    ],
    ['a schema object', request({ response_format: z.object({ a: z.string() }) })],
    ['JSON Schema', request({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } } })],
    ['thinking with a budget', request({ thinking: { type: 'enabled', budget_tokens: 1024 } })],
    ['keys that nobody knows', request({ constructor: 1, toString: 2, chat_template_kwargs: { a: 1 } })],
    ['a __proto__ key', JSON.parse('{"__proto__":{"a":1},"model":"a/b","messages":[{"role":"user","content":"a"}]}')],
  ])('%s', (_, body) => {
    expect(() => checkRequest(body)).not.toThrow()
  })
})

describe('a request that fails names the path', () => {
  it.each<[string, unknown]>([
    ['body: expected an object, got undefined', undefined],
    ['body: expected an object, got array', [1]],
    ['model: expected a non-empty string, got undefined', { messages: [user] }],
    ['model: expected a non-empty string, got an empty string', request({ model: '' })],
    ['messages: expected a non-empty array, got an empty array', request({ messages: [] })],
    ['messages: expected a non-empty array, got string', request({ messages: 'Hello' })],
    ['messages[1]: expected an object, got null', withMessage(null)],
    [
      'messages[1].role: expected "system", "developer", "user", "assistant", "tool" or "function", got "bot"',
      withMessage({ role: 'bot', content: 'a' }),
    ],
    [
      'messages[1].content: expected a string or an array of parts, got null',
      withMessage({ role: 'user', content: null }),
    ],
    [
      'messages[1].content: expected a string or an array of parts, got object',
      withMessage({ role: 'system', content: {} }),
    ],
    ['messages[1].name: expected a string, got number', withMessage({ ...user, name: 1 })],
    ['messages[1].content[1]: expected an object, got string', withPart('a')],
    ['messages[1].content[1].type: expected a string, got undefined', withPart({ text: 'a' })],
    ['messages[1].content[1].text: expected a string, got number', withPart({ type: 'text', text: 1 })],
    [
      'messages[1].content[1].image_url: expected an object, got string',
      withPart({ type: 'image_url', image_url: 'a' }),
    ],
    [
      'messages[1].content[1].image_url.url: expected a non-empty string, got number',
      withPart({ type: 'image_url', image_url: { url: 1 } }),
    ],
    [
      'messages[1].content[1].image_url.url: expected a URL, a data URL or base64, got string',
      withPart({ type: 'image_url', image_url: { url: './cat.png' } }),
    ],
    [
      'messages[1].content[1].image_url.url: expected a URL, a data URL or base64, got string',
      withPart({ type: 'image_url', image_url: { url: 'https://' } }),
    ],
    [
      'messages[1].content[1].file.file_data: expected a data URL, base64 or a URL, got string',
      withPart({ type: 'file', file: { file_data: 'Dear Sir, hello', filename: 'a.txt' } }),
    ],
    [
      'messages[1].content[1].input_audio.format: expected a string, got undefined',
      withPart({ type: 'input_audio', input_audio: { data: 'AA' } }),
    ],
    [
      'messages[1].content[1].file.file_id: expected a string, got number',
      withPart({ type: 'file', file: { file_id: 1 } }),
    ],
    [
      'messages[1].content[1].file: expected an object with file_id or file_data, got object',
      withPart({ type: 'file', file: { filename: 'a.pdf' } }),
    ],
    [
      'messages[1].content[1].type: expected a part that a system message may hold, got "image_url"',
      withPart({ type: 'image_url', image_url: { url: 'a' } }, 'system'),
    ],
    [
      'messages[1].content[1].type: expected a part that a user message may hold, got "refusal"',
      withPart({ type: 'refusal', refusal: 'No.' }),
    ],
    [
      'messages[1].tool_call_id: expected a non-empty string, got undefined',
      withMessage({ role: 'tool', content: 'a' }),
    ],
    ['messages[1].name: expected a non-empty string, got undefined', withMessage({ role: 'function', content: 'a' })],
    ['messages[1].tool_calls: expected an array, got object', withMessage({ role: 'assistant', tool_calls: {} })],
    [
      'messages[1].tool_calls[0].id: expected a non-empty string, got undefined',
      withMessage({ role: 'assistant', tool_calls: [{ ...call, id: undefined }] }),
    ],
    [
      'messages[1].tool_calls[0].function.arguments: expected a string, got object',
      withMessage({ role: 'assistant', tool_calls: [{ ...call, function: { name: 'find', arguments: {} } }] }),
    ],
    [
      'messages[1].thinking_blocks[0].type: expected "thinking" or "redacted_thinking", got "text"',
      withMessage({ role: 'assistant', thinking_blocks: [{ type: 'text' }] }),
    ],
    ['messages[1].audio.id: expected a string, got undefined', withMessage({ role: 'assistant', audio: {} })],
    ['temperature: expected a finite number, got string', request({ temperature: '1' })],
    ['temperature: expected a finite number, got NaN', request({ temperature: Number.NaN })],
    ['max_tokens: expected an integer of 1 or more, got 0', request({ max_tokens: 0 })],
    ['max_completion_tokens: expected an integer, got 1.5', request({ max_completion_tokens: 1.5 })],
    ['n: expected an integer between 1 and 128, got 129', request({ n: 129 })],
    ['stop[1]: expected a string, got number', request({ stop: ['a', 1] })],
    ['stop: expected a string or an array of strings, got object', request({ stop: {} })],
    ['stream: expected a boolean, got string', request({ stream: 'true' })],
    ['stream_options.include_usage: expected a boolean, got number', request({ stream_options: { include_usage: 1 } })],
    ['logit_bias["50256"]: expected a finite number, got string', request({ logit_bias: { 50256: '1' } })],
    ['metadata: expected an object, got string', request({ metadata: 'a' })],
    ['thinking.type: expected "enabled", "adaptive" or "disabled", got "on"', request({ thinking: { type: 'on' } })],
    [
      'thinking.budget_tokens: expected an integer, got string',
      request({ thinking: { type: 'enabled', budget_tokens: '1' } }),
    ],
    ['tools[0].type: expected a string, got undefined', request({ tools: [{ name: 'find' }] })],
    [
      'tools[0].function.name: expected a non-empty string, got undefined',
      request({ tools: [{ type: 'function', function: {} }] }),
    ],
    [
      'tools[0].function.parameters: expected a JSON Schema object, got string',
      request({ tools: [{ type: 'function', function: { name: 'find', parameters: '{}' } }] }),
    ],
    ['functions[0].name: expected a non-empty string, got undefined', request({ functions: [{}] })],
    ['tool_choice: expected "none", "auto", "required" or an object, got "any"', request({ tool_choice: 'any' })],
    [
      'tool_choice.function.name: no function of that name is in tools: "seek"',
      request({ tools: [tool], tool_choice: { type: 'function', function: { name: 'seek' } } }),
    ],
    [
      'tool_choice.allowed_tools.mode: expected "auto" or "required", got "none"',
      request({ tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'none' } } }),
    ],
    ['response_format: expected an object or a schema, got string', request({ response_format: 'json' })],
    ['response_format.type: expected a string, got undefined', request({ response_format: {} })],
    [
      'response_format.json_schema.name: expected a non-empty string, got undefined',
      request({ response_format: { type: 'json_schema', json_schema: { schema: {} } } }),
    ],
  ])('%s', (message, body) => {
    const error = failure(body)
    expect(error.message).toBe(message)
    expect(message).toContain(error.param === 'body' ? 'body' : `${error.param}:`)
    expect(error.status).toBe(400)
  })

  it('never shows what stands in a message', () => {
    expect(failure(withMessage({ role: 'user', content: { secret: 'plan' } })).message).not.toContain('plan')
  })
})

it('answers any JSON with success or a BadRequestError', () => {
  fc.assert(
    fc.property(
      fc.record({ model: fc.string(), messages: fc.array(fc.jsonValue()), extra: fc.jsonValue() }),
      (body) => {
        try {
          checkRequest(body)
        } catch (error) {
          expect(error).toBeInstanceOf(BadRequestError)
        }
      },
    ),
  )
})
