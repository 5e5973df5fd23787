import { describe, expect, test } from 'vitest'
import { countPrompt } from '../../src/tokens/count-prompt.js'
import { anthropicPrompts, geminiPrompts } from './native-prompts.js'
import { type RecordedPrompt, recordedChats, whereRecordings } from './recorded-prompts.js'

/** Relative errors, smallest first. */
async function errorsOf(prompts: readonly RecordedPrompt[]): Promise<number[]> {
  const errors = await Promise.all(
    prompts.map(async ({ model, source, promptTokens }) => {
      const { tokens, method } = await countPrompt(model, source)
      expect(method).toBe('estimate')
      return Math.abs(tokens - promptTokens) / promptTokens
    }),
  )
  return errors.sort((a, b) => a - b)
}

const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN

const isPlain = ({ source }: RecordedPrompt) =>
  source.response_format?.type !== 'json_schema' &&
  source.messages.every(({ content }) => !Array.isArray(content) || content.every(({ type }) => type === 'text'))

const chats = (provider: string, model: RegExp) =>
  recordedChats([provider]).filter((prompt) => model.test(prompt.model) && isPlain(prompt))

/** The medians in docs/tokens.md are these bounds. */
describe.skipIf(whereRecordings !== '')(`estimates beside recorded counts${whereRecordings}`, () => {
  test.each([
    ['Anthropic', anthropicPrompts(), 90, 0.05],
    ['Gemini', geminiPrompts(), 100, 0.08],
    ['DeepSeek', chats('deepseek', /deepseek/), 50, 0.1],
    ['Mistral', chats('mistral', /mistral|magistral|codestral|devstral|pixtral/), 50, 0.15],
    ['Qwen', chats('llamacpp', /qwen/i), 30, 0.1],
    ['Grok', chats('xai', /grok/), 20, 0.15],
    ['Llama', chats('groq', /llama/), 8, 0.1],
  ])('%s: the median error is small', async (_, prompts, least, most) => {
    expect(prompts.length).toBeGreaterThan(least)
    const errors = await errorsOf(prompts)
    expect(quantile(errors, 0.5)).toBeLessThan(most)
    expect(errors[0]).toBeGreaterThanOrEqual(0)
  })
})
