// OpenAI's Responses API. Shapes: the types of the openai package, items and order of events as in the recordings
// openai-responses-stream-0a86ab52bb (text), -040d310624 (parallel calls), -6b91a5bf26 (refusal).
import type { Response, ResponseReasoningItem, ResponseUsage } from 'openai/resources/responses/responses'
import type { Answer } from './answer.js'
import type { Dialect, Frame } from './dialect.js'
import { valueAt } from './json.js'
import { openaiChat } from './openai-chat.js'
import { refuseResponsesRequest, responsesErrorEvent, responsesFacts } from './openai-responses-facts.js'
import { itemEvents, type ResponsesEvent, type WireItem } from './openai-responses-items.js'
import { makeHexId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'

const PATH = /^\/v1\/(?!v\d)(?:[^/]+\/)*responses\/?$/

export const openaiResponses: Dialect = {
  ...openaiChat,
  id: 'openai-responses',
  handles: (path) => PATH.test(path),
  refuse: refuseResponsesRequest,
  facts: responsesFacts,
  body: (answer, request, now) => toResponse(answer, request, now, { done: true, items: itemsOf(answer, request) }),
  frames: toFrames,
  errorFrame: (error) => frameText({ ...responsesErrorEvent(error), sequence_number: 0 }),
}

const itemsOf = (answer: Answer, request: SimulatedRequest): WireItem[] =>
  itemEvents(answer, request).map(({ whole }) => whole)

/** What the wire holds: the SDK adds `output_text` itself, and its types name fields that few answers have. */
type WireResponse = Pick<
  Response,
  | 'id'
  | 'object'
  | 'created_at'
  | 'status'
  | 'error'
  | 'incomplete_details'
  | 'instructions'
  | 'max_output_tokens'
  | 'model'
  | 'parallel_tool_calls'
  | 'previous_response_id'
  | 'service_tier'
  | 'metadata'
> & { output: WireItem[]; store: boolean; usage?: ResponseUsage | null } & Record<'tools' | 'tool_choice', unknown>

interface State {
  done: boolean
  items: WireItem[]
}

function toResponse(answer: Answer, request: SimulatedRequest, now: number, { done, items }: State): WireResponse {
  const { instructions, max_output_tokens: limit, tools = [], tool_choice = 'auto', store = true } = request.body
  const usage = toUsage(answer)
  return {
    id: `resp_${request.index}_${hex(answer)}`,
    object: 'response',
    created_at: Math.floor(now / 1000),
    status: done ? statusOf(answer) : 'in_progress',
    error: null,
    incomplete_details: done ? incompleteDetails(answer) : null,
    instructions: typeof instructions === 'string' ? instructions : null,
    max_output_tokens: typeof limit === 'number' ? limit : null,
    model: answer.model,
    output: items,
    parallel_tool_calls: valueAt(request.body, 'parallel_tool_calls') !== false,
    previous_response_id: null,
    service_tier: done ? 'default' : 'auto',
    store: store !== false,
    tool_choice,
    tools,
    ...(done ? usage && { usage } : { usage: null }),
    metadata: {},
  }
}
