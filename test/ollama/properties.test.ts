import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ollama } from '../../providers/ollama/index.js'
import { isModelRelayError, isRecord } from '../../src/provider.js'
import { chatRequest } from '../openai/arbitraries.js'
import { complete, deepFreeze, stream } from '../openai/wire.js'
import { runs } from '../support/runs.js'

const NAMES = [
  ...['message', 'content', 'thinking', 'tool_calls', 'function', 'name', 'arguments', 'id', 'done', 'done_reason'],
  ...['prompt_eval_count', 'eval_count', 'error', 'model', 'created_at', 'logprobs', 'token', 'logprob', '__proto__'],
]
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom<unknown>(null, true, false, 0, 1.5, '', 'stop', 'length', 'text', '2025-08-14T14:52:55Z'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
}))
const message = fc.record({ content: json, thinking: json, tool_calls: fc.oneof(fc.array(json), json) })
const line = fc.oneof(json, fc.record({ message, done: json, done_reason: json, logprobs: json, eval_count: json }))

const ours = async (run: () => Promise<unknown>) => {
  try {
    await run()
  } catch (error) {
    if (!isModelRelayError(error)) throw error
  }
}

describe('whatever comes from the server', () => {
  it('as a whole answer is a completion or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(line, (value) =>
        ours(async () => {
          const { reply } = await complete(ollama, {}, { body: JSON.stringify(value) })
          expect(reply.choices).toHaveLength(1)
        }),
      ),
      { numRuns: runs(1000) },
    )
  })

  it('as a stream is chunks and an end, or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
        const { error, chunks } = await stream(ollama, lines.map((value) => `${JSON.stringify(value)}\n`).join(''))
        if (error !== undefined && !isModelRelayError(error)) throw error
        expect(new Set(chunks.map(({ id }) => id)).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(1000) },
    )
  })
})

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** What Ollama cannot read. */
function checkRules(sent: Record<string, unknown>): void {
  expect(typeof sent['stream']).toBe('boolean')
  for (const turn of list(sent['messages'])) {
    expect(['system', 'user', 'assistant', 'tool']).toContain(turn['role'])
    expect(typeof turn['content']).toBe('string')
    for (const call of list(turn['tool_calls']))
      expect(isRecord(call['function']) && isRecord(call['function']['arguments'])).toBe(true)
    for (const image of Array.isArray(turn['images']) ? turn['images'] : [])
      expect(image).not.toMatch(/^data:|^https?:/)
  }
  for (const key of ['temperature', 'max_tokens', 'seed', 'stop', 'tool_choice', 'response_format', 'stream_options'])
    expect(sent).not.toHaveProperty(key)
}

describe('whatever a caller asks', () => {
  it('is what the server reads or is refused by an error of ours, and is never changed', async () => {
    const answer = { body: { message: { content: '' }, done: true } }
    await fc.assert(
      fc.asyncProperty(chatRequest, (request) =>
        ours(async () => checkRules((await complete(ollama, deepFreeze(request), answer)).sent)),
      ),
      { numRuns: runs(1000) },
    )
  })
})
