import type {
  ResponseFunctionToolCallItem,
  ResponseOutputMessage,
  ResponseOutputRefusal,
  ResponseOutputText,
  ResponseReasoningItem,
} from 'openai/resources/responses/responses'
import { type Answer, type ToolCall, wholeText } from './answer.js'
import { splitJson, splitText } from './chunking.js'
import type { FrameKind } from './dialect.js'
import { valueAt } from './json.js'
import { makeHexId, makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'

export type WireItem = ResponseOutputMessage | ResponseReasoningItem | ResponseFunctionToolCallItem

/** An event without the numbers that its place gives it. */
export interface ResponsesEvent {
  readonly type: string
  readonly [field: string]: unknown
}

/** An item of the output, and the events between its announcement and its end. */
export interface OutputItem {
  readonly start: WireItem
  readonly whole: WireItem
  readonly events: ReadonlyArray<readonly [FrameKind, ResponsesEvent]>
}

/** Reasoning, then what is said, then calls. */
export function outputItems(answer: Answer, request: SimulatedRequest): OutputItem[] {
  const { random } = request
  const text = wholeText(answer.text)
  const bare = text === '' && answer.toolCalls.length === 0 && answer.thinkingBlocks.length === 0
  return [
    ...answer.thinkingBlocks.map((block) => toReasoning(block, answer, request)),
    ...(answer.refusal === undefined ? [] : [toRefusal(answer.refusal, answer, random)]),
    ...(text === '' && !(bare && answer.refusal === undefined) ? [] : [toMessage(text, answer, random)]),
    ...answer.toolCalls.map((call) => toCall(call, answer, random)),
  ]
}

const itemId = (random: () => number, prefix: string) => makeHexId(random, prefix, 48)

function toReasoning(
  block: Answer['thinkingBlocks'][number],
  answer: Answer,
  { body, random }: SimulatedRequest,
): OutputItem {
  const id = itemId(random, 'rs_')
  const include = valueAt(body, 'include')
  const asked = Array.isArray(include) && include.includes('reasoning.encrypted_content')
  const secret = block.type === 'thinking' ? block.signature : block.data
  const start: ResponseReasoningItem = {
    id,
    type: 'reasoning',
    content: [],
    ...(asked && { encrypted_content: secret }),
    summary: [],
  }
  if (block.type !== 'thinking') return { start, whole: start, events: [] }
  const text = block.thinking
  const scripted = wholeText(answer.reasoning) === text ? answer.reasoning : text
  const place = { item_id: id, summary_index: 0 }
  const part = (shown: string) => ({ type: 'summary_text' as const, text: shown })
  return {
    start,
    whole: { ...start, summary: [part(text)] },
    events: [
      ['structure', { type: 'response.reasoning_summary_part.added', ...place, part: part('') }],
      ...splitText(scripted, answer.chunking, random).map(
        (delta) => ['content', { type: 'response.reasoning_summary_text.delta', ...place, delta }] as const,
      ),
      ['structure', { type: 'response.reasoning_summary_text.done', ...place, text }],
      ['structure', { type: 'response.reasoning_summary_part.done', ...place, part: part(text) }],
    ],
  }
}

/** Whether the answer is cut off, and its last words with it. */
function statusIn({ finishReason }: Answer): 'completed' | 'incomplete' {
  return finishReason === 'length' || finishReason === 'content_filter' ? 'incomplete' : 'completed'
}

function toMessage(text: string, answer: Answer, random: () => number): OutputItem {
  const part = (shown: string): ResponseOutputText => ({
    type: 'output_text',
    annotations: [],
    logprobs: [],
    text: shown,
  })
  const pieces = splitText(answer.text, answer.chunking, random)
  return spoken(part, { name: 'output_text', whole: text, pieces, answer, random })
}

function toRefusal(refusal: string, answer: Answer, random: () => number): OutputItem {
  const part = (shown: string): ResponseOutputRefusal => ({ type: 'refusal', refusal: shown })
  const pieces = splitText(refusal, answer.chunking, random)
  return spoken(part, { name: 'refusal', whole: refusal, pieces, answer, random })
}

interface Spoken {
  name: 'output_text' | 'refusal'
  whole: string
  pieces: readonly string[]
  answer: Answer
  random: () => number
}

/** A message of one part. */
function spoken(
  part: (shown: string) => ResponseOutputText | ResponseOutputRefusal,
  { name, whole, pieces, answer, random }: Spoken,
): OutputItem {
  const id = itemId(random, 'msg_')
  const place = { item_id: id, content_index: 0 }
  const logprobs = name === 'output_text' ? { logprobs: [] } : {}
  const head = { id, type: 'message' as const, role: 'assistant' as const }
  const key = name === 'output_text' ? 'text' : 'refusal'
  return {
    start: { ...head, status: 'in_progress', content: [] },
    whole: { ...head, status: statusIn(answer), content: [part(whole)] },
    events: [
      ['structure', { type: 'response.content_part.added', ...place, part: part('') }],
      ...pieces.map((delta) => ['content', { type: `response.${name}.delta`, ...place, delta, ...logprobs }] as const),
      ['structure', { type: `response.${name}.done`, ...place, [key]: whole, ...logprobs }],
      ['structure', { type: 'response.content_part.done', ...place, part: part(whole) }],
    ],
  }
}

function toCall(call: ToolCall, answer: Answer, random: () => number): OutputItem {
  const id = itemId(random, 'fc_')
  const head = {
    id,
    type: 'function_call' as const,
    call_id: call.id ?? makeId(random, 'call_', 24),
    name: call.name,
  }
  return {
    start: { ...head, status: 'in_progress', arguments: '' },
    whole: { ...head, status: statusIn(answer), arguments: call.arguments },
    events: [
      ...splitJson(call.arguments, answer.chunking, random).map(
        (delta) => ['content', { type: 'response.function_call_arguments.delta', item_id: id, delta }] as const,
      ),
      ['structure', { type: 'response.function_call_arguments.done', item_id: id, arguments: call.arguments }],
    ],
  }
}
