import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { completionCost, costPerToken, createRelay } from '../../src/index.js'
import { isRecord } from '../../src/provider.js'
import { MESSAGES } from './ask.js'

const USAGE = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 }
const SONNET = 'anthropic/claude-sonnet-4-5'

describe('completionCost', () => {
  test('of a reply of ours is the cost of its call', async () => {
    const relay = createRelay()
    const reply = await relay.completion(
      { model: 'openai/gpt-4o', messages: MESSAGES },
      { mock: 'Hi', prices: { input: 1_000, output: 1_000 } },
    )
    expect(relay.completionCost(reply)).toBe(reply.meta.cost)
    expect(completionCost(reply)).toBe(reply.meta.cost)
  })

  test('of a reply of ours under other prices is computed anew', async () => {
    const reply = await createRelay().completion({ model: 'openai/gpt-4o', messages: MESSAGES }, { mock: 'Hi' })
    const { total_tokens: tokens = 0 } = reply.usage ?? {}
    const cost = completionCost({ ...reply, prices: { input: 1, output: 1 } })
    expect(cost).toMatchObject({ total: tokens / 1e6, source: 'custom' })
  })

  test.each(['openai/gpt-4o', 'gpt-4o', 'gpt-4o-2024-08-06', 'openai/gpt-4o-2024-08-06'])('of %s', (model) => {
    expect(completionCost({ model, usage: USAGE })?.total).toBe(0.0035)
  })

  test('of a model under a provider that is said beside it', () => {
    expect(completionCost({ provider: 'openai', model: 'gpt-4o', usage: USAGE })?.total).toBe(0.0035)
  })

  test.each(['openai/no-such-model', 'no-such-model', 'nobody/gpt-4o', '', 'constructor/__proto__'])(
    'of a model that nobody knows is not known: %j',
    (model) => {
      expect(completionCost({ model, usage: USAGE })).toBeUndefined()
    },
  )

  test('of nothing that was used is not known', () => {
    expect(completionCost({ model: 'gpt-4o' })).toBeUndefined()
    expect(completionCost({ model: 'gpt-4o', usage: null })).toBeUndefined()
    expect(completionCost({ model: 'gpt-4o', usage: {} })).toBeUndefined()
    expect(completionCost({ usage: USAGE })).toBeUndefined()
  })

  test('by the tier that is said, or that the reply names', () => {
    expect(completionCost({ model: 'gpt-5', usage: USAGE, serviceTier: 'flex' })?.input).toBe(0.000625)
    expect(completionCost({ model: 'gpt-5', usage: USAGE, service_tier: 'priority' })?.input).toBe(0.0025)
    expect(completionCost({ model: 'gpt-5', usage: USAGE, service_tier: null })?.input).toBe(0.00125)
  })

  test('by the prices of the day, which a reply says itself', () => {
    const changes = [{ from: '2025-01-01', prices: { input: 10, output: 10 } }]
    const prices = { input: 1, output: 1, from: '2026-01-01', changes }
    const before = Date.UTC(2025, 5, 1)
    expect(completionCost({ usage: USAGE, prices, created: before / 1_000 })?.total).toBe(0.011)
    expect(completionCost({ usage: USAGE, prices, at: before })?.total).toBe(0.011)
    expect(completionCost({ usage: USAGE, prices, at: new Date(before) })?.total).toBe(0.011)
    expect(completionCost({ usage: USAGE, prices, at: Date.UTC(2026, 5, 1) })?.total).toBe(0.0011)
  })

  test('with what is billed beyond tokens', () => {
    const cost = completionCost({ model: SONNET, usage: USAGE, billed: { webSearches: 2 } })
    expect(cost?.other).toBe(0.02)
  })
})

describe('usage in other spellings', () => {
  const cost = { input: 0.0003, cacheRead: 0.00015, cacheWrite: 0.00375, output: 0.0015 }
  // 100 plain, 500 read, 1,000 written (for five minutes) tokens of the prompt, and 100 of the answer.
  test.each([
    [
      'ours',
      {
        prompt_tokens: 1_600,
        completion_tokens: 100,
        prompt_tokens_details: { cached_tokens: 500, cache_creation_tokens: 1_000 },
      },
    ],
    [
      'OpenRouter’s',
      {
        prompt_tokens: 1_600,
        completion_tokens: 100,
        prompt_tokens_details: { cached_tokens: 500, cache_write_tokens: 1_000 },
      },
    ],
    [
      'LiteLLM’s',
      {
        prompt_tokens: 1_600,
        completion_tokens: 100,
        cache_read_input_tokens: 500,
        cache_creation_input_tokens: 1_000,
      },
    ],
    [
      'LiteLLM’s with empty details',
      {
        prompt_tokens: 1_600,
        completion_tokens: 100,
        prompt_tokens_details: null,
        completion_tokens_details: null,
        cache_read_input_tokens: 500,
        cache_creation_input_tokens: 1_000,
      },
    ],
    [
      'Anthropic’s',
      { input_tokens: 100, output_tokens: 100, cache_read_input_tokens: 500, cache_creation_input_tokens: 1_000 },
    ],
    [
      'that of responses',
      {
        input_tokens: 1_600,
        output_tokens: 100,
        input_tokens_details: { cached_tokens: 500, cache_write_tokens: 1_000 },
      },
    ],
  ])('%s', (_, usage) => {
    expect(completionCost({ model: SONNET, usage })).toMatchObject(cost)
  })

  test('the tier, the region and the speed that Anthropic says beside the counts', () => {
    const usage = { input_tokens: 1_000_000, output_tokens: 0 }
    const total = (more: object) =>
      completionCost({ model: 'anthropic/claude-opus-4-6', usage: { ...usage, ...more } })?.total
    expect(total({ service_tier: 'standard' })).toBe(5)
    expect(total({ service_tier: 'batch' })).toBe(2.5)
    expect(total({ inference_geo: 'us' })).toBe(5.5)
    expect(total({ inference_geo: 'us', speed: 'fast' })).toBe(33)
  })

  test('a cost that OpenRouter states for a key of the user’s has what the maker charges', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 1, cost: 0.0001, is_byok: true }
    const price = (more: object) => completionCost({ model: 'openrouter/openai/gpt-4o', usage: { ...usage, ...more } })
    expect(price({ cost_details: { upstream_inference_cost: 0.002 } })).toMatchObject({
      total: 0.0021,
      source: 'provider',
    })
    expect(price({})).toMatchObject({ total: 0.000035, source: 'table' })
  })

  test('a stated cost of 0 is left to the table', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 1, cost: 0 }
    expect(completionCost({ model: 'xai/grok-4', usage })).toMatchObject({ total: 0.000045, source: 'table' })
    expect(completionCost({ model: 'openrouter/deepseek/deepseek-r1:free', usage })?.total).toBe(0)
  })

  test('an hour in the cache, as Anthropic and LiteLLM say it', () => {
    const usage = {
      input_tokens: 0,
      output_tokens: 0,
      cache_creation_input_tokens: 1_000,
      cache_creation: { ephemeral_1h_input_tokens: 1_000 },
    }
    expect(completionCost({ model: SONNET, usage })?.cacheWrite).toBe(0.006)
    const details = { cache_creation_tokens: 1_000, cache_creation_token_details: { ephemeral_1h_input_tokens: 1_000 } }
    const litellm = { prompt_tokens: 1_000, completion_tokens: 0, prompt_tokens_details: details }
    expect(completionCost({ model: SONNET, usage: litellm })?.cacheWrite).toBe(0.006)
  })

  test('searches', () => {
    const usage = { input_tokens: 0, output_tokens: 0, server_tool_use: { web_search_requests: 3 } }
    expect(completionCost({ model: SONNET, usage })?.other).toBe(0.03)
  })

  test('a cost that stands in it', () => {
    expect(completionCost({ model: 'openrouter/x/y', usage: { ...USAGE, cost: 0.5 } })).toMatchObject({
      total: 0.5,
      source: 'provider',
    })
  })
})

describe('costPerToken', () => {
  test('without counts: one token of the prompt and one of the answer', () => {
    expect(costPerToken({ model: 'openai/gpt-4o' })).toMatchObject({
      input: 0.0000025,
      output: 0.00001,
      total: 0.0000125,
    })
  })

  test('of counts', () => {
    const cost = costPerToken({
      model: SONNET,
      promptTokens: 1_600,
      cachedTokens: 500,
      cacheCreationTokens: 1_000,
      cacheCreation1hTokens: 400,
      completionTokens: 10,
    })
    expect(cost).toMatchObject({ input: 0.0003, cacheRead: 0.00015, cacheWrite: 0.00465, output: 0.00015 })
  })

  test('of the prompt alone', () => {
    expect(costPerToken({ model: 'openai/gpt-4o', promptTokens: 1_000_000 })).toMatchObject({ total: 2.5, output: 0 })
  })

  test('under a relay’s own prices', () => {
    const relay = createRelay({ prices: { 'openai/gpt-4o': { prices: { input: 1, output: 1 } } } })
    expect(relay.costPerToken({ model: 'openai/gpt-4o' })).toMatchObject({ total: 0.000002, source: 'custom' })
  })

  test('of a model that nobody knows is not known', () => {
    expect(costPerToken({ model: 'openai/no-such-model' })).toBeUndefined()
  })
})

const FILE = join(import.meta.dirname, '../../../shared/fixtures/_usage_prices/usages.jsonl')
const present = existsSync(FILE)

interface Priced {
  model: string | null
  extracted: Array<{
    extractors: Array<{ provider_id: string; api_flavor: string; input_price?: string; output_price?: string }>
    usage: Record<string, number>
  }>
}

const isPriced = (value: unknown): value is Priced => isRecord(value) && Array.isArray(value['extracted'])

describe.skipIf(!present)(
  `usages of pydantic-ai’s recordings${present ? '' : ' (left out: ../shared/fixtures is not there)'}`,
  () => {
    const OURS: Readonly<Record<string, string>> = {
      google: 'gemini',
      anthropic: 'anthropic',
      openai: 'openai',
      groq: 'groq',
      openrouter: 'openrouter',
    }

    test('cost what genai-prices computed for them', () => {
      const rows = readFileSync(FILE, 'utf8')
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line))
        .filter(isPriced)
      const wrong: string[] = []
      let compared = 0
      for (const { model, extracted } of rows)
        for (const { usage, extractors } of extracted)
          for (const { provider_id: id, api_flavor: flavor, input_price: input, output_price: output } of extractors) {
            const provider = OURS[id]
            // A vendor's other flavours are other vendors' models in its cloud, whose names are not these.
            const own = flavor === 'default' || id === 'openai' || id === 'openrouter'
            if (provider === undefined || !own || model === null || input === undefined) continue
            const cost = costPerToken({
              provider,
              model: model.replace(/^models\//, ''),
              promptTokens: usage['input_tokens'] ?? 0,
              completionTokens: usage['output_tokens'] ?? 0,
              cachedTokens: usage['cache_read_tokens'] ?? 0,
              cacheCreationTokens: usage['cache_write_tokens'] ?? 0,
              promptAudioTokens: usage['input_audio_tokens'] ?? 0,
              completionAudioTokens: usage['output_audio_tokens'] ?? 0,
              billed: { completionImageTokens: usage['output_image_tokens'] ?? 0 },
              at: new Date('2026-07-15T12:00:00Z'),
            })
            if (cost === undefined) continue
            compared++
            const theirs = Number(input) + Number(output ?? 0)
            if (Math.abs(cost.total - theirs) > 0.01 * theirs + 1e-12)
              wrong.push(`${id} ${model}: ${cost.total}, there ${theirs}, ${JSON.stringify(usage)}`)
          }
      expect(wrong).toEqual([])
      expect(compared).toBeGreaterThan(500)
    })
  },
)
