import { expect, test } from 'vitest'
import type { ChatCompletionChunk, ChatDelta, Logprobs, ProviderCompletion } from '../../src/contract/chat.js'
import { Accumulator } from '../../src/stream/accumulate.js'
import { replayChunks } from '../../src/stream/replay.js'

const token = (text: string) => ({ token: text, logprob: -1, bytes: null, top_logprobs: [] })

function chunk(delta: ChatDelta, logprobs?: Logprobs): ChatCompletionChunk {
  const choice = { index: 0, delta, finish_reason: null, ...(logprobs && { logprobs }) }
  return { id: 'a', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice] }
}

function full(text: string): ChatCompletionChunk {
  return chunk(
    {
      content: text,
      thinking_blocks: [{ type: 'thinking', thinking: text, signature: 's' }],
      images: [{ type: 'image_url', image_url: { url: text } }],
      annotations: [{ type: 'url_citation', url_citation: { url: text, title: text, start_index: 0, end_index: 1 } }],
    },
    { content: [token(text)], refusal: [token(text)] },
  )
}

function listsOf(accumulator: Accumulator): (readonly unknown[] | null | undefined)[] {
  const choice = accumulator.completion?.choices[0]
  const { message, logprobs } = choice ?? {}
  return [message?.thinking_blocks, message?.images, message?.annotations, logprobs?.content, logprobs?.refusal]
}

test('lists grow in place: a long stream costs no copies of what came before', () => {
  const accumulator = new Accumulator()
  accumulator.add(full('1'))
  const before = listsOf(accumulator)
  accumulator.add(full('2'))
  const after = listsOf(accumulator)
  expect(after.map((list) => list?.length)).toEqual([2, 2, 2, 2, 2])
  after.forEach((list, at) => {
    expect(list).toBe(before[at])
  })
})

test('chunks stay as they were handed out', () => {
  const chunks = [full('1'), full('2'), full('3')]
  const accumulator = new Accumulator()
  for (const item of chunks) accumulator.add(item)
  expect(chunks).toEqual([full('1'), full('2'), full('3')])
})

test('log probabilities of the text alone leave those of a refusal null', () => {
  const accumulator = new Accumulator()
  accumulator.add(chunk({ content: 'x' }, { content: [token('x')], refusal: null }))
  expect(accumulator.completion?.choices[0]?.logprobs).toEqual({ content: [token('x')], refusal: null })
})

test('calls of custom tools survive a replay beside calls of functions', () => {
  const completion: ProviderCompletion = {
    id: 'a',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        logprobs: null,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [
            { id: 'c', type: 'custom', custom: { name: 'shell', input: 'ls -l' } },
            { id: 'f', type: 'function', function: { name: 'look', arguments: '{}' } },
          ],
        },
      },
    ],
  }
  const accumulator = new Accumulator()
  for (const item of replayChunks(completion)) accumulator.add(item)
  expect(accumulator.completion).toEqual(completion)
})
