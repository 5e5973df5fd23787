import { describe, expect, test } from 'vitest'
import type { ModelTable } from '../../src/contract/prices.js'
import { PriceBook } from '../../src/cost/price-book.js'

const book = new PriceBook()
const nameOf = (provider: string, model: string) => {
  const info = book.find(provider, model)?.info
  return info && `${info.provider}/${info.model}`
}

/** A book that has these models beside the built-in ones. */
function bookOf(table: ModelTable): PriceBook {
  const own = new PriceBook()
  own.set('test', table)
  return own
}

const price = (input: number) => ({ prices: { input, output: 1 } })

describe('a name is found', () => {
  test.each([
    ['as it is', 'openai', 'gpt-4o-2024-08-06', 'openai/gpt-4o-2024-08-06'],
    [
      'by another name of its provider',
      'together',
      'Qwen/Qwen2.5-7B-Instruct-Turbo',
      'together_ai/Qwen/Qwen2.5-7B-Instruct-Turbo',
    ],
    ['under either name of Vertex AI', 'vertex', 'gemini-2.5-pro', 'vertex_ai/gemini-2.5-pro'],
    ['without OpenAI’s date, where the dated one is not known', 'openai', 'gpt-4o-2099-01-31', 'openai/gpt-4o'],
    ['without Anthropic’s date', 'anthropic', 'claude-sonnet-4-5-20991231', 'anthropic/claude-sonnet-4-5'],
    ['without Vertex AI’s date', 'vertex_ai', 'claude-sonnet-4-5@20991231', 'vertex_ai/claude-sonnet-4-5'],
    ['without Vertex AI’s path', 'vertex_ai', 'publishers/google/models/gemini-2.5-pro', 'vertex_ai/gemini-2.5-pro'],
    [
      'without Vertex AI’s whole path',
      'vertex_ai',
      'projects/p/locations/l/publishers/google/models/gemini-2.5-pro',
      'vertex_ai/gemini-2.5-pro',
    ],
    ['without Gemini’s path', 'gemini', 'models/gemini-2.5-flash', 'gemini/gemini-2.5-flash'],
    ['without the path of Fireworks', 'fireworks_ai', 'accounts/fireworks/models/glm-5p1', 'fireworks_ai/glm-5p1'],
    ['without the API that it is called through', 'openai', 'responses/gpt-4o', 'openai/gpt-4o'],
    ['at Azure by the name of OpenAI’s model', 'azure', 'gpt-6-sol', 'openai/gpt-6-sol'],
    ['with OpenRouter’s way to choose a host', 'openrouter', 'openai/gpt-4o:nitro', 'openrouter/openai/gpt-4o'],
    [
      'by the host that Hugging Face routes to',
      'huggingface',
      'deepseek-ai/DeepSeek-R1:together',
      'huggingface/deepseek-ai/DeepSeek-R1:together',
    ],
    ['without the size of an Ollama model', 'ollama', 'llama3:latest', 'ollama/llama3'],
    [
      'in the region of a profile of Bedrock’s, at the price of that region',
      'bedrock',
      'eu.amazon.nova-lite-v1:0',
      'bedrock/eu.amazon.nova-lite-v1:0',
    ],
    [
      'without a region that has no price of its own',
      'bedrock',
      'sa.amazon.nova-lite-v1:0',
      'bedrock/amazon.nova-lite-v1:0',
    ],
    [
      'in the ARN of a profile',
      'bedrock',
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      'bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    ],
    [
      'behind the region that it is called in',
      'bedrock',
      'eu-central-1/anthropic.claude-3-haiku-20240307-v1:0',
      'bedrock/anthropic.claude-3-haiku-20240307-v1:0',
    ],
    [
      'in an ARN copied out of a URL',
      'bedrock',
      'arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Famazon.nova-pro-v1:0',
      'bedrock/amazon.nova-pro-v1:0',
    ],
    ['with the version that Bedrock has', 'bedrock', 'amazon.nova-pro', 'bedrock/amazon.nova-pro-v1:0'],
    ['without a version that is not known', 'gemini', 'gemini-2.5-pro-007', 'gemini/gemini-2.5-pro'],
    ['in another case', 'openai', 'GPT-4o', 'openai/gpt-4o'],
    [
      'in the ARN of a model',
      'bedrock',
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
      'bedrock/amazon.nova-pro-v1:0',
    ],
  ])('%s', (_, provider, model, expected) => expect(nameOf(provider, model)).toBe(expected))
})

describe('a name is not found', () => {
  test.each([
    ['when nobody has it', 'openai', 'gpt-nonsense'],
    ['when the provider is not known', 'nonsense', 'gpt-4o'],
    ['when it is a part of another', 'openai', 'gpt'],
    ['when it is another model of the same family', 'openai', 'gpt-4o-turbo'],
    ['when its number makes it another model', 'openai', 'gpt-4o-003'],
    ['when it is no date', 'openai', 'gpt-4o-2024-13-06'],
    ['when it is of the prototype', 'openai', '__proto__'],
    ['when its provider is', '__proto__', 'constructor'],
    [
      'when an ARN says nothing of its model',
      'bedrock',
      'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123',
    ],
    ['when it is empty', 'openai', ''],
  ])('%s', (_, provider, model) => expect(book.find(provider, model)).toBeUndefined())
})

test('a fine-tuned model has prices of its own', () => {
  const tuned = book.find('openai', 'ft:gpt-4o-mini-2024-07-18:org:name:id')?.info
  const plain = book.find('openai', 'gpt-4o-mini-2024-07-18')?.info
  expect(tuned?.model).toBe('ft:gpt-4o-mini-2024-07-18')
  expect(tuned?.prices?.input).toBeGreaterThan(plain?.prices?.input ?? 0)
})

test('a fine-tuned model without prices of its own has none, and the limits of its base', () => {
  const tuned = book.find('openai', 'ft:gpt-5:org::id')?.info
  expect(tuned).toMatchObject({ limits: book.find('openai', 'gpt-5')?.info.limits })
  expect(tuned).not.toHaveProperty('prices')
})

test('OpenRouter’s free variants cost nothing', () => {
  const free = book.find('openrouter', 'openai/gpt-4o:free')?.info
  expect(free?.prices).toEqual({ input: 0, output: 0 })
})

test('a table of the user’s wins, for every name that means its model', () => {
  const own = bookOf({ 'openai/gpt-4o': price(7) })
  for (const model of ['gpt-4o', 'gpt-4o-2024-08-06', 'responses/gpt-4o'])
    expect(own.find('openai', model)).toMatchObject({ custom: true, info: { prices: { input: 7 } } })
})

test('fields that a table of the user’s leaves out stay as they are known', () => {
  const own = bookOf({ 'openai/gpt-4o': price(7), 'openai/gpt-4.1': { limits: { output: 5 } } })
  expect(own.find('openai', 'gpt-4o')?.info).toMatchObject({ limits: { output: 16_384 } })
  expect(own.find('openai', 'gpt-4o')?.info).not.toHaveProperty('source')
  expect(own.find('openai', 'gpt-4.1')).toMatchObject({
    custom: false,
    info: { prices: { input: 2 }, limits: { output: 5 } },
  })
})

test('the tables of one book are not those of another', () => {
  bookOf({ 'openai/gpt-4o': price(7) })
  expect(book.find('openai', 'gpt-4o')?.custom).toBe(false)
})

test('a table set again replaces the one before', () => {
  const own = bookOf({ 'acme/one': price(1) })
  expect(own.find('acme', 'one')?.info.prices?.input).toBe(1)
  own.set('test', { 'acme/two': price(2) })
  expect(own.find('acme', 'one')).toBeUndefined()
  expect(own.find('acme', 'two')?.info.prices?.input).toBe(2)
})

test('a prefix in a table of the user’s may be a second name', () => {
  const own = bookOf({ 'together/my-model': price(3) })
  expect(own.find('together_ai', 'my-model')?.info).toMatchObject({ provider: 'together_ai', prices: { input: 3 } })
})

test('names that nobody has do not fill the memory, and do not hide what is there', () => {
  const own = new PriceBook()
  for (let at = 0; at < 25_000; at++) own.find('openai', `nonsense-${at}`)
  expect(own.find('openai', 'gpt-4o')?.info.model).toBe('gpt-4o')
})
