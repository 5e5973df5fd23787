import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChatCompletionChunk, ProviderCompletion } from '../../src/contract/chat.js'
import { Accumulator } from '../../src/stream/accumulate.js'
import { ChunkBuilder } from '../../src/stream/chunk-builder.js'
import { replayChunks } from '../../src/stream/replay.js'

type ToolCallFragment = Parameters<ChunkBuilder['toolCall']>[0]

function accumulate(chunks: ChatCompletionChunk[]): ProviderCompletion | undefined {
  const accumulator = new Accumulator()
  for (const chunk of chunks) accumulator.add(chunk)
  return accumulator.completion
}

function build(write: (builder: ChunkBuilder) => void): ChatCompletionChunk[] {
  const builder = new ChunkBuilder('model')
  write(builder)
  builder.end()
  return builder.take()
}

const callsOf = (chunks: ChatCompletionChunk[]) =>
  accumulate(chunks)?.choices[0]?.message.tool_calls?.map((call) =>
    call.type === 'function' ? [call.id, call.function.name, call.function.arguments] : call.type,
  )

const fragments = (...parts: ToolCallFragment[]) =>
  build((builder) => {
    for (const part of parts) builder.toolCall(part)
    builder.finish('tool_calls')
  })

describe('chunks', () => {
  test('the first id, time and model of the vendor stay for the whole stream', () => {
    const chunks = build((builder) => {
      builder.head({ id: '', created: 0, model: '' })
      builder.head({ id: 'a', created: 7.9, model: 'm-2025' })
      builder.text('x')
      builder.head({ id: 'b', created: 8, model: 'other' })
      builder.text('y')
      builder.finish('stop')
    })
    expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`))).toEqual(
      new Set(['a 7 m-2025']),
    )
  })

  test('an empty answer still has its role and its finish', () => {
    const chunks = build((builder) => builder.finish('stop'))
    expect(chunks.map(({ choices }) => choices[0])).toEqual([
      { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: 'stop' },
    ])
  })

  test('usage replaces what was said before and comes last', () => {
    const chunks = build((builder) => {
      builder.usage({ prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 })
      builder.text('x')
      builder.finish('stop')
      builder.usage({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 })
    })
    expect(chunks.map(({ usage }) => usage?.total_tokens)).toEqual([undefined, undefined, 3])
  })

  test('a stream without a finish reason was cut', () => {
    const builder = new ChunkBuilder('model')
    builder.text('half')
    expect(() => builder.end()).toThrow('ended before the answer did')
    builder.end({ inferFinish: true })
    expect(builder.take().at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })
})

describe('tool calls in a stream', () => {
  test('fragments follow their index', () => {
    const chunks = fragments(
      { index: 0, id: 'a', name: 'f', arguments: '{"x"' },
      { index: 1, id: 'b', name: 'g', arguments: '' },
      { index: 0, arguments: ':1}' },
      { index: 1, id: '', arguments: '{}' },
    )
    expect(callsOf(chunks)).toEqual([
      ['a', 'f', '{"x":1}'],
      ['b', 'g', '{}'],
    ])
  })

  test('distinct ids under one index are distinct calls', () => {
    const chunks = fragments(
      { index: 0, id: 'a', name: 'f', arguments: '{}' },
      { index: 0, id: 'b', name: 'f', arguments: '{}' },
    )
    expect(callsOf(chunks)?.map(([id]) => id)).toEqual(['a', 'b'])
  })

  test('without index and id they belong to the latest call', () => {
    const chunks = fragments(
      { id: 'a', name: 'f', arguments: '{' },
      { arguments: '}' },
      { id: 'b', name: 'g' },
      { arguments: '{"y":2}' },
    )
    expect(callsOf(chunks)).toEqual([
      ['a', 'f', '{}'],
      ['b', 'g', '{"y":2}'],
    ])
  })

  test('arguments before the name wait for it', () => {
    const chunks = fragments({ index: 0, id: 'a', arguments: '{"x"' }, { index: 0, name: 'f', arguments: ':1}' })
    expect(chunks[0]?.choices[0]?.delta.tool_calls?.[0]).toMatchObject({
      id: 'a',
      function: { name: 'f', arguments: '{"x":1}' },
    })
  })

  test('a call without an id gets one', () => {
    expect(callsOf(fragments({ index: 0, id: 'null', name: 'f', arguments: '{}' }))?.[0]?.[0]).toMatch(/^call_\w{24}$/)
  })

  test.each([undefined, null, '', 'null'])('arguments %s of a tool without parameters are {}', (value) => {
    expect(callsOf(fragments({ index: 0, id: 'a', name: 'f', arguments: value }))).toEqual([['a', 'f', '{}']])
  })

  test('arguments that are an object become text', () => {
    expect(callsOf(fragments({ index: 0, id: 'a', name: 'f', arguments: { x: [1] } }))).toEqual([
      ['a', 'f', '{"x":[1]}'],
    ])
  })

  test('a call that never gets a name is none, and the finish reason says so', () => {
    const chunks = fragments({ index: 0, id: 'a', arguments: '{}' })
    expect(callsOf(chunks)).toBeUndefined()
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })

  test('"stop" beside calls becomes tool_calls; "length" stays, and half arguments stay half', () => {
    const stopped = build((builder) => {
      builder.toolCall({ index: 0, id: 'a', name: 'f', arguments: '{}' })
      builder.finish('stop')
    })
    expect(stopped.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls')
    const cut = build((builder) => {
      builder.toolCall({ index: 0, id: 'a', name: 'f', arguments: '{"x' })
      builder.finish('length')
    })
    expect(cut.at(-1)?.choices[0]?.finish_reason).toBe('length')
    expect(callsOf(cut)).toEqual([['a', 'f', '{"x']])
  })
})

describe('accumulating', () => {
  const text = fc.string({ minLength: 1, maxLength: 20 })
  const toolCall = fc.record({
    id: fc.uuid(),
    type: fc.constant('function' as const),
    function: fc.record({ name: text, arguments: fc.json() }),
  })
  const message = fc.record(
    {
      content: fc.option(text),
      refusal: fc.option(text),
      reasoning_content: text,
      thinking_blocks: fc.array(
        fc.oneof(
          fc.record({ type: fc.constant('thinking' as const), thinking: text, signature: text }),
          fc.record({ type: fc.constant('redacted_thinking' as const), data: text }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      tool_calls: fc.array(toolCall, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['content', 'refusal'] },
  )

  test('the chunks of a reply give the reply again', () => {
    const choice = fc.record({ message, finish_reason: fc.constantFrom('stop' as const, 'length' as const) })
    fc.assert(
      fc.property(fc.array(choice, { minLength: 1, maxLength: 3 }), (choices) => {
        const completion: ProviderCompletion = {
          id: 'x',
          object: 'chat.completion',
          created: 1,
          model: 'm',
          choices: choices.map((each, index) => ({
            index,
            finish_reason: each.finish_reason,
            logprobs: null,
            message: { role: 'assistant', ...each.message },
          })),
          usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
        }
        const before = structuredClone(completion)
        const again = accumulate(replayChunks(completion))
        // A reply without any content says so as "" in a stream, which is what OpenAI sends.
        for (const each of again?.choices ?? []) each.message.content ||= null
        expect(again).toEqual(before)
        expect(completion).toEqual(before)
      }),
    )
  })
})
