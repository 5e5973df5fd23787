import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/gemini/response.js'
import { APIResponseError, ModelRelayError } from '../../src/provider.js'
import { accumulated, answer, callOf } from './call.js'

const message = (parts: unknown, candidate = {}) => toCompletion(answer(parts, candidate), callOf()).choices[0]?.message

function failure(run: () => unknown): ModelRelayError {
  try {
    run()
  } catch (error) {
    if (error instanceof ModelRelayError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

describe('an answer that reached the limit of one request', () => {
  it('is cut, and has the token to go on with', () => {
    const cut = answer([{ text: 'One' }], { finishReason: 'CONTINUATION', continuationToken: 'dG9r' })
    const [choice] = toCompletion(cut, callOf()).choices
    expect(choice).toMatchObject({
      finish_reason: 'length',
      message: { content: 'One', provider_specific_fields: { gemini: { continuationToken: 'dG9r' } } },
    })
  })
})

describe('why an answer ended (quirks.md 108)', () => {
  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['BLOCKLIST', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['SPII', 'content_filter'],
    ['IMAGE_SAFETY', 'content_filter'],
    ['MODEL_ARMOR', 'content_filter'],
    [1, 'stop'], // $alt=json;enum-encoding=int
    [3, 'content_filter'],
  ])('%s is %s', (finishReason, expected) => {
    const call = callOf()
    const reply = toCompletion(answer([{ text: 'Hi' }], { finishReason }), call)
    expect(reply.choices[0]?.finish_reason).toBe(expected)
    expect(call.report.finishReason).toMatch(/^[A-Z_]+$/)
  })

  it('STOP beside calls is tool_calls', () => {
    const reply = toCompletion(answer([{ functionCall: { name: 'f' } }]), callOf())
    expect(reply.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ type: 'function', function: { name: 'f', arguments: '{}' } }] },
    })
  })

  it.each([
    ['MALFORMED_FUNCTION_CALL', 'malformed_function_call'],
    ['UNEXPECTED_TOOL_CALL', 'unexpected_tool_call'],
    ['TOO_MANY_TOOL_CALLS', 'too_many_tool_calls'],
    ['LANGUAGE', 'language'],
    ['MISSING_THOUGHT_SIGNATURE', 'missing_thought_signature'],
    ['OTHER', 'other'],
    ['A_NEW_WORD', 'unknown_stop_reason'],
  ])('%s is an error, and not tried again: the tokens are paid for', (finishReason, code) => {
    const body = answer(undefined, { finishReason, finishMessage: 'So it went.' })
    for (const run of [() => toCompletion(body, callOf()), () => accumulated([body])]) {
      const error = failure(run)
      expect(error).toBeInstanceOf(APIResponseError)
      expect(error).toMatchObject({ retryable: false, code, message: expect.stringContaining('So it went.') })
    }
  })

  it('a blocked prompt, which has no candidate, is content_filter', () => {
    const body = {
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 },
    }
    for (const reply of [toCompletion(body, callOf()), accumulated([body])]) {
      expect(reply?.choices).toMatchObject([{ finish_reason: 'content_filter', message: { content: '' } }])
      expect(reply?.usage).toMatchObject({ prompt_tokens: 4, completion_tokens: 0 })
    }
  })

  it('an answer without candidates says that it cannot be understood', () => {
    expect(failure(() => toCompletion({}, callOf())).name).toBe('APIResponseError')
    expect(failure(() => toCompletion('text', callOf())).name).toBe('APIResponseError')
    expect(failure(() => accumulated([answer([{ text: 'Hal' }], { finishReason: undefined })])).code).toBe(
      'stream_truncated',
    )
  })
})

describe('parts', () => {
  it('thoughts are reasoning, and an answer of thoughts alone is empty (quirks.md 103, 120)', () => {
    expect(message([{ text: 'Hm.', thought: true }, { text: 'Hi' }])).toMatchObject({
      reasoning_content: 'Hm.',
      content: 'Hi',
    })
    expect(message([{ text: 'Hm.', thought: true }])).toMatchObject({ reasoning_content: 'Hm.', content: null })
  })

  it('a candidate without content or parts, and a chunk of counts alone, add nothing (quirks.md 109)', () => {
    expect(message(undefined)?.content).toBe('')
    const reply = accumulated([
      { usageMetadata: { trafficType: 'ON_DEMAND' } },
      { candidates: [{}] },
      answer([{ text: 'Hi' }]),
      { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3, totalTokenCount: 8 } },
    ])
    expect(reply?.choices[0]?.message.content).toBe('Hi')
    expect(reply?.usage?.total_tokens).toBe(8)
  })

  it('calls of one name, or with one id, have ids of their own (quirks.md 105)', () => {
    const calls = message([
      { functionCall: { name: 'f' } },
      { functionCall: { name: 'f' } },
      { functionCall: { name: 'f', id: 'x' } },
      { functionCall: { name: 'f', id: 'x' } },
    ])?.tool_calls
    expect(new Set(calls?.map(({ id }) => id)).size).toBe(4)
    expect(calls?.[2]?.id).toBe('x')
  })

  it('arguments that come in pieces are put together (quirks.md 109)', () => {
    const part = (functionCall: object, finishReason?: string) => answer([{ functionCall }], { finishReason })
    const reply = accumulated([
      part({ name: 'book', willContinue: true }),
      part({ partialArgs: [{ jsonPath: '$.city', stringValue: 'Ro', willContinue: true }], willContinue: true }),
      part({ partialArgs: [{ jsonPath: '$.city', stringValue: 'me' }], willContinue: true }),
      part({
        partialArgs: [
          { jsonPath: '$.guests[0].age', numberValue: 4 },
          { jsonPath: "$.guests[0]['first name']", stringValue: 'Ada' },
          { jsonPath: '$.late', boolValue: true },
          { jsonPath: '$.note', nullValue: 'NULL_VALUE' },
          { jsonPath: '$.__proto__.polluted', boolValue: true },
        ],
        willContinue: true,
      }),
      part({}),
      part({ name: 'now' }, 'STOP'),
    ])
    expect(reply?.choices[0]?.message.tool_calls).toMatchObject([
      {
        function: {
          name: 'book',
          arguments: '{"city":"Rome","guests":[{"age":4,"first name":"Ada"}],"late":true,"note":null}',
        },
      },
      { function: { name: 'now', arguments: '{}' } },
    ])
    expect({}).not.toHaveProperty('polluted')
  })

  it('pieces of arguments for places that an array does not have are left out', () => {
    const partialArgs = [
      { jsonPath: '$.list[0]', numberValue: 1 },
      { jsonPath: '$.list.length', numberValue: 50_000_000 },
      { jsonPath: '$.list[90000]', numberValue: 3 },
      { jsonPath: '$.list.name.first', stringValue: 'Ada' },
      { jsonPath: '$.list[1]', numberValue: 2 },
    ]
    const reply = accumulated([
      answer([{ functionCall: { name: 'book', willContinue: true } }], { finishReason: undefined }),
      answer([{ functionCall: { partialArgs, willContinue: true } }], { finishReason: undefined }),
      answer([{ functionCall: {} }]),
    ])
    expect(reply?.choices[0]?.message.tool_calls).toMatchObject([{ function: { arguments: '{"list":[1,2]}' } }])
  })

  it('images come as data URLs', () => {
    expect(message([{ text: 'Look' }, { inlineData: { mimeType: 'image/png', data: 'aGk=' } }])).toMatchObject({
      content: 'Look',
      images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } }],
    })
  })

  it('audio is joined over chunks, and is a WAV file where one was asked for', () => {
    const piece = (text: string) => [
      { inlineData: { mimeType: 'audio/L16;rate=24000', data: Buffer.from(text).toString('base64') } },
    ]
    const chunks = [answer(piece('abcd'), { finishReason: undefined }), answer(piece('efgh'))]
    const samples = Buffer.from('abcdefgh')
    expect(accumulated(chunks)?.choices[0]?.message.audio?.data).toBe(samples.toString('base64'))
    const reply = toCompletion(chunks, callOf(), {
      model: '',
      messages: [],
      modalities: ['audio'],
      audio: { voice: 'Kore', format: 'wav' },
    })
    const wave = Buffer.from(reply.choices[0]?.message.audio?.data ?? '', 'base64')
    expect(wave.subarray(0, 4).toString()).toBe('RIFF')
    expect(wave.subarray(44)).toEqual(samples)
  })

  it('several candidates are several choices', () => {
    const candidate = (index: number, text: string) => ({ index, content: { parts: [{ text }] }, finishReason: 'STOP' })
    const body = { candidates: [candidate(0, 'A'), candidate(1, 'B')] }
    expect(toCompletion(body, callOf()).choices.map((choice) => choice.message.content)).toEqual(['A', 'B'])
  })
})

describe('usage (quirks.md 110)', () => {
  it('the prompt holds what was cached and what tools read, the answer its thoughts', () => {
    const usageMetadata = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      toolUsePromptTokenCount: 7,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 157,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 80 },
        { modality: 'AUDIO', tokenCount: 20 },
      ],
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 5 }],
      serviceTier: 'flex',
    }
    const reply = toCompletion({ ...answer([{ text: 'Hi' }]), usageMetadata }, callOf())
    expect(reply.usage).toEqual({
      prompt_tokens: 107,
      completion_tokens: 50,
      total_tokens: 157,
      prompt_tokens_details: { cached_tokens: 60, audio_tokens: 20 },
      completion_tokens_details: { reasoning_tokens: 30, audio_tokens: 5 },
    })
    expect(reply.service_tier).toBe('flex')
  })

  it('is the last that a stream says, never the sum', () => {
    expect(accumulated([answer([{ text: 'a' }]), answer([{ text: 'b' }])])?.usage?.total_tokens).toBe(7)
  })
})

describe('sources', () => {
  const text = 'At 14°C it is cool. Bring a coat.'
  const groundingMetadata = {
    groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }, { web: { uri: 'https://b.example' } }],
    groundingSupports: [
      // Bytes of UTF-8: the degree sign has two.
      { segment: { startIndex: 21, endIndex: 34, text: 'Bring a coat.' }, groundingChunkIndices: [0] },
    ],
  }

  it('are annotations at the characters that they stand behind', () => {
    const annotations = [
      { type: 'url_citation', url_citation: { start_index: 20, end_index: 33, title: 'A', url: 'https://a.example' } },
      {
        type: 'url_citation',
        url_citation: { start_index: 0, end_index: 33, title: 'https://b.example', url: 'https://b.example' },
      },
    ]
    const streamed = accumulated([
      answer([{ text: text.slice(0, 9) }], { finishReason: undefined }),
      answer([{ text: text.slice(9) }], { groundingMetadata }),
    ])?.choices[0]?.message
    for (const reply of [message([{ text }], { groundingMetadata }), streamed]) {
      expect(reply).toMatchObject({ content: text, annotations })
      expect(reply?.provider_specific_fields).toEqual({ gemini: { groundingMetadata } })
    }
    expect(text.slice(20, 33)).toBe('Bring a coat.')
  })

  it('of recited text are annotations too', () => {
    for (const key of ['citationSources', 'citations']) {
      const citationMetadata = { [key]: [{ startIndex: 0, endIndex: 5, uri: 'https://c.example' }, { startIndex: 1 }] }
      expect(message([{ text }], { citationMetadata })?.annotations).toEqual([
        {
          type: 'url_citation',
          url_citation: { start_index: 0, end_index: 5, title: 'https://c.example', url: 'https://c.example' },
        },
      ])
    }
  })
})

it('log probabilities have the form of OpenAI (quirks.md 121)', () => {
  const logprobsResult = {
    chosenCandidates: [{ token: 'é', logProbability: -0.5 }],
    topCandidates: [{ candidates: [{ token: 'é', logProbability: -0.5 }, { token: 'e' }] }],
  }
  const expected = {
    content: [
      {
        token: 'é',
        logprob: -0.5,
        bytes: [195, 169],
        top_logprobs: [
          { token: 'é', logprob: -0.5, bytes: [195, 169] },
          { token: 'e', logprob: -9999, bytes: [101] },
        ],
      },
    ],
    refusal: null,
  }
  const body = answer([{ text: 'é' }], { logprobsResult })
  expect(toCompletion(body, callOf()).choices[0]?.logprobs).toEqual(expected)
  expect(accumulated([body])?.choices[0]?.logprobs).toEqual(expected)
})

describe('failures inside a 200 (quirks.md 117)', () => {
  const error = { code: 503, status: 'UNAVAILABLE', message: 'The model is overloaded.' }

  it.each([{ error }, [{ error }]])('%j is the error it states', (body) => {
    expect(failure(() => toCompletion(body, callOf()))).toMatchObject({
      name: 'ServiceUnavailableError',
      retryable: true,
    })
  })

  it('in the middle of a stream come after the usage so far', () => {
    expect(failure(() => accumulated([answer([{ text: 'Hi' }], { finishReason: undefined }), { error }])).status).toBe(
      503,
    )
  })
})
