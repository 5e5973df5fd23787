import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohere } from '../../providers/cohere/index.js'
import { isModelRelayError, isRecord } from '../../src/provider.js'
import { chatRequest } from '../openai/arbitraries.js'
import { complete, deepFreeze, eventStream, stream } from '../openai/wire.js'
import { runs } from '../support/runs.js'

const NAMES = [
  ...['message', 'delta', 'content', 'text', 'thinking', 'type', 'index', 'id', 'finish_reason', 'usage', 'tokens'],
  ...['tool_calls', 'tool_plan', 'function', 'name', 'arguments', 'citations', 'sources', 'start', 'end', 'document'],
  ...['billed_units', 'input_tokens', 'cached_tokens', 'logprobs', 'error', 'error_type', '__proto__', 'content_index'],
]
const TYPES = ['message-start', 'content-start', 'content-delta', 'tool-plan-delta', 'tool-call-start']
const MORE = [
  'tool-call-delta',
  'citation-start',
  'message-end',
  'text',
  'thinking',
  'COMPLETE',
  'TOOL_CALL',
  'ERROR',
  'null',
]

const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 7 },
    fc.constantFrom<unknown>(null, true, 0, 1, 2.5, '', ...TYPES, ...MORE),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
}))
const block = fc.record({ type: fc.constantFrom('text', 'thinking'), text: json, thinking: json })
const citation = fc.record({ start: json, end: json, type: json, content_index: json, sources: json })
const message = fc.record(
  {
    content: fc.oneof(fc.array(block), json),
    tool_calls: fc.oneof(fc.array(json), json),
    tool_plan: json,
    citations: fc.array(citation),
  },
  { requiredKeys: [] },
)
const body = fc.oneof(
  json,
  fc.record({ message, finish_reason: fc.constantFrom('COMPLETE', 'TOOL_CALL', 'ERROR', 'x'), usage: json }),
)
const event = fc.oneof(
  json,
  fc.record({
    type: fc.constantFrom(...TYPES, ...MORE),
    index: json,
    delta: fc.oneof(
      json,
      fc.record({ message: fc.record({ content: json, tool_calls: json, citations: citation }), usage: json }),
    ),
  }),
)

const ours = async (run: () => Promise<unknown>) => {
  try {
    await run()
  } catch (error) {
    if (!isModelRelayError(error)) throw error
  }
}

describe('whatever comes from the vendor', () => {
  it('as a whole answer is a completion or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(body, (value) =>
        ours(async () => {
          const { reply } = await complete(cohere, {}, { body: JSON.stringify(value) })
          expect(reply.choices).toHaveLength(1)
        }),
      ),
      { numRuns: runs(1000) },
    )
  })

  it('as a stream is chunks and an end, or an error of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 6 }), async (events) => {
        const { error, chunks } = await stream(cohere, eventStream(events))
        if (error !== undefined && !isModelRelayError(error)) throw error
        expect(new Set(chunks.map(({ id }) => id)).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs(1000) },
    )
  })
})

const ANSWER = { body: { message: { content: [] }, finish_reason: 'COMPLETE' } }
const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** What Cohere refuses. */
function checkRules(sent: Record<string, unknown>): void {
  for (const turn of list(sent['messages'])) {
    expect(['system', 'user', 'assistant', 'tool']).toContain(turn['role'])
    const calls = list(turn['tool_calls'])
    if (calls.length > 0) {
      expect(list(turn['content']).every(({ type }) => type === 'thinking')).toBe(true)
      expect(typeof turn['content']).not.toBe('string')
      for (const call of calls)
        expect(isRecord(JSON.parse(String(isRecord(call['function']) && call['function']['arguments'])))).toBe(true)
    }
    if (turn['role'] === 'tool') expect(turn['content']).not.toBe('')
  }
  if (sent['tool_choice'] !== undefined) {
    expect(['REQUIRED', 'NONE']).toContain(sent['tool_choice'])
    expect(list(sent['tools']).length).toBeGreaterThan(0)
  }
  for (const key of ['top_p', 'top_k', 'stop', 'max_completion_tokens', 'reasoning_effort', 'stream_options'])
    expect(sent).not.toHaveProperty(key)
}

describe('whatever a caller asks', () => {
  it("keeps the vendor's rules or is refused by an error of ours, and is never changed", async () => {
    await fc.assert(
      fc.asyncProperty(chatRequest, fc.constantFrom('command-a-03-2025', 'command-a-plus-05-2026'), (request, model) =>
        ours(async () => {
          const { sent } = await complete(cohere, deepFreeze({ ...request, model }), ANSWER)
          checkRules(sent)
        }),
      ),
      { numRuns: runs(1000) },
    )
  })
})
