import { describe, expect, it } from 'vitest'
import { toCompletion } from '../../providers/anthropic/response.js'
import { createStream } from '../../providers/anthropic/stream.js'
import { isRecord, type ProviderCompletion } from '../../src/provider.js'
import { accumulated, callOf } from './call.js'
import { eventsOf, messagesRecordings, whereRecordings } from './recordings.js'
import { wholeMessage } from './whole-message.js'

const recordings = messagesRecordings().filter(({ response }) => response.status < 400)
const whole = recordings.filter(({ response }) => isRecord(response.body))
const streamed = recordings.flatMap(({ id, model, response: { body } }) =>
  typeof body === 'string' ? [{ id, model: model ?? 'claude', events: eventsOf(body) }] : [],
)

const FINISH: Record<string, string> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
}

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** What of a reply must follow from the vendor's message. */
function expectation(message: Record<string, unknown>) {
  const blocks = list(message['content'])
  const calls = blocks.filter((block) => block['type'] === 'tool_use')
  const join = (type: string) =>
    blocks
      .filter((block) => block['type'] === type)
      .map((block) => block[type])
      .join('')
  const usage = isRecord(message['usage']) ? message['usage'] : {}
  const read = number(usage['cache_read_input_tokens'])
  const written = number(usage['cache_creation_input_tokens'])
  return {
    content: join('text'),
    reasoning: join('thinking'),
    calls: calls.map(({ id, name, input }) => ({ id, name, input })),
    signatures: blocks
      .filter((block) => block['type'] === 'thinking' || block['type'] === 'redacted_thinking')
      .map((block) => block['signature'] ?? block['data']),
    // One answer ends its turn beside calls that its own program had made.
    finish:
      message['stop_reason'] === 'end_turn' && calls.length > 0 ? 'tool_calls' : FINISH[String(message['stop_reason'])],
    // With several steps the sum is taken, which a test of its own looks at.
    usage:
      list(usage['iterations']).length > 1
        ? undefined
        : [number(usage['input_tokens']) + read + written, number(usage['output_tokens'])],
  }
}

function outcome(completion: ProviderCompletion | undefined, withUsage: boolean) {
  const choice = completion?.choices[0]
  const { message } = choice ?? {}
  return {
    content: message?.content ?? '',
    reasoning: message?.reasoning_content ?? '',
    calls: (message?.tool_calls ?? []).map((call) =>
      call.type === 'function'
        ? { id: call.id, name: call.function.name, input: parsed(call.function.arguments) }
        : undefined,
    ),
    signatures: (message?.thinking_blocks ?? []).map((block) =>
      block.type === 'thinking' ? block.signature : block.data,
    ),
    finish: choice?.finish_reason,
    usage: withUsage ? [completion?.usage?.prompt_tokens, completion?.usage?.completion_tokens] : undefined,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Without what is ours (the time) and with arguments compared by value, since a stream keeps the vendor's spacing. */
function comparable(completion: ProviderCompletion | undefined) {
  return (
    completion && {
      ...completion,
      created: 0,
      choices: completion.choices.map((choice) => ({
        ...choice,
        message: {
          ...choice.message,
          tool_calls: choice.message.tool_calls?.map((call) =>
            call.type === 'function'
              ? { ...call, function: { ...call.function, arguments: parsed(call.function.arguments) } }
              : call,
          ),
        },
      })),
    }
  )
}

describe.skipIf(recordings.length === 0)(`recorded exchanges with the Messages API${whereRecordings}`, () => {
  it.each(whole)('$id: a whole answer keeps its text, calls, reasoning, finish and usage', ({ model, response }) => {
    if (!isRecord(response.body)) throw new Error('not an object')
    const expected = expectation(response.body)
    const completion = toCompletion(response.body, callOf(model ?? 'claude'))
    expect(outcome(completion, expected.usage !== undefined)).toEqual(expected)
  })

  it.each(streamed)('$id: a stream adds up to its text, calls, reasoning, finish and usage', ({ model, events }) => {
    const expected = expectation(wholeMessage(events))
    const completion = accumulated(
      events.map(({ data }) => data),
      callOf(model, true),
    )
    expect(outcome(completion, expected.usage !== undefined)).toEqual(expected)
  })

  it.each(streamed)('$id: a stream adds up to what the whole answer would have given', ({ model, events }) => {
    const completion = accumulated(
      events.map(({ data }) => data),
      callOf(model, true),
    )
    expect(comparable(completion)).toEqual(comparable(toCompletion(wholeMessage(events), callOf(model))))
  })

  it.each(streamed)('$id: chunks have one id, the role once, and the usage last', ({ model, events }) => {
    const stream = createStream(callOf(model, true))
    for (const { data, event } of events) stream.event(data, event)
    stream.end()
    const chunks = stream.take()
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks.filter((chunk) => chunk.choices[0]?.delta.role)).toHaveLength(1)
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    expect(chunks.filter(({ usage }) => usage)).toEqual(chunks.slice(-1))
  })
})
