import { describe, expect, test } from 'vitest'
import { createRelay, type ModelPrices } from '../../src/index.js'
import { answering, ask, askStream, events, openaiAnswer } from './ask.js'

/** Rates that tell by the cost what was charged. */
const PRICES: ModelPrices = {
  input: 1,
  output: 10,
  cacheRead: 0.1,
  cacheWrite: 1.25,
  cacheWrite1h: 2,
  inputAudio: 3,
  cacheReadAudio: 0.3,
  inputImage: 5,
  inputVideo: 7,
  outputImage: 30,
  webSearch: 0.01,
  tools: { file_search: 0.0025, code_interpreter: 0.03 },
  uplifts: { 'geo:us': 1.1, 'speed:fast': 6 },
  service: { flex: { input: 0.5 }, priority: { input: 2 }, batch: { input: 0.25 } },
}
const prices = PRICES
const million = (usd: number) => usd / 1_000_000

const claude = (usage: object) => ({
  id: 'msg_1',
  type: 'message',
  model: 'claude-sonnet-4-5-20250929',
  role: 'assistant',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  usage,
})

describe('Anthropic', () => {
  test('tokens kept in the cache for an hour, searches, a tier and a region are charged as such', async () => {
    const usage = {
      input_tokens: 100,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 500,
      cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 200 },
      output_tokens: 10,
      server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 },
      service_tier: 'standard',
      inference_geo: 'us',
    }
    const { meta } = await ask('anthropic/claude-sonnet-4-5', claude(usage), { prices })
    expect(meta.cost?.input).toBeCloseTo(million(100 * 1.1), 12)
    expect(meta.cost?.cacheRead).toBeCloseTo(million(1_000 * 0.11), 12)
    expect(meta.cost?.cacheWrite).toBeCloseTo(million((300 * 1.25 + 200 * 2) * 1.1), 12)
    expect(meta.cost?.output).toBeCloseTo(million(10 * 11), 12)
    expect(meta.cost?.other).toBe(0.02)
  })

  test.each([
    ['batch', 0.25],
    ['priority', 2],
    ['standard', 1],
  ])('the tier %s', async (service_tier, rate) => {
    const answer = claude({ input_tokens: 1_000, output_tokens: 0, service_tier })
    const { meta } = await ask('anthropic/claude-sonnet-4-5', answer, { prices })
    expect(meta.cost?.total).toBe(million(1_000 * rate))
  })

  test('a stream is charged by its last counts', async () => {
    const wire = events(
      {
        type: 'message_start',
        message: claude({
          input_tokens: 100,
          output_tokens: 2,
          cache_creation_input_tokens: 50,
          cache_creation: { ephemeral_1h_input_tokens: 50 },
        }),
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn' },
        usage: { output_tokens: 30, server_tool_use: { web_search_requests: 1 } },
      },
      { type: 'message_stop' },
    )
    const reply = await (await askStream('anthropic/claude-sonnet-4-5', wire, { prices })).final()
    expect(reply.meta.cost).toMatchObject({
      input: million(100),
      cacheWrite: million(50 * 2),
      output: million(300),
      other: 0.01,
    })
    expect(reply.meta.cost?.estimated).toBeUndefined()
  })
})

describe('OpenAI', () => {
  test('the tier of the answer counts, not the one that was asked for', async () => {
    const usage = { prompt_tokens: 1_000, completion_tokens: 0, total_tokens: 1_000 }
    const { meta } = await ask('openai/gpt-4o', openaiAnswer(usage, { service_tier: 'flex' }), { prices })
    expect(meta.cost?.total).toBe(million(500))
  })

  test('a stream says its tier at the end', async () => {
    const chunk = { id: 'chatcmpl-1', created: 1, model: 'gpt-4o', object: 'chat.completion.chunk' }
    const wire = events(
      { ...chunk, service_tier: 'auto', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] },
      { ...chunk, service_tier: 'priority', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      { ...chunk, choices: [], usage: { prompt_tokens: 1_000, completion_tokens: 0, total_tokens: 1_000 } },
      '[DONE]',
    )
    const reply = await (await askStream('openai/gpt-4o', wire, { prices })).final()
    expect(reply.meta.cost?.total).toBe(million(2_000))
  })

  test('a model that searches for every answer', async () => {
    const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }
    const { meta } = await ask('openai/gpt-4o-search-preview', openaiAnswer(usage), { prices })
    expect(meta.cost?.other).toBe(0.01)
  })

  test('the tools of a response: searches and not the pages opened, a container once', async () => {
    const output = [
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'a' } },
      {
        type: 'web_search_call',
        id: 'ws_2',
        status: 'completed',
        action: { type: 'open_page', url: 'https://a.example' },
      },
      { type: 'file_search_call', id: 'fs_1', status: 'completed', queries: ['b'] },
      { type: 'file_search_call', id: 'fs_2', status: 'completed', queries: ['c'] },
      { type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1', code: '1' },
      { type: 'code_interpreter_call', id: 'ci_2', container_id: 'cntr_1', code: '2' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi', annotations: [] }] },
    ]
    const usage = { input_tokens: 100, output_tokens: 1, input_tokens_details: { cached_tokens: 40 } }
    const body = { id: 'resp_1', model: 'gpt-5', status: 'completed', service_tier: 'default', output, usage }
    const { meta } = await ask('openai/responses/gpt-5', body, { prices })
    expect(meta.cost).toMatchObject({ input: million(60), cacheRead: million(4), output: million(10) })
    expect(meta.cost?.other).toBeCloseTo(0.01 + 2 * 0.0025 + 0.03, 12)
  })
})

describe('Google', () => {
  const answer = (usageMetadata: object, more: object = {}) => ({
    responseId: 'r1',
    modelVersion: 'gemini-2.5-flash',
    candidates: [{ index: 0, content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP', ...more }],
    usageMetadata,
  })

  test('pictures, video and sound of the prompt, what of them was cached, and a generated picture', async () => {
    const usage = {
      promptTokenCount: 1_000,
      cachedContentTokenCount: 300,
      candidatesTokenCount: 1_300,
      totalTokenCount: 2_300,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 200 },
        { modality: 'IMAGE', tokenCount: 300 },
        { modality: 'VIDEO', tokenCount: 400 },
        { modality: 'AUDIO', tokenCount: 100 },
      ],
      cacheTokensDetails: [
        { modality: 'IMAGE', tokenCount: 250 },
        { modality: 'AUDIO', tokenCount: 50 },
      ],
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1_290 }],
    }
    const { meta } = await ask('gemini/gemini-2.5-flash', answer(usage), { prices })
    expect(meta.cost?.input).toBeCloseTo(million(200 * 1 + 50 * 5 + 400 * 7 + 50 * 3), 12)
    expect(meta.cost?.cacheRead).toBeCloseTo(million(250 * 0.1 + 50 * 0.3), 12)
    expect(meta.cost?.output).toBeCloseTo(million(10 * 10 + 1_290 * 30), 12)
  })

  const grounding = { groundingMetadata: { webSearchQueries: ['a', 'b', 'b'] } }
  test.each([
    ['gemini-2.5-flash', 0.01],
    ['gemini-3-flash-preview', 0.02],
    ['gemini-3.5-flash', 0.02],
  ])('searches of %s', async (model, searches) => {
    const body = answer({ promptTokenCount: 1, totalTokenCount: 1 }, grounding)
    const { meta } = await ask(`gemini/${model}`, body, { prices })
    expect(meta.cost?.other).toBe(searches)
  })

  test.each([
    ['ON_DEMAND', million(1_000)],
    ['ON_DEMAND_PRIORITY', million(2_000)],
    ['PROVISIONED_THROUGHPUT', undefined],
  ])('traffic of Vertex AI: %s', async (trafficType, total) => {
    const body = answer({ promptTokenCount: 1_000, totalTokenCount: 1_000, trafficType })
    const { meta } = await ask('vertex/gemini-2.5-flash', body, { prices })
    expect(meta.cost?.total).toBe(total)
  })
})

describe('a region costs more', () => {
  test.each([
    ['https://api.openai.com/v1', 'gpt-5.4', 2.5],
    ['https://eu.api.openai.com/v1', 'gpt-5.4', 2.75],
    ['https://eu.api.openai.com.evil.example/v1', 'gpt-5.4', 2.5],
    ['https://eu.api.openai.com/v1', 'gpt-4o', 2.5],
  ])('OpenAI at %s with %s', async (baseURL, model, rate) => {
    const small = { prompt_tokens: 100_000, completion_tokens: 0, total_tokens: 100_000 }
    const { meta } = await ask(`openai/${model}`, openaiAnswer(small, { model }), { baseURL })
    expect(meta.cost?.total).toBeCloseTo(rate / 10, 12)
  })

  test.each([
    ['global', 'claude-sonnet-4-5@20250929', 3],
    ['us-east5', 'claude-sonnet-4-5@20250929', 3.3],
    ['us-east5', 'claude-sonnet-4@20250514', 3],
  ])('Vertex AI at %s with %s', async (location, model, rate) => {
    const vertex = { project: 'project', location, accessToken: 'token' }
    const body = { ...claude({ input_tokens: 100_000, output_tokens: 0 }), model: undefined }
    const { meta } = await ask(`vertex/${model}`, body, { vertex })
    expect(meta.cost?.total).toBeCloseTo(rate / 10, 12)
  })
})

test('Bedrock: what is kept for an hour, and the tier', async () => {
  const body = {
    output: { message: { role: 'assistant', content: [{ text: 'Hi' }] } },
    stopReason: 'end_turn',
    metrics: { latencyMs: 1 },
    serviceTier: { type: 'flex' },
    usage: {
      inputTokens: 100,
      outputTokens: 0,
      totalTokens: 600,
      cacheWriteInputTokens: 500,
      cacheDetails: [
        { ttl: '5m', inputTokens: 100 },
        { ttl: '1h', inputTokens: 400 },
      ],
    },
  }
  const { meta } = await ask('bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0', body, { prices })
  expect(meta.cost).toMatchObject({ input: million(50), cacheWrite: million(100 * 1.25 + 400 * 2) })
})

test('Cohere: the tokens that are billed, and not those that the model read', async () => {
  const body = {
    id: '1',
    finish_reason: 'COMPLETE',
    message: { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
    usage: { billed_units: { input_tokens: 5, output_tokens: 2 }, tokens: { input_tokens: 500, output_tokens: 20 } },
  }
  const { meta, usage } = await ask('cohere/command-a-03-2025', body, { prices })
  expect(usage?.prompt_tokens).toBe(500)
  expect(meta.cost).toMatchObject({ input: million(5), output: million(20) })
})

describe('a cost that the vendor states', () => {
  const counts = { prompt_tokens: 14, completion_tokens: 164, total_tokens: 178 }
  test.each([
    ['openrouter/openai/gpt-4o', { ...counts, cost: 0.00112, is_byok: false }, {}, 0.00112],
    // Recording openrouter-chat-8804449cef: the user's own key.
    [
      'openrouter/anthropic/claude-opus-5',
      { ...counts, cost: 0.0001, is_byok: true, cost_details: { upstream_inference_cost: 0.00417 } },
      {},
      0.00427,
    ],
    ['vercel/openai/gpt-5', { ...counts, cost: 0.0001434, market_cost: 0.0001434 }, {}, 0.0001434],
    ['perplexity/sonar', { ...counts, cost: { request_cost: 0.005, total_cost: 0.00503 } }, {}, 0.00503],
    ['xai/grok-3-mini', { ...counts, cost_in_usd_ticks: 1_777_000 }, {}, 0.0001777],
    ['venice/qwen3-5-9b', counts, { cost: { usd: 0.0005734000000000001, diem: 0 } }, 0.0005734],
  ])('%s', async (model, usage, more, total) => {
    const { meta } = await ask(model, openaiAnswer(usage, more))
    expect(meta.cost).toMatchObject({ total, other: total, input: 0, source: 'provider' })
  })

  test('is believed of vendors alone that are known to state it', async () => {
    const usage = { ...counts, cost: 99, cost_in_usd_ticks: 0 }
    const { meta } = await ask('azure/grok-4-1-fast', openaiAnswer(usage), { prices: { input: 1, output: 1 } })
    expect(meta.cost).toMatchObject({ total: million(178), source: 'custom' })
  })

  test('a stream of Venice states it beside the usage', async () => {
    const wire = events(
      { id: '1', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] },
      { id: '1', choices: [], usage: counts, cost: { usd: 0.002, diem: 0 } },
      '[DONE]',
    )
    const reply = await (await askStream('venice/qwen3-5-9b', wire)).final()
    expect(reply.meta.cost).toMatchObject({ total: 0.002, source: 'provider' })
  })

  test('what is paid in Venice’s own credits is not stated in USD', async () => {
    const { meta } = await ask('venice/unknown-model', openaiAnswer(counts, { cost: { usd: 0, diem: 0.1 } }))
    expect(meta.cost).toBeUndefined()
  })

  test('of embeddings', async () => {
    const relay = createRelay()
    const body = {
      data: [{ object: 'embedding', index: 0, embedding: [1] }],
      model: 'openai/text-embedding-3-small',
      usage: { prompt_tokens: 3, total_tokens: 3, cost: 0.00000006 },
    }
    const { meta } = await relay.embedding(
      { model: 'openrouter/openai/text-embedding-3-small', input: 'one' },
      { apiKey: 'key', fetch: answering(body) },
    )
    expect(meta.cost).toMatchObject({ total: 0.00000006, source: 'provider' })
  })
})

test('Azure: the price is that of the base model, whatever the deployment is called', async () => {
  const usage = { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 }
  const body = openaiAnswer(usage, { model: 'my-deployment' })
  const unknown = await ask('azure/my-deployment', body)
  expect(unknown.meta.cost).toBeUndefined()
  const known = await ask('azure/my-deployment', body, { azure: { baseModel: 'gpt-4o' } })
  expect(known.meta.cost?.total).toBe(2.5)
})
