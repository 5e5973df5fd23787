import OpenAI, { BadRequestError, RateLimitError } from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined

afterEach(async () => {
  await simulator?.close()
})

async function openai(script?: Script): Promise<OpenAI> {
  simulator = await startSimulator({ ...(script ? { script } : {}) })
  return new OpenAI({ baseURL: simulator.url('openai'), apiKey: 'sk-any', maxRetries: 0 })
}

const request = { model: 'gpt-4o-mini', input: 'How deep is the sea?' }
const weather = {
  type: 'function' as const,
  name: 'get_weather',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
}

describe('the openai SDK, by responses.create', () => {
  it('gets an answer that mentions the last user message when there is no script', async () => {
    const client = await openai()
    for (const input of ['How deep is the sea?', [{ role: 'user' as const, content: 'How deep is the sea?' }]]) {
      const reply = await client.responses.create({ ...request, input })
      expect(reply.output_text).toContain('How deep is the sea?')
      expect(reply.status).toBe('completed')
      expect(reply.id).toMatch(/^resp_[0-9a-f]{48}$/)
      expect(reply.usage?.total_tokens).toBe((reply.usage?.input_tokens ?? 0) + (reply.usage?.output_tokens ?? 0))
    }
    expect(simulator?.requests.map(({ dialect }) => dialect)).toEqual(['openai-responses', 'openai-responses'])
  })

  it('reads a stream event by event, numbered, the last one with the whole answer', async () => {
    const client = await openai({ text: 'The sea is deep.', usage: { inputTokens: 12, outputTokens: 5 } })
    const events: OpenAI.Responses.ResponseStreamEvent[] = []
    for await (const event of await client.responses.create({ ...request, stream: true })) events.push(event)
    const texts = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []))
    expect(texts).toEqual(['The', ' sea', ' is', ' deep.'])
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, at) => at))
    const last = events.at(-1)
    expect(last?.type).toBe('response.completed')
    if (last?.type === 'response.completed') expect(last.response.usage?.total_tokens).toBe(17)
  })

  it('assembles reasoning, text and parallel calls, the same whole and streamed', async () => {
    const toolCalls = [
      { name: 'get_weather', arguments: { city: 'Paris' } },
      { name: 'get_weather', arguments: { city: 'San José' }, id: 'call_mine' },
    ]
    const client = await openai({ reasoning: 'Where?', signature: 'gAAAAA', text: 'Looking.', toolCalls })
    const asked = { ...request, tools: [weather], include: ['reasoning.encrypted_content' as const] }
    const whole = await client.responses.create(asked)
    const streamed = await client.responses.stream(asked).finalResponse()
    for (const { output } of [whole, streamed]) {
      expect(output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call', 'function_call'])
      expect(output[0]).toMatchObject({
        encrypted_content: 'gAAAAA',
        summary: [{ type: 'summary_text', text: 'Where?' }],
      })
      expect(output[2]).toMatchObject({ name: 'get_weather', arguments: '{"city":"Paris"}' })
      expect(output[3]).toMatchObject({ call_id: 'call_mine', arguments: '{"city":"San José"}' })
    }
  })

  it('gets encrypted reasoning only where it asked for it', async () => {
    const client = await openai({ reasoning: 'Hm.', signature: 'gAAAAA', text: 'Yes.' })
    const { output } = await client.responses.create(request)
    expect(output[0]).not.toHaveProperty('encrypted_content')
  })

  it('gets an answer that fits its schema, and the call that it forces', async () => {
    const client = await openai()
    const format = zodTextFormat(z.object({ metres: z.number() }), 'depth')
    const parsed = await client.responses.parse({ ...request, text: { format } })
    expect(parsed.output_parsed?.metres).toBeTypeOf('number')
    const tool_choice = { type: 'function' as const, name: 'get_weather' }
    const { output } = await client.responses.create({ ...request, tools: [weather], tool_choice })
    expect(output).toMatchObject([{ type: 'function_call', name: 'get_weather' }])
  })

  it('sees a refusal, and an answer that was cut off', async () => {
    const client = await openai([{ refusal: 'I will not.' }, { text: 'The sea', finishReason: 'length' }])
    const refused = await client.responses.create(request)
    expect(refused.output).toMatchObject([{ content: [{ type: 'refusal', refusal: 'I will not.' }] }])
    const cut = await client.responses.create(request)
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
  })

  it('throws its own errors: for a status, for what the API refuses, and inside a stream', async () => {
    const client = await openai([
      { status: 429 },
      { text: 'One two', faults: { error: { after: 1, message: 'Gone.' } } },
    ])
    await expect(client.responses.create(request)).rejects.toThrow(RateLimitError)
    const { input: _, ...without } = request
    await expect(client.responses.create(without)).rejects.toThrow(BadRequestError)
    const reading = async () => {
      for await (const event of await client.responses.create({ ...request, stream: true }))
        if (event.type === 'error') throw new Error(event.message)
    }
    await expect(reading()).rejects.toThrow('Gone.')
  })
})
