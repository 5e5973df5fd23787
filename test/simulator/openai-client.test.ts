import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined

afterEach(async () => {
  await simulator?.close()
})

async function openai(script?: Script, maxRetries = 0): Promise<OpenAI> {
  simulator = await startSimulator({ ...(script ? { script } : {}) })
  return new OpenAI({ baseURL: simulator.url('openai'), apiKey: 'sk-any', maxRetries })
}

const messages = [{ role: 'user' as const, content: 'How deep is the sea?' }]
const request = { model: 'gpt-4o-mini', messages }
const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}

describe('the openai SDK', () => {
  it('gets an answer that mentions the last user message when there is no script', async () => {
    const client = await openai()
    const reply = await client.chat.completions.create(request)
    expect(reply.choices[0]?.message.content).toContain('How deep is the sea?')
    expect(reply.choices[0]?.finish_reason).toBe('stop')
    expect(reply.model).toBe('gpt-4o-mini')
    expect(reply.id).toMatch(/^chatcmpl-\w{29}$/)
    expect(reply._request_id).toMatch(/^req_[0-9a-f]{32}$/)
    expect(reply.usage?.total_tokens).toBe((reply.usage?.prompt_tokens ?? 0) + (reply.usage?.completion_tokens ?? 0))
  })

  it('assembles a streamed answer with its usage', async () => {
    const client = await openai({
      text: 'The sea is deep.',
      usage: { inputTokens: 12, outputTokens: 5, cachedTokens: 4 },
    })
    const stream = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } })
    const pieces: string[] = []
    stream.on('content', (piece) => pieces.push(piece))
    const reply = await stream.finalChatCompletion()
    expect(pieces).toEqual(['The', ' sea', ' is', ' deep.'])
    expect(reply.choices[0]?.message.content).toBe('The sea is deep.')
    expect(reply.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 })
    expect(reply.usage?.prompt_tokens_details?.cached_tokens).toBe(4)
  })

  it('sees no usage in a stream that did not ask for it', async () => {
    const client = await openai({ text: 'The sea is deep.' })
    const chunks = []
    for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) chunks.push(chunk)
    expect(chunks.every((chunk) => !('usage' in chunk))).toBe(true)
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })

  it('assembles parallel tool calls from their fragments', async () => {
    const toolCalls = [
      { name: 'get_weather', arguments: { city: 'Paris' } },
      { name: 'get_weather', arguments: { city: 'San José' }, id: 'call_mine' },
    ]
    const client = await openai({ text: 'Looking.', toolCalls })
    const whole = await client.chat.completions.create({ ...request, tools: [weather] })
    const streamed = await client.chat.completions.stream({ ...request, tools: [weather] }).finalChatCompletion()
    for (const reply of [whole, streamed]) {
      const calls = reply.choices[0]?.message.tool_calls ?? []
      const parsed = calls.map((call) => call.type === 'function' && JSON.parse(call.function.arguments))
      expect(parsed).toEqual([{ city: 'Paris' }, { city: 'San José' }])
      expect(calls[0]?.id).toMatch(/^call_\w{24}$/)
      expect(calls[1]?.id).toBe('call_mine')
      expect(reply.choices[0]?.finish_reason).toBe('tool_calls')
    }
  })

  it('gets a call with minimal arguments when it forces a tool and there is no script', async () => {
    const client = await openai()
    const reply = await client.chat.completions.create({ ...request, tools: [weather], tool_choice: 'required' })
    const [call] = reply.choices[0]?.message.tool_calls ?? []
    expect(call?.type === 'function' && call.function).toEqual({ name: 'get_weather', arguments: '{"city":"text"}' })
  })

  it('parses a structured output that fits its zod schema', async () => {
    const client = await openai()
    const Event = z.object({
      name: z.string(),
      when: z.iso.date(),
      guests: z.array(z.string()),
      size: z.enum(['s', 'm']),
    })
    const body = { ...request, response_format: zodResponseFormat(Event, 'event') }
    const parsed = await client.chat.completions.parse(body)
    expect(parsed.choices[0]?.message.parsed).toEqual({ name: 'text', when: '2025-01-01', guests: [], size: 's' })
    const streamed = await client.chat.completions.stream(body).finalChatCompletion()
    expect(streamed.choices[0]?.message.parsed).toEqual(parsed.choices[0]?.message.parsed)
  })

  it('reads a refusal, whole and streamed', async () => {
    const client = await openai({ refusal: 'I will not.' })
    const whole = await client.chat.completions.create(request)
    const streamed = await client.chat.completions.stream(request).finalChatCompletion()
    for (const { choices } of [whole, streamed]) {
      expect(choices[0]?.message.refusal).toBe('I will not.')
      expect(choices[0]?.message.content).toBeNull()
    }
  })

  it('reads reasoning before the text', async () => {
    const client = await openai({ reasoning: 'Seas are deep.', text: 'Very.', reasoningField: 'reasoning' })
    const deltas: unknown[] = []
    for await (const chunk of await client.chat.completions.create({ ...request, stream: true }))
      deltas.push(chunk.choices[0]?.delta)
    expect(deltas).toEqual([
      { role: 'assistant', content: null, reasoning: '' },
      { content: null, reasoning: 'Seas' },
      { content: null, reasoning: ' are' },
      { content: null, reasoning: ' deep.' },
      { content: 'Very.' },
      {},
    ])
    const whole = await client.chat.completions.create(request)
    expect(whole.choices[0]?.message).toMatchObject({ content: 'Very.', reasoning: 'Seas are deep.' })
  })

  it('gets as many choices as it asked for', async () => {
    const client = await openai({ text: 'Deep.' })
    const whole = await client.chat.completions.create({ ...request, n: 2 })
    const streamed = await client.chat.completions.stream({ ...request, n: 2 }).finalChatCompletion()
    expect(whole.choices.map((choice) => choice.index)).toEqual([0, 1])
    expect(streamed.choices.map((choice) => choice.message.content)).toEqual(['Deep.', 'Deep.'])
  })

  it.each([
    [400, OpenAI.BadRequestError],
    [401, OpenAI.AuthenticationError],
    [403, OpenAI.PermissionDeniedError],
    [404, OpenAI.NotFoundError],
    [422, OpenAI.UnprocessableEntityError],
    [429, OpenAI.RateLimitError],
    [500, OpenAI.InternalServerError],
    [503, OpenAI.InternalServerError],
  ])('throws its own class for %i', async (status, expected) => {
    const client = await openai({ status })
    const error = await client.chat.completions.create(request).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(expected)
  })

  it('reads the code, type, message and request id of an error', async () => {
    const client = await openai({ status: 429, code: 'insufficient_quota', message: 'Pay first.' })
    await expect(client.chat.completions.create(request)).rejects.toMatchObject({
      code: 'insufficient_quota',
      type: 'insufficient_quota',
      message: '429 Pay first.',
      requestID: expect.stringMatching(/^req_/),
    })
  })

  it('retries after retry-after-ms, then takes the next step', async () => {
    const headers = { 'retry-after-ms': '1' }
    const client = await openai([{ status: 429, headers }, { status: 500, headers }, { text: 'Deep.' }], 2)
    const reply = await client.chat.completions.create(request)
    expect(reply.choices[0]?.message.content).toBe('Deep.')
    expect(simulator?.requests.map((each) => each.status)).toEqual([429, 500, 200])
  })

  it('throws an error that comes inside a 200 stream', async () => {
    const client = await openai({
      text: 'one two',
      faults: { error: { after: 1, status: 503, message: 'Overloaded' } },
    })
    const stream = await client.chat.completions.create({ ...request, stream: true })
    const read = async () => {
      for await (const _ of stream);
    }
    await expect(read()).rejects.toThrow('Overloaded')
  })

  it('ends its request when the reader leaves the stream early', async () => {
    const client = await openai({ text: 'One two', faults: { stall: { after: 1 } } })
    const stream = await client.chat.completions.create({ ...request, stream: true })
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
    await simulator?.requests[0]?.ended
    expect(simulator?.requests[0]?.aborted).toBe(true)
  })

  it('lists models', async () => {
    const client = await openai()
    const models = await client.models.list()
    expect(models.data.map((model) => model.id)).toContain('gpt-4o-mini')
  })

  it('is told about missing models, messages and keys', async () => {
    const client = await openai()
    await expect(client.chat.completions.create({ model: '', messages })).rejects.toThrow(OpenAI.BadRequestError)
    await expect(client.chat.completions.create({ model: 'gpt-4o', messages: [] })).rejects.toMatchObject({
      code: 'empty_array',
      param: 'messages',
    })
    const { status } = await fetch(`${simulator?.url('openai')}/chat/completions`, { method: 'POST', body: '{}' })
    expect(status).toBe(401)
  })
})
