import { describe, expect, test } from 'vitest'
import type { ChatMessage, ChatRequest } from '../../src/index.js'
import { countPrompt } from '../../src/tokens/count-prompt.js'
import { estimateTokens } from '../../src/tokens/estimate.js'

const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'openai/gpt-4o',
  messages: [{ role: 'user', content }],
  ...more,
})

describe('estimateTokens', () => {
  test.each([
    ['prose', 'The relay counts the tokens of a prompt before it is sent anywhere. '.repeat(200)],
    ['code', 'export const sum = (a: number, b: number): number => a + b\n'.repeat(200)],
    ['Chinese', '今天天气很好，我们去公园散步吧。'.repeat(200)],
    ['Russian', 'Сегодня хорошая погода, пойдём гулять в парк. '.repeat(200)],
  ])('comes near a count: %s', async (_, text) => {
    const request = ask(text)
    const { tokens } = await countPrompt(request.model, { messages: request.messages })
    expect(estimateTokens(request) / tokens).toBeGreaterThan(0.65)
    expect(estimateTokens(request) / tokens).toBeLessThan(1.6)
  })

  test('counts tools, calls, images and formats', () => {
    const least = estimateTokens(ask('hi'))
    const tools = [{ type: 'function' as const, function: { name: 'f', description: 'x'.repeat(400) } }]
    const called: ChatMessage = {
      role: 'assistant',
      tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: 'x'.repeat(400) } }],
    }
    const image: ChatMessage = {
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
    }
    const format = { type: 'json_schema' as const, json_schema: { name: 'x', schema: { type: 'x'.repeat(400) } } }
    expect(estimateTokens(ask('hi', { tools }))).toBeGreaterThan(least + 90)
    expect(estimateTokens(ask('hi', { messages: [called] }))).toBeGreaterThan(least + 90)
    expect(estimateTokens(ask('hi', { messages: [image] }))).toBeGreaterThan(700)
    expect(estimateTokens(ask('hi', { response_format: format }))).toBeGreaterThan(least + 90)
  })

  test('takes embeddings: texts and lists of tokens', () => {
    const model = 'openai/text-embedding-3-small'
    expect(estimateTokens({ model, input: 'twelve chars' })).toBe(3)
    expect(estimateTokens({ model, input: ['twelve chars', 'twelve chars'] })).toBe(6)
    expect(estimateTokens({ model, input: [1, 2, 3] })).toBe(3)
    expect(estimateTokens({ model, input: [[1, 2], [3]] })).toBe(3)
  })
})
