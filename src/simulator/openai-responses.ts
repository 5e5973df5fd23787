// OpenAI's Responses API. Shapes: the types of the openai package, items and order of events as in the recordings
// openai-responses-stream-0a86ab52bb (text), -040d310624 (parallel calls), -62b1c1263e (reasoning), -6b91a5bf26
// (refusal), -d501228e83 (cut off).
import type { Response, ResponseUsage } from 'openai/resources/responses/responses'
import type { Answer } from './answer.js'
import type { Dialect, Frame, FrameKind } from './dialect.js'
import { openaiChat } from './openai-chat.js'
import { refuseResponsesRequest, responsesErrorEvent, responsesFacts } from './openai-responses-facts.js'
import { outputItems, type ResponsesEvent, type WireItem } from './openai-responses-items.js'
import { makeHexId, makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'

const PATH = /^\/v1\/(?!v\d)(?:[^/]+\/)*responses\/?$/

export const openaiResponses: Dialect = {
  ...openaiChat,
  id: 'openai-responses',
  handles: (path) => PATH.test(path),
  refuse: refuseResponsesRequest,
  facts: responsesFacts,
  body: (answer, request, now) => {
    const output = outputItems(answer, request).map(({ whole }) => whole)
    return ended(opened(answer, request, now), answer, output)
  },
  frames: toFrames,
  errorFrame: (error) => frameText({ ...responsesErrorEvent(error), sequence_number: 0 }),
}

/** What the wire holds of it: the SDK adds `output_text` itself. */
type WireResponse = Omit<Response, 'output_text' | 'output' | 'usage' | 'tools' | 'tool_choice' | 'text'> & {
  output: WireItem[]
  usage?: ResponseUsage | null
  tools: unknown
  tool_choice: unknown
  text: unknown
}

/** The response before its first item; it repeats what was asked. */
function opened(answer: Answer, { body, random }: SimulatedRequest, now: number): WireResponse {
  const { instructions, max_output_tokens: limit, temperature, text, tools, tool_choice, store } = body
  return {
    id: makeHexId(random, 'resp_', 48),
    object: 'response',
    created_at: Math.floor(now / 1000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: typeof instructions === 'string' ? instructions : null,
    max_output_tokens: typeof limit === 'number' ? limit : null,
    model: answer.model,
    output: [],
    parallel_tool_calls: body['parallel_tool_calls'] !== false,
    previous_response_id: null,
    service_tier: 'auto',
    ...{ store: store !== false }, // a field that the SDK's types leave out
    temperature: typeof temperature === 'number' ? temperature : 1,
    text: text ?? { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: tool_choice ?? 'auto',
    tools: tools ?? [],
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    metadata: {},
  }
}

function ended({ usage: _, ...response }: WireResponse, answer: Answer, output: WireItem[]): WireResponse {
  const usage = toUsage(answer)
  return { ...response, ...toEnd(answer), output, service_tier: 'default', ...(usage && { usage }) }
}

const INCOMPLETE = { length: 'max_output_tokens', content_filter: 'content_filter' } as const

function toEnd({ finishReason = 'stop' }: Answer): Pick<WireResponse, 'status' | 'incomplete_details'> {
  if (finishReason === 'length' || finishReason === 'content_filter')
    return { status: 'incomplete', incomplete_details: { reason: INCOMPLETE[finishReason] } }
  if (finishReason === 'stop' || finishReason === 'tool_calls') return { status: 'completed', incomplete_details: null }
  // A script may send a word that the SDK's types do not know.
  return { status: 'incomplete', incomplete_details: { reason: finishReason as 'content_filter' } }
}

function toUsage({ usage }: Answer): ResponseUsage | undefined {
  if (!usage) return undefined
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens, cache_write_tokens: usage.cacheWriteTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  }
}

function toFrames(answer: Answer, request: SimulatedRequest, now: number): Frame[] {
  const frames: Frame[] = []
  const add = (kind: FrameKind, event: ResponsesEvent) => {
    // Random padding, as in chat completions.
    const padding = event.type.endsWith('.delta') ? { obfuscation: makeId(request.random, '', 8) } : {}
    frames.push({ kind, text: frameText({ ...event, ...padding, sequence_number: frames.length }) })
  }
  const response = opened(answer, request, now)
  add('structure', { type: 'response.created', response })
  add('structure', { type: 'response.in_progress', response })
  const items = outputItems(answer, request)
  for (const [output_index, { start, whole, events }] of items.entries()) {
    add('structure', { type: 'response.output_item.added', output_index, item: start })
    for (const [kind, event] of events) add(kind, { ...event, output_index })
    add('structure', { type: 'response.output_item.done', output_index, item: whole })
  }
  const whole = ended(
    response,
    answer,
    items.map((item) => item.whole),
  )
  // The last event says the end, why, and what was used; nothing follows it.
  add('finish', { type: `response.${whole.status}`, response: whole })
  return frames
}

function frameText(event: ResponsesEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}
