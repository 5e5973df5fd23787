import { expect, test } from 'vitest'
import { completionCost, costPerToken, getModelInfo } from '../../src/index.js'

test('OpenAI’s long prompts begin above 272,000 tokens, xAI’s at 200,000', () => {
  const input = (model: string, promptTokens: number) => costPerToken({ model, promptTokens })?.input ?? 0
  expect(input('openai/gpt-5.4', 272_000)).toBe(0.68)
  expect(input('openai/gpt-5.4', 272_001)).toBe(1.360005)
  expect(input('bedrock/openai.gpt-5.6-luna', 272_001)).toBeGreaterThan(
    1.9 * input('bedrock/openai.gpt-5.6-luna', 272_000),
  )
  expect(input('xai/grok-4.3', 199_999)).toBe(0.24999875)
  expect(input('xai/grok-4.3', 200_000)).toBe(0.5)
})

test.each(['xai/grok-4', 'xai/grok-4-0709', 'xai/grok-4-latest'])(
  '%s has a price of what was cached and a tier',
  (model) => {
    expect(getModelInfo(model)?.prices).toMatchObject({ input: 3, output: 15, cacheRead: 0.75 })
    expect(costPerToken({ model, promptTokens: 200_000 })?.input).toBe(1.2)
  },
)

test.each(['gpt-4o-search-preview', 'gpt-4o-search-preview-2025-03-11', 'gpt-5-search-api'])(
  'a search of %s has its fee',
  (model) => {
    const usage = { prompt_tokens: 10, completion_tokens: 10 }
    const cost = completionCost({ provider: 'openai', model, usage, billed: { webSearches: 1 } })
    expect(cost?.other).toBeGreaterThan(0)
    expect(cost?.estimated).toBeUndefined()
  },
)

test('embeddings of OpenAI’s cost half in a batch', () => {
  const question = { model: 'openai/text-embedding-3-small', promptTokens: 1_000_000 }
  expect(costPerToken({ ...question, serviceTier: 'batch' })).toMatchObject({ total: 0.01, source: 'table' })
})

test('what is free costs 0, also where a source has no figures for it', () => {
  expect(getModelInfo('openrouter/deepseek/deepseek-r1:free')?.prices).toEqual({ input: 0, output: 0 })
  expect(costPerToken({ model: 'openai/omni-moderation-latest', promptTokens: 100 })?.total).toBe(0)
  expect(getModelInfo('github_copilot/gpt-4o')?.prices).toBeUndefined()
})
