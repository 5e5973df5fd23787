import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/anthropic/response.js'
import { type ChatMessage, ModelRelayError, type ProviderRequest } from '../../src/provider.js'
import { accumulated, callOf, sent } from './call.js'
import { eventsOf, messagesRecordings } from './recordings.js'

/** Passes on our own errors, and fails on any other. */
function answersOrFails(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    expect(error).toBeInstanceOf(ModelRelayError)
  }
}

const json = fc.jsonValue({ maxDepth: 3 })
const key = fc.constantFrom(
  'type',
  'text',
  'id',
  'name',
  'input',
  'thinking',
  'signature',
  'data',
  'citations',
  'caller',
)
const type = fc.constantFrom('text', 'thinking', 'redacted_thinking', 'tool_use', 'server_tool_use', 'compaction')
/** A block whose fields may be anything. */
const block = fc.tuple(fc.dictionary(key, json), type).map(([fields, name]) => ({ ...fields, type: name }))
const stopReason = fc.oneof(fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'refusal', 'pause_turn'), json)

const body = fc.record({
  id: json,
  model: json,
  content: fc.oneof(fc.array(fc.oneof(block, json)), json),
  stop_reason: stopReason,
  stop_details: json,
  usage: fc.oneof(json, fc.record({ input_tokens: json, output_tokens: json, iterations: fc.array(json) })),
  container: json,
})

const index = fc.oneof(fc.constantFrom(0, 1), json)
const deltaType = fc.constantFrom(
  'text_delta',
  'input_json_delta',
  'thinking_delta',
  'signature_delta',
  'citations_delta',
)
const deltaFields = fc.dictionary(fc.constantFrom('text', 'partial_json', 'thinking', 'signature', 'citation'), json)
const event = fc.oneof(
  json,
  fc.record({ type: fc.constant('message_start'), message: fc.oneof(json, body) }),
  fc.record({ type: fc.constant('content_block_start'), index, content_block: fc.oneof(block, json) }),
  fc.record({
    type: fc.constant('content_block_delta'),
    index,
    delta: fc.oneof(
      json,
      fc.tuple(deltaFields, deltaType).map(([fields, name]) => ({ ...fields, type: name })),
    ),
  }),
  fc.record({ type: fc.constant('content_block_stop'), index }),
  fc.record({
    type: fc.constant('message_delta'),
    delta: fc.record({ stop_reason: stopReason, stop_details: json, container: json }),
    usage: json,
  }),
  fc.record({ type: fc.constant('error'), error: json }),
)

describe('whatever the vendor answers', () => {
  it('as a body becomes a reply or an error of ours', () => {
    fc.assert(fc.property(fc.oneof(body, json), (value) => answersOrFails(() => toCompletion(value, callOf()))))
  })

  it('as a body, with a hidden tool, becomes a reply or an error of ours', () => {
    const request: ProviderRequest = { model: '', messages: [], response_format: { type: 'json_object' } }
    fc.assert(fc.property(body, (value) => answersOrFails(() => toCompletion(value, callOf(), request))))
  })

  it('as events adds up to a reply or ends in an error of ours', () => {
    const end = { type: 'message_stop' }
    fc.assert(
      fc.property(fc.array(event), fc.boolean(), (events, hidden) => {
        const request: ProviderRequest = { model: '', messages: [], response_format: { type: 'json_object' } }
        const texts = [...events, end].map((value) => JSON.stringify(value))
        answersOrFails(() => accumulated(texts, callOf(undefined, true), hidden ? request : undefined))
      }),
    )
  })

  it('as no JSON ends in an error of ours', () => {
    fc.assert(fc.property(fc.string(), (data) => answersOrFails(() => accumulated([data]))))
  })
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}

describe("the caller's objects", () => {
  const cache_control = fc.constant({ type: 'ephemeral' as const })
  const text = fc.record(
    { type: fc.constant('text' as const), text: fc.string(), cache_control },
    { requiredKeys: ['type', 'text'] },
  )
  const thinking = fc.record({ type: fc.constant('thinking' as const), thinking: fc.string(), signature: fc.string() })
  const call = fc.record({
    id: fc.constantFrom('a', 'b', 'not valid'),
    type: fc.constant('function' as const),
    function: fc.record({ name: fc.constantFrom('f', 'g'), arguments: fc.oneof(fc.string(), fc.json()) }),
  })
  const message: fc.Arbitrary<ChatMessage> = fc.oneof(
    fc.record({ role: fc.constant('user' as const), content: fc.oneof(fc.string(), fc.array(text)) }),
    fc.record({ role: fc.constantFrom('system' as const, 'developer' as const), content: fc.string() }),
    fc.record({
      role: fc.constant('assistant' as const),
      content: fc.string(),
      tool_calls: fc.array(call, { minLength: 1, maxLength: 3 }),
      thinking_blocks: fc.array(thinking, { maxLength: 2 }),
    }),
    fc.record({ role: fc.constant('tool' as const), tool_call_id: fc.constantFrom('a', 'b'), content: fc.array(text) }),
  )

  it('are never changed', () => {
    fc.assert(
      fc.property(
        fc.array(message),
        fc.constantFrom('claude-sonnet-4-5', 'claude-opus-4-8', 'claude-3-haiku'),
        fc.jsonValue(),
        (messages, model, own) => {
          const parameters = { type: 'object', properties: { a: { oneOf: [{ minimum: 1 }] } } }
          const tools = [{ type: 'function' as const, function: { name: 'f', strict: true, parameters } }]
          const request = deepFreeze({ messages, tools, stop: ['a', ' '], own, reasoning_effort: 'low' as const })
          answersOrFails(() => sent(request, model))
        },
      ),
    )
  })

  it('of recorded answers are never changed on their way back', () => {
    for (const { response } of messagesRecordings()) {
      if (response.status >= 400) continue
      const completion =
        typeof response.body === 'string'
          ? accumulated(eventsOf(response.body).map(({ data }) => data))
          : toCompletion(deepFreeze(response.body), callOf())
      const reply = deepFreeze(completion?.choices[0]?.message)
      if (reply) sent({ messages: [{ role: 'user', content: 'Go' }, reply] })
    }
  })
})
