import { describe, expect, it } from 'vitest'
import { toBaseURL } from '../../providers/ollama/host.js'
import { ollama } from '../../providers/ollama/index.js'
import { createRelay } from '../../src/index.js'
import { type Ask, complete } from '../openai/wire.js'

const ANSWER = { body: { message: { role: 'assistant', content: 'Hi' }, done: true, done_reason: 'stop' } }
const sentFor = async (ask: Ask) => (await complete(ollama, { model: 'qwen3:4b', ...ask }, ANSWER)).sent
const messagesFor = async (...messages: unknown[]) => (await sentFor({ messages }))['messages']

const tool = (name: string) => ({ type: 'function' as const, function: { name, parameters: { type: 'object' } } })
const call = (id: string, name: string, text = '{}') => ({ id, type: 'function', function: { name, arguments: text } })

describe('a request', () => {
  it('goes to the native API, and says that it wants no stream', async () => {
    const { request, sent } = await complete(ollama, { model: 'qwen3:4b' }, ANSWER)
    expect(request.path).toBe('/api/chat')
    expect(sent).toEqual({ model: 'qwen3:4b', messages: [{ role: 'user', content: 'Hello' }], stream: false })
  })

  it("has the model's parameters under options (quirk 145)", async () => {
    const sent = await sentFor({
      max_tokens: 9,
      temperature: 0,
      top_p: 0.5,
      top_k: 3,
      seed: 1,
      stop: 'END',
      presence_penalty: 0.1,
      num_ctx: 8192,
      keep_alive: '5m',
      options: { min_p: 0.1, top_k: 4 },
    })
    expect(sent).toEqual({
      model: 'qwen3:4b',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: false,
      keep_alive: '5m',
      options: {
        num_predict: 9,
        temperature: 0,
        top_p: 0.5,
        top_k: 4,
        seed: 1,
        stop: ['END'],
        presence_penalty: 0.1,
        num_ctx: 8192,
        min_p: 0.1,
      },
    })
  })

  it('has them joined by those of extraBody', async () => {
    const asked: unknown[] = []
    const fetch = async (_: string | URL | Request, init?: RequestInit) => {
      asked.push(JSON.parse(String(init?.body)))
      return Response.json(ANSWER.body)
    }
    const extraBody = { num_ctx: 8192, options: { min_p: 0.1 }, keep_alive: 0 }
    await createRelay({ providers: [ollama] }).completion(
      { model: 'ollama_chat/qwen3', messages: [{ role: 'user', content: 'Hi' }], temperature: 0 },
      { fetch, extraBody },
    )
    expect(asked).toMatchObject([
      { model: 'qwen3', keep_alive: 0, options: { temperature: 0, num_ctx: 8192, min_p: 0.1 } },
    ])
    expect(asked[0]).not.toHaveProperty('num_ctx')
  })

  it('asks for JSON, or for JSON that fits a schema', async () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    expect(await sentFor({ response_format: { type: 'json_object' } })).toMatchObject({ format: 'json' })
    expect(
      await sentFor({ response_format: { type: 'json_schema', json_schema: { name: 'n', schema } } }),
    ).toMatchObject({ format: schema })
  })

  it('asks for log probabilities by their own names', async () => {
    expect(await sentFor({ logprobs: true, top_logprobs: 2 })).toMatchObject({ logprobs: true, top_logprobs: 2 })
  })

  it.each([
    [{ thinking: { type: 'enabled' } }, 'qwen3', true],
    [{ thinking: { type: 'disabled' } }, 'qwen3', false],
    [{ reasoning_effort: 'none' }, 'qwen3', false],
    [{ reasoning_effort: 'high' }, 'qwen3', true],
    [{ reasoning_effort: 'minimal' }, 'gpt-oss:20b', 'low'],
    [{ reasoning_effort: 'xhigh' }, 'library/gpt-oss', 'high'],
    [{}, 'qwen3', undefined],
  ])('with %j to %s thinks: %s', async (ask, model, think) => {
    expect((await sentFor({ ...ask, model } as Ask))['think']).toBe(think) // the words of the table are valid
  })
})

describe('tools', () => {
  const messages = [{ role: 'user' as const, content: 'Q' }]

  it('are left out where none may be called', async () => {
    expect(await sentFor({ tools: [tool('f')], tool_choice: 'none' })).not.toHaveProperty('tools')
    expect(await sentFor({ tools: [tool('f')], tool_choice: 'auto' })).toMatchObject({ tools: [tool('f')] })
  })

  it('cannot be forced', () => {
    const request = { model: 'm', messages, tools: [tool('f')] }
    expect(ollama.unsupported?.({ ...request, tool_choice: 'required' }, 'm')).toEqual(['tool_choice'])
    const named = { type: 'function' as const, function: { name: 'f' } }
    expect(ollama.unsupported?.({ ...request, tool_choice: named }, 'm')).toEqual(['tool_choice'])
    expect(ollama.unsupported?.({ ...request, tool_choice: 'auto' }, 'm')).toEqual([])
  })
})

describe('messages', () => {
  it('have arguments as objects, and results by name in the order of the calls (quirk 145)', async () => {
    expect(
      await messagesFor(
        {
          role: 'assistant',
          content: null,
          reasoning_content: 'Hm.',
          tool_calls: [call('a', 'f', '{"x":1}'), call('b', 'g')],
        },
        { role: 'tool', tool_call_id: 'b', content: 'B' },
        { role: 'tool', tool_call_id: 'a', content: 'A' },
        { role: 'user', content: 'And?' },
      ),
    ).toEqual([
      {
        role: 'assistant',
        content: '',
        thinking: 'Hm.',
        tool_calls: [{ function: { name: 'f', arguments: { x: 1 } } }, { function: { name: 'g', arguments: {} } }],
      },
      { role: 'tool', content: 'A', tool_name: 'f' },
      { role: 'tool', content: 'B', tool_name: 'g' },
      { role: 'user', content: 'And?' },
    ])
  })

  it('keep two results of one id apart, by their order', async () => {
    expect(
      await messagesFor(
        { role: 'assistant', tool_calls: [call('call_0', 'f'), call('call_0', 'g')] },
        { role: 'tool', tool_call_id: 'call_0', content: '1' },
        { role: 'tool', tool_call_id: 'call_0', content: '2' },
      ),
    ).toMatchObject([{}, { content: '1', tool_name: 'f' }, { content: '2', tool_name: 'g' }])
  })

  it.each([
    ['', {}],
    ['null', {}],
    ['[1]', { rawInvalidInput: [1] }],
    ['{"a":', { rawInvalidInput: '{"a":' }],
  ])('with the arguments %j send %j', async (text, expected) => {
    expect(await messagesFor({ role: 'assistant', tool_calls: [call('a', 'f', text)] })).toMatchObject([
      { tool_calls: [{ function: { arguments: expected } }] },
    ])
  })

  it('have images as bare base64 beside one text', async () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } }
    const content = [{ type: 'text', text: 'One.' }, image, { type: 'text', text: 'Two.' }]
    expect(await messagesFor({ role: 'user', content })).toEqual([
      { role: 'user', content: 'One.\nTwo.', images: ['iVBO'] },
    ])
  })

  it('with an address of an image need a download first', async () => {
    const image = { type: 'image_url', image_url: { url: 'https://h.example/a.png' } }
    await expect(messagesFor({ role: 'user', content: [image] })).rejects.toThrow(/messages\[0\].*data URL/)
    expect(ollama.needsDownload?.('https://h.example/a.png', 'm')).toBe(true)
  })

  it('of a developer are of the system', async () => {
    expect(await messagesFor({ role: 'developer', content: 'Be brief.' })).toEqual([
      { role: 'system', content: 'Be brief.' },
    ])
  })
})

describe('the server', () => {
  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    [':5000', 'http://127.0.0.1:5000'],
    ['gpu.local', 'http://gpu.local:11434'],
    ['https://ollama.com/', 'https://ollama.com'],
    ['http://gpu.local/under', 'http://gpu.local/under'],
  ])('that OLLAMA_HOST calls %s is at %s', (host, url) => {
    expect(toBaseURL(host)).toBe(url)
  })
})
