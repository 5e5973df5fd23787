import OpenAI from 'openai'
import type { ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatRequest, createRelay } from '../../src/index.js'
import { bodyOf, json, type LocalServer, localServer } from '../support/local-server.js'
import { call, reasoning, response, text } from './ask.js'

const seen: Array<{ path: string | undefined; body: Record<string, unknown> }> = []
let server: LocalServer

beforeAll(async () => {
  server = await localServer(async (request, answer) => {
    seen.push({ path: request.url, body: JSON.parse(await bodyOf(request)) })
    json(answer, 200, response([text('{}')]))
  })
})
afterAll(() => server.close())

const parameters = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}
const tool = {
  type: 'function',
  function: { name: 'weather', description: 'Tells it.', parameters, strict: true },
} as const
const flat = { type: 'function', name: 'weather', description: 'Tells it.', parameters, strict: true } as const
const hello = [{ role: 'user', content: 'Hello' }] as const
const schema = { type: 'object', properties: {}, additionalProperties: false }
const PDF = 'data:application/pdf;base64,JVBERi0xLjQ='

/** What both send beside the intent: nothing is stored, and reasoning comes encrypted. */
const stateless = {
  store: false,
  include: ['reasoning.encrypted_content'],
} satisfies Partial<ResponseCreateParamsNonStreaming>

type Theirs = Partial<ResponseCreateParamsNonStreaming>
/** An intent as chat completions say it, and as `client.responses.create` does. */
const INTENTS: ReadonlyArray<readonly [string, Partial<Omit<ChatRequest, 'stream'>>, Theirs]> = [
  ['a question', {}, {}],
  [
    'instructions',
    { messages: [{ role: 'system', content: 'Be brief.' }, ...hello] },
    { input: [{ role: 'developer', content: 'Be brief.' }, ...hello] },
  ],
  ['a limit', { max_completion_tokens: 100 }, { max_output_tokens: 100 }],
  ['effort', { reasoning_effort: 'low' }, { reasoning: { effort: 'low', summary: 'auto' } }],
  ['verbosity', { verbosity: 'low' }, { text: { verbosity: 'low' } }],
  [
    'a schema',
    { response_format: { type: 'json_schema', json_schema: { name: 'a', schema, strict: true, description: 'd' } } },
    { text: { format: { type: 'json_schema', name: 'a', schema, strict: true, description: 'd' } } },
  ],
  ['any JSON', { response_format: { type: 'json_object' } }, { text: { format: { type: 'json_object' } } }],
  ['a tool', { tools: [tool] }, { tools: [flat] }],
  ['no tool now', { tools: [tool], tool_choice: 'none' }, { tools: [flat], tool_choice: 'none' }],
  [
    'a tool that must be called',
    { tools: [tool], tool_choice: { type: 'function', function: { name: 'weather' } } },
    { tools: [flat], tool_choice: { type: 'function', name: 'weather' } },
  ],
  [
    'a tool among some',
    {
      tools: [tool],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'weather' } }] },
      },
    },
    {
      tools: [flat],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'weather' }] },
    },
  ],
  ['one call at a time', { tools: [tool], parallel_tool_calls: false }, { tools: [flat], parallel_tool_calls: false }],
  [
    'a custom tool',
    { tools: [{ type: 'custom', custom: { name: 'm', format: { type: 'text' } } }] },
    { tools: [{ type: 'custom', name: 'm', format: { type: 'text' } }] },
  ],
  [
    'a search',
    {
      web_search_options: {
        search_context_size: 'low',
        user_location: { type: 'approximate', approximate: { country: 'IT' } },
      },
    },
    {
      tools: [
        { type: 'web_search', search_context_size: 'low', user_location: { type: 'approximate', country: 'IT' } },
      ],
    },
  ],
  [
    'an image',
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image_url', image_url: { url: 'https://a.example/b.png', detail: 'high' } },
          ],
        },
      ],
    },
    {
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'See' },
            { type: 'input_image', image_url: 'https://a.example/b.png', detail: 'high' },
          ],
        },
      ],
    },
  ],
  [
    'a PDF',
    { messages: [{ role: 'user', content: [{ type: 'file', file: { filename: 'a.pdf', file_data: PDF } }] }] },
    { input: [{ role: 'user', content: [{ type: 'input_file', filename: 'a.pdf', file_data: PDF }] }] },
  ],
  [
    'an uploaded file',
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] },
    { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }] },
  ],
  [
    'a conversation',
    { messages: [...hello, { role: 'assistant', content: 'Hi.' }, { role: 'user', content: 'And?' }] },
    { input: [...hello, { role: 'assistant', content: 'Hi.' }, { role: 'user', content: 'And?' }] },
  ],
  [
    'the result of a call, a picture in it',
    {
      messages: [
        ...hello,
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }],
        },
        {
          role: 'tool',
          tool_call_id: 'call_1',
          content: [
            { type: 'text', text: '20' },
            { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
          ],
        },
      ],
    },
    {
      input: [
        ...hello,
        { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Rome"}' },
        {
          type: 'function_call_output',
          call_id: 'call_1',
          output: [
            { type: 'input_text', text: '20' },
            { type: 'input_image', detail: 'auto', image_url: 'https://a.example/b.png' },
          ],
        },
      ],
    },
  ],
  [
    'bookkeeping',
    { metadata: { a: 'b' }, service_tier: 'flex', prompt_cache_key: 'k', safety_identifier: 's', user: 'u' },
    { metadata: { a: 'b' }, service_tier: 'flex', prompt_cache_key: 'k', safety_identifier: 's', user: 'u' },
  ],
]

const client = () => new OpenAI({ apiKey: 'sk-test', baseURL: `${server.url}/v1`, maxRetries: 0 })
const relay = () => createRelay({ providers: { openai: { apiKey: 'sk-test', baseURL: `${server.url}/v1` } } })
const take = () => seen.splice(0)

describe('the official client, saying the same with responses.create', () => {
  it.each(INTENTS)('sends the same for %s', async (_, ours, theirs) => {
    take()
    await client().responses.create({ model: 'gpt-5-mini', input: [...hello], ...stateless, ...theirs })
    await relay().completion({ model: 'openai/responses/gpt-5-mini', messages: [...hello], ...ours })
    const [expected, actual] = take()
    expect(actual).toEqual(expected)
  })

  it('takes its own output back as input, and so do we', async () => {
    take()
    const output = [
      reasoning('rs_1', 'E1', ['One.']),
      text('I look.', { phase: 'commentary' }),
      call('weather', '{"city":"Rome"}'),
    ]
    const answering = await localServer(async (request, answer) => {
      await bodyOf(request)
      json(answer, 200, response(output))
    })
    const first = await new OpenAI({ apiKey: 'sk-test', baseURL: answering.url }).responses.create({
      model: 'gpt-5-mini',
      input: 'Hello',
    })
    const reply = await relay().completion(
      { model: 'openai/responses/gpt-5-mini', messages: [...hello] },
      { baseURL: answering.url },
    )
    await answering.close()
    const result = { type: 'function_call_output', call_id: 'call_weather', output: '20' } as const
    await client().responses.create({
      model: 'gpt-5-mini',
      ...stateless,
      input: [...hello, ...(first.output as never[]), result],
    }) // what it answers it also takes
    const [choice] = reply.choices
    if (!choice) throw new Error('no choice')
    const messages = [...hello, choice.message, { role: 'tool', tool_call_id: 'call_weather', content: '20' } as const]
    await relay().completion({ model: 'openai/responses/gpt-5-mini', messages })
    const [expected, actual] = take()
    expect(actual).toEqual(expected)
  })

  it('handed in, carries our requests', async () => {
    take()
    const own = createRelay({ providers: { openai: { client: client() } } })
    const reply = await own.completion({ model: 'openai/gpt-5-pro', messages: [...hello] })
    expect(reply.choices[0]?.message.content).toBe('{}')
    expect(take()).toMatchObject([{ path: '/v1/responses', body: { model: 'gpt-5-pro' } }])
  })
})
