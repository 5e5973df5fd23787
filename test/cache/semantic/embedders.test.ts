import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Embed } from '../../../src/cache/embed/embed.js'
import { QuestionEmbedder, type QuestionEmbedderOptions } from '../../../src/cache/embed/question-embedder.js'
import { defaultThreshold } from '../../../src/cache/embed/thresholds.js'
import { transformersEmbedder } from '../../../src/cache/embed/transformers-embedder.js'
import { isModelRelayError } from '../../../src/contract/errors.js'

/** A vector that tells its text. */
const toVector = (text: string) => [...createHash('sha256').update(text).digest()].map((byte) => byte - 128)

function counting(options: Partial<QuestionEmbedderOptions> = {}) {
  const requests: string[][] = []
  const embed: Embed = async (texts) => {
    requests.push(texts)
    return texts.map(toVector)
  }
  return { requests, embedder: new QuestionEmbedder({ embed, ...options }) }
}

test('questions of one turn go together, and each gets its own vector', async () => {
  const { requests, embedder } = counting()
  const texts = ['one', 'two', 'three']
  const vectors = await Promise.all(texts.map((text) => embedder.embed(text)))
  expect(requests).toEqual([texts])
  for (const [at, vector] of vectors.entries()) {
    const expected = toVector(texts[at] ?? '')
    const length = Math.hypot(...expected)
    expect(vector[0]).toBeCloseTo((expected[0] ?? 0) / length, 5)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
  }
})

test('a batch is not larger than one request takes', async () => {
  const { requests, embedder } = counting({ batch: 4 })
  await Promise.all(Array.from({ length: 10 }, (_, at) => embedder.embed(`text ${at}`)))
  expect(requests.map(({ length }) => length)).toEqual([4, 4, 2])
})

test('a question is embedded once, also while it is under way', async () => {
  const { requests, embedder } = counting()
  const [first, second] = await Promise.all([embedder.embed('same'), embedder.embed('same')])
  expect(second).toBe(first)
  expect(await embedder.embed('same')).toBe(first)
  expect(requests).toEqual([['same']])
})

test('so many vectors are remembered and no more', async () => {
  const { requests, embedder } = counting({ remember: 2 })
  for (const text of ['one', 'two', 'three', 'one']) await embedder.embed(text)
  expect(requests.flat()).toEqual(['one', 'two', 'three', 'one'])
})

test('a failure reaches all of its batch and is not remembered', async () => {
  let healthy = false
  const embed: Embed = async (texts) => {
    if (!healthy) throw new Error('embedder is down')
    return texts.map(toVector)
  }
  const embedder = new QuestionEmbedder({ embed })
  const failed = await Promise.allSettled([embedder.embed('one'), embedder.embed('two')])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  healthy = true
  expect(await embedder.embed('one')).toHaveLength(32)
})

test('an embedder that is late is aborted, and told', async () => {
  let signal: AbortSignal | undefined
  const embed: Embed = (_, given) => {
    signal = given
    return new Promise(() => {})
  }
  const error = await new QuestionEmbedder({ embed, timeout: 5 }).embed('one').catch((cause: unknown) => cause)
  expect(isModelRelayError(error, 'timeout')).toBe(true)
  expect(String(error)).toContain('The embedder did not answer within 5 ms.')
  expect(signal?.aborted).toBe(true)
})

test.each([
  ['too few vectors', async () => [], 'The embedder gave 0 vectors for 1 texts.'],
  ['a vector of zeros', async () => [[0, 0, 0]], 'without a direction'],
  ['a vector with a hole', async () => [[1, Number.NaN]], 'without a direction'],
])('%s is refused', async (_, embed, message) => {
  await expect(new QuestionEmbedder({ embed }).embed('text')).rejects.toThrow(message)
})

test('a model is asked through the relay, once the cache has one', async () => {
  const embedder = new QuestionEmbedder({ embed: 'openai/text-embedding-3-small' })
  await expect(embedder.embed('text')).rejects.toThrow("'openai/text-embedding-3-small' is a model: hand the cache to")
  const asked: unknown[] = []
  embedder.connect(async (model, texts, signal) => {
    asked.push(model, texts, signal instanceof AbortSignal)
    return texts.map(toVector)
  })
  expect(await embedder.embed('text')).toHaveLength(32)
  expect(asked).toEqual(['openai/text-embedding-3-small', ['text'], true])
})

test('without transformers.js its embedder rejects with the command that installs it', async () => {
  const embedder = transformersEmbedder()
  const asked = embedder(['text'], new AbortController().signal)
  await expect(asked).rejects.toMatchObject({
    code: 'missing_dependency',
    message: 'npm install @huggingface/transformers',
  })
})

test('a threshold is known where it was measured, and careful elsewhere', () => {
  expect(defaultThreshold(transformersEmbedder().model)).toBe(0.82)
  expect(defaultThreshold('openai/text-embedding-3-small')).toBe(0.93)
  expect(defaultThreshold(undefined)).toBe(0.93)
})
