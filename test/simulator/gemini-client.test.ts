import { ApiError, FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai'
import { afterEach, describe, expect, it } from 'vitest'
import { type Script, type Simulator, startSimulator } from '../../src/simulator.js'

let simulator: Simulator | undefined

afterEach(async () => {
  await simulator?.close()
})

async function client(script?: Script): Promise<GoogleGenAI> {
  simulator = await startSimulator({ ...(script ? { script } : {}) })
  return new GoogleGenAI({ apiKey: 'any', httpOptions: { baseUrl: simulator.url('gemini') } })
}

const ask = { model: 'gemini-2.5-flash', contents: 'How deep is the sea?' }
const weather = {
  name: 'get_weather',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
}

describe('the Google Gen AI SDK', () => {
  it('gets an answer that mentions the last user message when there is no script', async () => {
    const { models } = await client()
    const reply = await models.generateContent(ask)
    expect(reply.text).toContain('How deep is the sea?')
    expect(reply.candidates?.[0]?.finishReason).toBe('STOP')
    expect(simulator?.requests[0]).toMatchObject({ model: 'gemini-2.5-flash', provider: 'gemini', stream: false })
  })

  it('assembles a streamed answer that equals the whole one', async () => {
    const { models } = await client({
      reasoning: 'Let me see.',
      text: 'The sea is deep.',
      usage: { inputTokens: 20, cachedTokens: 5, outputTokens: 9, reasoningTokens: 4 },
    })
    const whole = await models.generateContent(ask)
    const pieces: Array<string | undefined> = []
    let usage: unknown
    for await (const chunk of await models.generateContentStream(ask)) {
      pieces.push(chunk.text)
      usage = chunk.usageMetadata
    }
    expect(pieces.filter(Boolean)).toEqual(['The', ' sea', ' is', ' deep.'])
    expect(pieces.join('')).toBe(whole.text)
    expect(usage).toEqual(whole.usageMetadata)
    expect(usage).toMatchObject({
      promptTokenCount: 20,
      cachedContentTokenCount: 5,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 4,
    })
  })

  it('gets the calls that it asks for, the first one signed and with ids from Gemini 3 on', async () => {
    const { models } = await client()
    const config = {
      tools: [{ functionDeclarations: [weather] }],
      toolConfig: {
        functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['get_weather'] },
      },
    }
    const older = await models.generateContent({ ...ask, config })
    expect(older.functionCalls).toEqual([{ name: 'get_weather', args: { city: 'text' } }])
    const newer = await models.generateContent({ ...ask, model: 'gemini-3-flash', config })
    expect(newer.functionCalls?.[0]?.id).toMatch(/^\w{8}$/)
    expect(newer.candidates?.[0]?.content?.parts?.[0]?.thoughtSignature).toMatch(/^Ep/)
  })

  it('gets JSON that fits its schema', async () => {
    const { models } = await client()
    const responseSchema = { type: Type.OBJECT, properties: { depth: { type: Type.NUMBER } }, required: ['depth'] }
    const reply = await models.generateContent({
      ...ask,
      config: { responseMimeType: 'application/json', responseSchema },
    })
    expect(JSON.parse(reply.text ?? '')).toEqual({ depth: 0 })
  })

  it('is told of a blocked prompt', async () => {
    const { models } = await client({ refusal: 'No.' })
    const reply = await models.generateContent(ask)
    expect(reply.candidates).toBeUndefined()
    expect(reply.promptFeedback).toEqual({ blockReason: 'SAFETY', blockReasonMessage: 'No.' })
  })

  it.each([400, 401, 403, 404, 429, 500, 503])('reads an error %i', async (status) => {
    const { models } = await client({ status, message: 'It failed.' })
    const failure: unknown = await models.generateContent(ask).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiError)
    expect(failure).toMatchObject({ status, message: expect.stringContaining('It failed.') })
  })

  it('is refused what the API refuses', async () => {
    const { models } = await client()
    const call = { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] }
    const result = { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }
    const failed = (contents: object[], model = ask.model) =>
      models.generateContent({ model, contents }).then(
        () => 'accepted',
        (error: ApiError) => error.message,
      )
    expect(await failed([])).toMatch(/contents/)
    expect(await failed([call])).toMatch(/number of function response parts/)
    expect(await failed([call, result])).toBe('accepted')
    expect(await failed([call, result], 'gemini-3-flash')).toMatch(/missing a thought_signature/)
  })
})
