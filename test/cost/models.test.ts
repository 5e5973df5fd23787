import { describe, expect, test } from 'vitest'
import { configure, createRelay, getModelInfo, registerModels, supportedParams, supports } from '../../src/index.js'

describe('what is known of a model', () => {
  test('a bare name is that of its maker’s model', () => {
    expect(getModelInfo('gpt-4o')).toBe(getModelInfo('openai/gpt-4o'))
    expect(getModelInfo('claude-sonnet-4-5')?.provider).toBe('anthropic')
  })

  test.each(['no-such-model', 'openai/no-such-model', 'openai/', '/gpt-4o', '', '__proto__/constructor'])(
    'nothing is known of %j',
    (name) => expect(getModelInfo(name)).toBeUndefined(),
  )

  test('an ability is there, or not, or not known', () => {
    expect(supports('gemini/gemini-2.5-flash', 'video_input')).toBe(true)
    expect(getModelInfo('openai/o3')?.abilities?.parallel_tools).toBe(false)
    expect(supports('openai/o3', 'parallel_tools')).toBe(false)
    expect(getModelInfo('openai/o3')?.abilities?.video_input).toBeUndefined()
    expect(supports('openai/o3', 'video_input')).toBe(false)
    expect(supports('no-such-model', 'vision')).toBe(false)
  })

  test('the parameters are those that the provider takes for the model', async () => {
    expect(await supportedParams('openai/gpt-4o')).toContain('temperature')
    expect(await supportedParams('anthropic/claude-sonnet-4-5')).not.toContain('logit_bias')
    await expect(supportedParams('nonsense/model')).rejects.toThrow('Unknown provider "nonsense"')
    await expect(supportedParams('nonsense')).rejects.toThrow('names no provider')
  })
})

describe('the default relay', () => {
  test('keeps registered models when it is configured anew, and not those of its settings', () => {
    registerModels({ 'acme/registered': { prices: { input: 1 } } })
    configure({ prices: { 'acme/configured': { prices: { input: 2 } } } })
    expect(getModelInfo('acme/registered')?.prices?.input).toBe(1)
    expect(getModelInfo('acme/configured')?.prices?.input).toBe(2)
    configure({})
    expect(getModelInfo('acme/registered')?.prices?.input).toBe(1)
    expect(getModelInfo('acme/configured')).toBeUndefined()
  })

  test('settings that are refused leave its models as they were', () => {
    configure({ prices: { 'acme/configured': { prices: { input: 2 } } } })
    expect(() => configure({ prices: { 'acme/configured': { prices: { input: -2 } } } })).toThrow('expected a price')
    expect(getModelInfo('acme/configured')?.prices?.input).toBe(2)
  })

  test('shares no models with other relays', () => {
    registerModels({ 'acme/shared': { prices: { input: 1 } } })
    expect(createRelay().getModelInfo('acme/shared')).toBeUndefined()
  })
})

describe('a call is priced by the table of its relay', () => {
  const body = { model: 'openai/gpt-4o', messages: [{ role: 'user' as const, content: 'Hello' }] }

  test('the user’s table before the built-in one', async () => {
    const [own, plain] = [
      createRelay({ prices: { 'openai/gpt-4o': { prices: { input: 100, output: 100 } } } }),
      createRelay(),
    ]
    const answer = {
      id: 'chatcmpl-1',
      object: 'chat.completion' as const,
      created: 1,
      model: 'gpt-4o-2024-08-06',
      choices: [],
      usage: { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000 },
    }
    const options = { mock: answer }
    expect((await own.completion(body, options)).meta.cost).toMatchObject({ total: 0.2, source: 'custom' })
    expect((await plain.completion(body, options)).meta.cost).toMatchObject({ total: 0.0125, source: 'table' })
  })
})
