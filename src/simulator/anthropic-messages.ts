// Anthropic's Messages API. Shapes: the types of @anthropic-ai/sdk, fields and event order as in the recordings
// anthropic-messages-10f2d3fa71, anthropic-messages-stream-0f2b9c846a (tools), -06d417f2dd (thinking),
// -5ad46ef693 (redacted thinking).
import type {
  Message,
  MessageDeltaUsage,
  RawMessageStreamEvent,
  RedactedThinkingBlock,
  StopReason,
  TextBlock,
  ThinkingBlock,
  ToolUseBlock,
} from '@anthropic-ai/sdk/resources/messages'
import { type Answer, type ToolCall, wholeText } from './answer.js'
import {
  anthropicErrorBody,
  anthropicErrorHeaders,
  anthropicNotFound,
  anthropicRateLimitHeaders,
  refuseAnthropicRequest,
} from './anthropic-errors.js'
import { anthropicFacts } from './anthropic-facts.js'
import { splitJson, splitText } from './chunking.js'
import type { Dialect, Frame, FrameKind } from './dialect.js'
import { parseJson } from './json.js'
import { makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'

export const anthropicMessages: Dialect = {
  id: 'anthropic-messages',
  maker: 'anthropic',
  handles: (path) => path === '/v1/messages',
  baseURL: (origin, provider) => `${origin}/${provider}`,
  hasKey: ({ headers }) => Boolean(headers['x-api-key']) || /^Bearer\s+\S/i.test(headers['authorization'] ?? ''),
  refuse: refuseAnthropicRequest,
  missingKey: { type: 'authentication_error', message: 'x-api-key header is required' },
  notFound: anthropicNotFound,
  facts: anthropicFacts,
  body: toMessage,
  frames: toFrames,
  errorBody: anthropicErrorBody,
  errorFrame: (error, requestId) => `event: error\ndata: ${JSON.stringify(anthropicErrorBody(error, requestId))}\n\n`,
  models: (names, now) => ({
    data: names.map((id) => ({ type: 'model', id, display_name: id, created_at: new Date(now).toISOString() })),
    has_more: false,
    first_id: names[0] ?? null,
    last_id: names.at(-1) ?? null,
  }),
  requestId: (random) => makeId(random, 'req_011C', 20),
  headers: (requestId, status) => ({
    'content-type': 'application/json',
    'request-id': requestId,
    ...anthropicErrorHeaders(status),
  }),
  rateLimitHeaders: anthropicRateLimitHeaders,
  keepAlive: 'event: ping\ndata: {"type": "ping"}\n\n',
}

/** What the wire holds: the SDK's types name fields that the API leaves out of plain answers. */
type WireMessage = Omit<Message, 'container' | 'diagnostics' | 'usage' | 'content'> & {
  content: WireBlock[]
  usage?: WireUsage
}
type WireBlock = Omit<TextBlock, 'citations'> | ThinkingBlock | RedactedThinkingBlock | ToolUseBlock
type WireUsage = Omit<Message['usage'], 'server_tool_use' | 'speed' | 'output_tokens_details'> & {
  output_tokens_details?: Message['usage']['output_tokens_details']
}

function toMessage(answer: Answer, request: SimulatedRequest): WireMessage {
  const usage = toUsage(answer)
  return {
    model: answer.model,
    id: makeId(request.random, 'msg_01', 22),
    type: 'message',
    role: 'assistant',
    content: toBlocks(answer, request),
    stop_reason: toStopReason(answer),
    stop_sequence: null,
    stop_details: toStopDetails(answer),
    ...(usage ? { usage } : {}),
  }
}

function toBlocks(answer: Answer, { random }: SimulatedRequest): WireBlock[] {
  const text = wholeText(answer.text)
  const calls = answer.toolCalls.map((call) => toToolUse(call, parseJson(call.arguments) ?? call.arguments, random))
  return [...answer.thinkingBlocks, ...(text === '' ? [] : [{ type: 'text' as const, text }]), ...calls]
}

function toToolUse(call: ToolCall, input: unknown, random: () => number): ToolUseBlock {
  const id = call.id ?? makeId(random, 'toolu_01', 22)
  return { type: 'tool_use', id, name: call.name, input, caller: { type: 'direct' } }
}

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
}

function toStopReason(answer: Answer): StopReason {
  const { finishReason } = answer
  // A script may send a word that the SDK's types do not know.
  if (finishReason !== undefined) return STOP_REASONS[finishReason] ?? (finishReason as StopReason)
  if (answer.refusal !== undefined) return 'refusal'
  return answer.toolCalls.length > 0 ? 'tool_use' : 'end_turn'
}

function toStopDetails(answer: Answer): Message['stop_details'] {
  if (toStopReason(answer) !== 'refusal') return null
  return { type: 'refusal', category: null, explanation: answer.refusal ?? null }
}

/** Input tokens are counted without cached ones here. */
function toUsage({ usage }: Answer): WireUsage | undefined {
  if (!usage) return undefined
  return {
    input_tokens: Math.max(0, usage.inputTokens - usage.cachedTokens - usage.cacheWriteTokens),
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedTokens,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWriteTokens, ephemeral_1h_input_tokens: 0 },
    output_tokens: usage.outputTokens,
    output_tokens_details: { thinking_tokens: usage.reasoningTokens },
    service_tier: 'standard',
    inference_geo: 'global',
  }
}

function toDeltaUsage(usage: WireUsage | undefined): Partial<MessageDeltaUsage> | undefined {
  if (!usage) return undefined
  const { service_tier: _tier, inference_geo: _geo, cache_creation: _split, ...counts } = usage
  return counts
}

function toFrames(answer: Answer, request: SimulatedRequest): Frame[] {
  const usage = toUsage(answer)
  const frames: Frame[] = [frame('structure', { type: 'message_start', message: toOpening(answer, request, usage) })]
  let index = 0
  for (const block of blockEvents(answer, request)) {
    frames.push(frame('structure', { type: 'content_block_start', index, content_block: block.start }))
    // The real API pings once, after the first block has opened.
    if (index === 0) frames.push({ kind: 'structure', text: anthropicMessages.keepAlive })
    for (const [kind, delta] of block.deltas) frames.push(frame(kind, { type: 'content_block_delta', index, delta }))
    frames.push(frame('structure', { type: 'content_block_stop', index }))
    index++
  }
  const delta = { stop_reason: toStopReason(answer), stop_sequence: null, stop_details: toStopDetails(answer) }
  frames.push(frame('finish', { type: 'message_delta', delta, usage: toDeltaUsage(usage) ?? { output_tokens: 0 } }))
  frames.push(frame('done', { type: 'message_stop' }))
  return frames
}

/** The message as it stands before its first block: no content, no stop reason, one token of output. */
function toOpening(answer: Answer, request: SimulatedRequest, usage: WireUsage | undefined): WireMessage {
  const empty = { ...answer, text: '', thinkingBlocks: [], toolCalls: [], usage: undefined }
  return {
    ...toMessage(empty, request),
    stop_reason: null,
    stop_details: null,
    ...(usage ? { usage: withoutDetails({ ...usage, output_tokens: 1 }) } : {}),
  }
}

function withoutDetails({ output_tokens_details: _, ...usage }: WireUsage): WireUsage {
  return usage
}

interface BlockEvents {
  readonly start: unknown
  readonly deltas: ReadonlyArray<[FrameKind, unknown]>
}

function* blockEvents(answer: Answer, { random }: SimulatedRequest): Generator<BlockEvents> {
  for (const block of answer.thinkingBlocks) {
    if (block.type === 'redacted_thinking') {
      yield { start: block, deltas: [] }
      continue
    }
    const scripted = wholeText(answer.reasoning) === block.thinking ? answer.reasoning : block.thinking
    const pieces = splitText(scripted, answer.chunking, random)
    yield {
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...pieces.map((thinking): [FrameKind, unknown] => ['content', { type: 'thinking_delta', thinking }]),
        ['structure', { type: 'signature_delta', signature: block.signature }],
      ],
    }
  }
  const text = splitText(answer.text, answer.chunking, random)
  if (text.length > 0) {
    const deltas = text.map((piece): [FrameKind, unknown] => ['content', { type: 'text_delta', text: piece }])
    yield { start: { type: 'text', text: '' }, deltas }
  }
  for (const call of answer.toolCalls) yield toolEvents(call, answer, random)
}

function toolEvents(call: ToolCall, answer: Answer, random: () => number): BlockEvents {
  // A call without arguments is streamed as one empty fragment: no `{}` is sent.
  const pieces = call.arguments === '{}' ? [] : splitJson(call.arguments, answer.chunking, random)
  return {
    start: toToolUse(call, {}, random),
    deltas: [
      ['structure', { type: 'input_json_delta', partial_json: '' }],
      ...pieces.map((piece): [FrameKind, unknown] => ['content', { type: 'input_json_delta', partial_json: piece }]),
    ],
  }
}

/** An event with the type names that the SDK knows. */
function frame(kind: FrameKind, event: { type: RawMessageStreamEvent['type'] } & Record<string, unknown>): Frame {
  return { kind, text: `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n` }
}
