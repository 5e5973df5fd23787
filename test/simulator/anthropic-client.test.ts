import Anthropic from '@anthropic-ai/sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined

afterEach(async () => {
  await simulator?.close()
})

async function anthropic(script?: Script, maxRetries = 0): Promise<Anthropic> {
  simulator = await startSimulator({ ...(script ? { script } : {}) })
  return new Anthropic({ baseURL: simulator.url('anthropic'), apiKey: 'sk-any', maxRetries })
}

const request = {
  model: 'claude-sonnet-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'How deep is the sea?' }],
}
const weather = {
  name: 'get_weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] },
}

describe('the Anthropic SDK', () => {
  it('gets an answer that mentions the last user message when there is no script', async () => {
    const client = await anthropic()
    const message = await client.messages.create(request)
    expect(message.content).toEqual([{ type: 'text', text: expect.stringContaining('How deep is the sea?') }])
    expect(message.stop_reason).toBe('end_turn')
    expect(message.id).toMatch(/^msg_01\w{22}$/)
    expect(message._request_id).toMatch(/^req_011C\w{20}$/)
  })

  it('assembles a streamed answer that equals the whole one', async () => {
    const client = await anthropic({
      text: 'The sea is deep.',
      usage: { inputTokens: 20, cachedTokens: 5, cacheWriteTokens: 3, outputTokens: 9 },
    })
    const whole = await client.messages.create(request)
    const stream = client.messages.stream(request)
    const pieces: string[] = []
    stream.on('text', (piece) => pieces.push(piece))
    const streamed = await stream.finalMessage()
    expect(pieces).toEqual(['The', ' sea', ' is', ' deep.'])
    expect(streamed.content).toEqual(whole.content)
    expect(streamed.stop_reason).toBe(whole.stop_reason)
    for (const { usage } of [whole, streamed]) {
      expect(usage).toMatchObject({
        input_tokens: 12,
        cache_read_input_tokens: 5,
        cache_creation_input_tokens: 3,
        output_tokens: 9,
      })
    }
  })

  it('assembles tool calls from their fragments', async () => {
    const toolCalls = [{ name: 'get_weather', arguments: { city: 'San José' } }, { name: 'now' }]
    const client = await anthropic({ text: 'Looking.', toolCalls })
    const whole = await client.messages.create({ ...request, tools: [weather] })
    const streamed = await client.messages.stream({ ...request, tools: [weather] }).finalMessage()
    for (const message of [whole, streamed]) {
      expect(message.stop_reason).toBe('tool_use')
      expect(message.content).toMatchObject([
        { type: 'text', text: 'Looking.' },
        { type: 'tool_use', name: 'get_weather', input: { city: 'San José' }, id: expect.stringMatching(/^toolu_01/) },
        { type: 'tool_use', name: 'now', input: {} },
      ])
    }
  })

  it('keeps thinking, its signature and redacted blocks', async () => {
    const thinkingBlocks = [
      { type: 'thinking' as const, thinking: 'Seas are deep.', signature: 'c2lnbmVk' },
      { type: 'redacted_thinking' as const, data: 'aGlkZGVu' },
    ]
    const client = await anthropic({ thinkingBlocks, text: 'Very.', usage: { reasoningTokens: 4 } })
    const whole = await client.messages.create(request)
    const streamed = await client.messages.stream(request).finalMessage()
    for (const message of [whole, streamed]) {
      expect(message.content).toEqual([...thinkingBlocks, { type: 'text', text: 'Very.' }])
      expect(message.usage.output_tokens_details?.thinking_tokens).toBe(4)
    }
  })

  it('turns reasoning into a signed thinking block', async () => {
    const client = await anthropic({ reasoning: ['Seas ', 'are deep.'], text: 'Very.' })
    const thoughts: string[] = []
    const stream = client.messages.stream(request)
    stream.on('thinking', (piece) => thoughts.push(piece))
    const message = await stream.finalMessage()
    expect(thoughts).toEqual(['Seas ', 'are deep.'])
    expect(message.content[0]).toMatchObject({ type: 'thinking', thinking: 'Seas are deep.' })
  })

  it('gets JSON that fits the schema it sent, and a call of the tool it forced', async () => {
    const client = await anthropic()
    const schema = { type: 'object', properties: { depth: { type: 'integer', minimum: 3 } }, required: ['depth'] }
    const format = { type: 'json_schema' as const, schema }
    const message = await client.messages.create({ ...request, output_config: { format } })
    expect(message.content).toEqual([{ type: 'text', text: '{"depth":3}' }])
    const called = await client.messages.create({ ...request, tools: [weather], tool_choice: { type: 'any' } })
    expect(called.content).toMatchObject([{ type: 'tool_use', name: 'get_weather', input: { city: 'text' } }])
  })

  it('reads a refusal', async () => {
    const client = await anthropic({ refusal: 'I will not.' })
    const message = await client.messages.stream(request).finalMessage()
    expect(message.stop_reason).toBe('refusal')
    expect(message.content).toEqual([])
  })

  it.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['content_filter', 'refusal'],
    ['pause_turn', 'pause_turn'],
  ])('is told the finish reason %s as %s', async (finishReason, expected) => {
    const client = await anthropic({ text: 'Deep.', finishReason })
    const message = await client.messages.create(request)
    expect(message.stop_reason).toBe(expected)
  })

  it.each([
    [400, Anthropic.BadRequestError, 'invalid_request_error'],
    [401, Anthropic.AuthenticationError, 'authentication_error'],
    [403, Anthropic.PermissionDeniedError, 'permission_error'],
    [404, Anthropic.NotFoundError, 'not_found_error'],
    [429, Anthropic.RateLimitError, 'rate_limit_error'],
    [500, Anthropic.InternalServerError, 'api_error'],
    [529, Anthropic.InternalServerError, 'overloaded_error'],
  ])('throws its own class for %i', async (status, expected, type) => {
    const client = await anthropic({ status })
    const error = await client.messages.create(request).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(expected)
    expect(error).toMatchObject({ type })
  })

  it('retries an overload, then takes the next step', async () => {
    const client = await anthropic([{ status: 529, headers: { 'retry-after-ms': '1' } }, { text: 'Deep.' }], 1)
    const message = await client.messages.create(request)
    expect(message.content).toEqual([{ type: 'text', text: 'Deep.' }])
  })

  it('throws an error that comes as an event inside a 200', async () => {
    const client = await anthropic({ text: 'one two', faults: { error: { after: 1, status: 529 } } })
    await expect(client.messages.stream(request).finalMessage()).rejects.toMatchObject({ type: 'overloaded_error' })
  })

  it('has got what came before a cut', async () => {
    const client = await anthropic({ text: ['One', ' two', ' three'], faults: { cut: { after: 2 } } })
    const stream = client.messages.stream(request)
    const pieces: string[] = []
    stream.on('text', (piece) => pieces.push(piece))
    await expect(stream.finalMessage()).rejects.toThrow()
    expect(pieces).toEqual(['One', ' two'])
  })

  it('lists models', async () => {
    const client = await anthropic()
    const models = await client.models.list()
    expect(models.data.map((model) => model.id)).toContain('claude-sonnet-5')
  })

  it('is told about missing fields, versions and keys', async () => {
    const client = await anthropic()
    await expect(client.messages.create({ ...request, messages: [] })).rejects.toThrow(Anthropic.BadRequestError)
    const post = (headers: Record<string, string>) =>
      fetch(`${simulator?.url('anthropic')}/v1/messages`, { method: 'POST', headers, body: '{"model":"m"}' })
    expect(await (await post({})).json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } })
    const unversioned = await post({ 'x-api-key': 'any' })
    expect([unversioned.status, await unversioned.text()]).toEqual([400, expect.stringContaining('anthropic-version')])
    const incomplete = await post({ 'x-api-key': 'any', 'anthropic-version': '2023-06-01' })
    expect(await incomplete.json()).toMatchObject({ error: { message: 'max_tokens: Field required' } })
  })
})
