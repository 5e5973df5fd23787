import { afterEach, expect, test, vi } from 'vitest'
import { createRelay, memorySemanticCache, type Relay, type SemanticCache } from '../../../src/index.js'
import type { Provider } from '../../../src/provider.js'
import { toyVectors } from '../../../src/testing/toy-vectors.js'

const opened: Relay[] = []
afterEach(async () => {
  for (const relay of opened.splice(0)) await relay.close()
})

const MODEL = 'toy/chat'
const QUESTIONS = ['How do I reset my password?', 'Please tell me how do I reset my password']

function relayOver(cache: SemanticCache, onFailure: (failure: { error: unknown }) => void = () => {}) {
  const seen = { asked: 0, embedded: [] as unknown[], failing: false }
  const provider: Provider = {
    id: 'toy',
    params: () => ['temperature'],
    complete: async ({ model }) => {
      seen.asked++
      const message = { role: 'assistant' as const, content: `answer ${seen.asked}`, refusal: null }
      const choices = [{ index: 0, finish_reason: 'stop' as const, logprobs: null, message }]
      return { id: 'answer', object: 'chat.completion', created: 1, model, choices }
    },
    stream: () => Promise.reject(new Error('not streamed here')),
    embed: async ({ model, input }) => {
      if (seen.failing) throw new Error('no vectors today')
      seen.embedded.push(...input)
      const data = toyVectors(input.map(String)).map((embedding, index) => ({
        object: 'embedding' as const,
        index,
        embedding,
      }))
      return { object: 'list', model, data }
    },
  }
  const relay = createRelay({ cache, providers: [provider], defaults: { maxRetries: 0 }, onFailure })
  opened.push(relay)
  const ask = (content: string, system = 'Be brief.', temperature = 0) =>
    relay.completion({
      model: MODEL,
      temperature,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content },
      ],
    })
  return { relay, seen, ask }
}

const semantic = () => memorySemanticCache({ embed: 'toy/embedder', threshold: 0.7 })

test('a question in other words gets the stored answer; its vectors come from a model, through the relay', async () => {
  const { ask, seen } = relayOver(semantic())
  const first = await ask(QUESTIONS[0] ?? '')
  expect(first.meta.cache).toBe('miss')
  await vi.waitFor(() => expect(seen.embedded).toContain(QUESTIONS[0]))
  const second = await vi.waitFor(async () => {
    const reply = await ask(QUESTIONS[1] ?? '')
    expect(reply.meta.cache).toBe('semantic-hit')
    return reply
  })
  expect(second.meta.similarity).toBeGreaterThan(0.7)
  expect(second.choices[0]?.message.content).toBe(first.choices[0]?.message.content)
})

test('another system prompt or temperature is never answered by it', async () => {
  const { ask, seen } = relayOver(semantic())
  await ask(QUESTIONS[0] ?? '')
  await vi.waitFor(() => expect(seen.embedded).toContain(QUESTIONS[0]))
  expect((await ask(QUESTIONS[1] ?? '', 'Be rude.')).meta.cache).toBe('miss')
  expect((await ask(QUESTIONS[1] ?? '', 'Be brief.', 0.5)).meta.cache).toBe('miss')
})

test('an embedder that fails is a miss and is reported', async () => {
  const failures: unknown[] = []
  const { ask, seen } = relayOver(semantic(), ({ error }) => failures.push(error))
  seen.failing = true
  expect((await ask(QUESTIONS[0] ?? '')).meta.cache).toBe('miss')
  await vi.waitFor(() => expect(String(failures[0])).toContain('no vectors today'))
  expect((await ask(QUESTIONS[0] ?? '')).meta.cache).toBe('hit')
})

test('asked again in other words at once, before the first question is stored', async () => {
  const { ask, seen } = relayOver(semantic())
  await ask(QUESTIONS[0] ?? '')
  expect((await ask(QUESTIONS[1] ?? '')).meta.cache).toBe('semantic-hit')
  expect(seen.asked).toBe(1)
})
