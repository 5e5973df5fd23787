import { describe, expect, it } from 'vitest'
import { gemini } from '../../providers/gemini/index.js'
import type { ProviderRequest } from '../../src/provider.js'
import { callWith, NEWER, sent } from './call.js'

const config = (request: Partial<ProviderRequest> & Record<string, unknown>, model?: string) =>
  sent(request, model ? { model } : {}).body.generationConfig

describe("OpenAI's parameters", () => {
  it('have their names in generationConfig', () => {
    expect(
      config({
        temperature: 0,
        top_p: 0.9,
        top_k: 40,
        max_tokens: 10,
        n: 2,
        seed: 7,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        stop: 'END',
        logprobs: true,
        top_logprobs: 3, // quirks.md 121
      }),
    ).toEqual({
      temperature: 0,
      topP: 0.9,
      topK: 40,
      maxOutputTokens: 10,
      candidateCount: 2,
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      stopSequences: ['END'],
      responseLogprobs: true,
      logprobs: 3,
    })
    expect(config({ max_tokens: 1, max_completion_tokens: 2, n: 1, stop: ['a', 'b'] })).toEqual({
      maxOutputTokens: 2,
      stopSequences: ['a', 'b'],
    })
    expect(config({})).toBeUndefined()
  })

  it('asks for no more alternatives of a token than there are, and reports it (quirks.md 121)', () => {
    const { body, dropped } = sent({ logprobs: true, top_logprobs: 20 })
    expect(body.generationConfig).toEqual({ responseLogprobs: true, logprobs: 5 })
    expect(dropped).toEqual(['top_logprobs'])
    expect(sent({ logprobs: true, top_logprobs: 5 }).dropped).toEqual([])
  })

  it('ask for images and speech', () => {
    // OpenAI's type does not know that models make images.
    const modalities = ['text', 'image'] as unknown as NonNullable<ProviderRequest['modalities']>
    expect(config({ modalities })).toEqual({ responseModalities: ['TEXT', 'IMAGE'] })
    const speech = { modalities: ['text', 'audio'], audio: { voice: 'Kore', format: 'wav' } } as const
    expect(config({ ...speech, modalities: [...speech.modalities] }, 'gemini-2.5-flash-preview-tts')).toEqual({
      responseModalities: ['AUDIO'],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
    })
  })

  it.each([
    ['default', 'standard'],
    ['flex', 'flex'],
    ['priority', 'priority'],
    ['auto', undefined],
  ] as const)('service tier %s is %s, on the Gemini API alone (quirks.md 118)', (service_tier, serviceTier) => {
    expect(sent({ service_tier }).body['serviceTier']).toBe(serviceTier)
    expect(sent({ service_tier }, { api: 'vertex' }).body['serviceTier']).toBeUndefined()
  })
})

describe("the vendor's own keys", () => {
  it('go out as they are, those of generationConfig into it', () => {
    const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }]
    const { body } = sent({
      temperature: 0.5,
      safetySettings,
      cachedContent: 'cachedContents/1',
      imageConfig: { aspectRatio: '1:1' },
      generationConfig: { topP: 0.1 },
      toolConfig: { retrievalConfig: { languageCode: 'de' } },
    })
    expect(body).toMatchObject({
      safetySettings,
      cachedContent: 'cachedContents/1',
      generationConfig: { temperature: 0.5, topP: 0.1, imageConfig: { aspectRatio: '1:1' } },
      toolConfig: { retrievalConfig: { languageCode: 'de' } },
    })
  })

  it('are known in both of their spellings', () => {
    const { body } = sent({
      temperature: 0.5,
      responseFormat: [{ text: { mimeType: 'TEXT_PLAIN' } }],
      audioTranscriptionConfig: {},
      thinking_config: { thinkingBudget: 5 },
      translationConfig: { targetLanguageCode: 'de' },
      modelSelectionConfig: { featureSelectionPreference: 'BALANCED' },
      modelArmorConfig: { promptTemplateName: 'p' },
      generationOutputConfig: {},
    })
    expect(body.generationConfig).toEqual({
      temperature: 0.5,
      responseFormat: [{ text: { mimeType: 'TEXT_PLAIN' } }],
      audioTranscriptionConfig: {},
      thinkingConfig: { thinkingBudget: 5 },
      translationConfig: { targetLanguageCode: 'de' },
      modelConfig: { featureSelectionPreference: 'BALANCED' },
    })
    expect(body).toMatchObject({ modelArmorConfig: { promptTemplateName: 'p' }, outputConfig: {} })
  })

  it('of extraBody find the same places, beside ours', async () => {
    const extraBody = { seed: 7, imageConfig: { imageSize: '2K' }, generationConfig: { topP: 0.1 }, labels: { a: 'b' } }
    const { call, seen } = callWith({ apiKey: 'k' })
    const messages = [{ role: 'user' as const, content: 'Hi' }]
    await gemini.complete({ model: '', messages, temperature: 0.5 }, { ...call, extraBody })
    expect(seen[0]?.body).toMatchObject({
      generationConfig: { temperature: 0.5, seed: 7, imageConfig: { imageSize: '2K' }, topP: 0.1 },
      labels: { a: 'b' },
    })
    expect(Object.keys(seen[0]?.body ?? {}).toSorted()).toEqual(['contents', 'generationConfig', 'labels'])
  })
})

describe('JSON answers (quirks.md 115)', () => {
  const schema = { type: 'object', properties: { a: { type: ['string', 'null'] } }, additionalProperties: false }
  const format = { type: 'json_schema', json_schema: { name: 'x', schema } } as const

  it('have the schema as it is where the model takes JSON Schema, else its subset', () => {
    expect(config({ response_format: format })).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    })
    expect(config({ response_format: format }, 'gemini-2.0-flash')).toEqual({
      responseMimeType: 'application/json',
      responseSchema: { type: 'object', properties: { a: { type: 'string', nullable: true } } },
    })
  })

  it('without a schema have the type alone', () => {
    expect(config({ response_format: { type: 'json_object' } })).toEqual({ responseMimeType: 'application/json' })
    expect(config({ response_format: { type: 'text' } })).toBeUndefined()
  })

  it('beside functions are refused before Gemini 3', () => {
    const tools = [{ type: 'function' as const, function: { name: 'f' } }]
    const request = { model: '', messages: [], tools, response_format: format }
    expect(gemini.unsupported?.(request, 'gemini-2.5-flash')).toEqual(['response_format'])
    expect(gemini.unsupported?.(request, NEWER)).toEqual([])
  })
})
