import { expect, it } from 'vitest'
import type { ChatCompletionChunk, ProviderCompletion } from '../../src/provider.js'
import { Accumulator } from '../../src/stream/accumulate.js'
import { ChunkBuilder } from '../../src/stream/chunk-builder.js'
import { replayChunks } from '../../src/stream/replay.js'

const together = (chunks: readonly ChatCompletionChunk[]): ProviderCompletion | undefined => {
  const accumulator = new Accumulator()
  for (const chunk of chunks) accumulator.add(chunk)
  return accumulator.completion
}

it('a call of a custom tool has its place among the others', () => {
  const builder = new ChunkBuilder('m')
  builder.toolCall({ index: 0, id: 'call_1', name: 'f', arguments: '{}' })
  builder.customCall({ id: 'call_2', name: 'math', input: '4 + 4' })
  builder.toolCall({ index: 2, id: 'call_3', name: 'g', arguments: '{}' })
  builder.finish('stop')
  builder.end()
  expect(together(builder.take())?.choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: {
      tool_calls: [
        { id: 'call_1', function: { name: 'f' } },
        { id: 'call_2', type: 'custom', custom: { name: 'math', input: '4 + 4' } },
        { id: 'call_3', function: { name: 'g' } },
      ],
    },
  })
})

it('a reply with one, as chunks and together again, is the same', () => {
  const reply: ProviderCompletion = {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'math', input: '4' } }],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
    ],
  }
  expect(together(replayChunks(reply))).toEqual(reply)
})

it('the service tier of a stream is the last one stated', () => {
  const chunk: ChatCompletionChunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [] }
  const stated = [
    { ...chunk },
    { ...chunk, service_tier: 'auto' as const },
    { ...chunk, service_tier: 'flex' as const },
  ]
  expect(together(stated)?.service_tier).toBe('flex')
})
