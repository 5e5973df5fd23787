// Amazon Bedrock's Converse and ConverseStream. Shapes: the types of @aws-sdk/client-bedrock-runtime, fields and event
// order as in the recordings bedrock-converse-c7659948cb (reasoning and tools) and bedrock-converse-stream-*.
import type {
  ContentBlock,
  ContentBlockDelta,
  ContentBlockStart,
  StopReason,
  TokenUsage,
} from '@aws-sdk/client-bedrock-runtime'
import { type Answer, type ToolCall, wholeText } from './answer.js'
import { bedrockFacts, refuseConverse } from './bedrock-facts.js'
import { splitJson, splitText } from './chunking.js'
import type { Dialect, Frame, FrameKind } from './dialect.js'
import { toEvent, toException } from './event-stream.js'
import { parseJson } from './json.js'
import { makeHexId, makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields } from './script.js'

const PATH = /^\/model\/([^/]+)\/converse(-stream)?$/

export const bedrockConverse: Dialect = {
  id: 'bedrock-converse',
  maker: 'bedrock',
  http2: true,
  handles: (path) => PATH.test(path),
  route(path) {
    const [, model = '', stream] = PATH.exec(path) ?? []
    return { model: decodeURIComponent(model), stream: stream !== undefined }
  },
  // The SDK puts its own paths behind an endpoint; a listener of its own needs no prefix.
  baseURL: (origin) => origin,
  // Any signature is taken for a right one.
  hasKey: ({ headers }) => /^(?:AWS4-HMAC-SHA256 Credential=|Bearer\s+)\S/.test(headers['authorization'] ?? ''),
  refuse: refuseConverse,
  missingKey: { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
  notFound: () => ({ type: 'UnknownOperationException', message: 'No such operation.' }),
  facts: bedrockFacts,
  body: (answer, request) => ({
    metrics: { latencyMs: 1 },
    output: { message: { role: 'assistant', content: toBlocks(answer, request) } },
    stopReason: toStopReason(answer),
    ...(answer.usage ? { usage: toUsage(answer.usage) } : {}),
  }),
  streamType: 'application/vnd.amazon.eventstream',
  frames: toFrames,
  errorBody: toErrorBody,
  errorFrame: (error) => toException(toMember(typeOf(error)), { message: messageOf(error) }),
  models: (names) => ({ modelSummaries: names.map((modelId) => ({ modelId })) }),
  requestId: (random) => makeHexId(random, '', 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  headers: (requestId) => ({ 'content-type': 'application/json', 'x-amzn-requestid': requestId }),
  rateLimitHeaders: () => ({}), // Bedrock sends none
  keepAlive: '', // nor anything while it is silent
}

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
const ERRORS: Readonly<Record<number, { type: string; message: string }>> = {
  400: { type: 'ValidationException', message: 'The model returned the following errors: Malformed input request.' },
  401: { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
  403: { type: 'AccessDeniedException', message: 'You do not have access to the model with the specified model ID.' },
  404: { type: 'ResourceNotFoundException', message: 'The requested resource was not found.' },
  408: { type: 'ModelTimeoutException', message: 'The model took too long to process the request.' },
  424: { type: 'ModelErrorException', message: 'The model returned an error.' },
  429: { type: 'ThrottlingException', message: 'Too many tokens, please wait before trying again.' },
  500: { type: 'InternalServerException', message: 'Internal server error.' },
  503: { type: 'ServiceUnavailableException', message: 'The service is temporarily unavailable.' },
}

const typeOf = ({ type, status }: ErrorFields & { status: number }) => type ?? ERRORS[status]?.type
const messageOf = ({ message, status }: ErrorFields & { status: number }) =>
  message ?? ERRORS[status]?.message ?? `HTTP ${status}`

/** The real service names the type in the header `x-amzn-errortype`; the SDK reads it in the body as well. */
function toErrorBody(error: ErrorFields & { status: number }): unknown {
  const type = typeOf(error)
  return { message: messageOf(error), ...(type === undefined ? {} : { __type: type }) }
}

function toMember(type = 'InternalServerException'): string {
  return type.charAt(0).toLowerCase() + type.slice(1)
}

function toBlocks(answer: Answer, { random }: SimulatedRequest): ContentBlock[] {
  const text = wholeText(answer.text)
  const reasoning = answer.thinkingBlocks.map((block) => ({
    reasoningContent:
      block.type === 'thinking'
        ? { reasoningText: { text: block.thinking, signature: block.signature } }
        : { redactedContent: block.data },
  }))
  const calls = answer.toolCalls.map((call) => ({
    toolUse: { ...toStart(call, random), input: parseJson(call.arguments) ?? call.arguments },
  }))
  // On the wire bytes are base64, which is what redacted data is scripted as.
  return [...reasoning, ...(text === '' ? [] : [{ text }]), ...calls] as ContentBlock[]
}

function toStart(call: ToolCall, random: () => number): { toolUseId: string; name: string } {
  return { toolUseId: call.id ?? makeId(random, 'tooluse_', 22), name: call.name }
}

const STOP_REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'content_filtered',
}

function toStopReason({ finishReason, refusal, toolCalls }: Answer): string {
  if (finishReason !== undefined) return STOP_REASONS[finishReason] ?? finishReason
  if (refusal !== undefined) return 'content_filtered'
  return toolCalls.length > 0 ? 'tool_use' : 'end_turn'
}

function toUsage(usage: NonNullable<Answer['usage']>): TokenUsage {
  const { inputTokens, outputTokens, cachedTokens, cacheWriteTokens } = usage
  return {
    inputTokens: inputTokens - cachedTokens - cacheWriteTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    cacheReadInputTokens: cachedTokens,
    cacheWriteInputTokens: cacheWriteTokens,
  }
}

function toFrames(answer: Answer, request: SimulatedRequest): Frame[] {
  const frames = [frame('structure', 'messageStart', { role: 'assistant' })]
  let contentBlockIndex = 0
  for (const { start, deltas } of blockEvents(answer, request)) {
    if (start) frames.push(frame('structure', 'contentBlockStart', { contentBlockIndex, start }))
    for (const [kind, delta] of deltas) frames.push(frame(kind, 'contentBlockDelta', { contentBlockIndex, delta }))
    frames.push(frame('structure', 'contentBlockStop', { contentBlockIndex }))
    contentBlockIndex++
  }
  frames.push(frame('finish', 'messageStop', { stopReason: toStopReason(answer) }))
  const usage = answer.usage ? { usage: toUsage(answer.usage) } : {}
  frames.push(frame('usage', 'metadata', { ...usage, metrics: { latencyMs: 1 } }))
  return frames
}

interface BlockEvents {
  /** Texts and reasoning have none: 0 of 63 recorded streams. */
  readonly start?: ContentBlockStart
  readonly deltas: ReadonlyArray<readonly [FrameKind, unknown]>
}

function* blockEvents(answer: Answer, { random }: SimulatedRequest): Generator<BlockEvents> {
  for (const block of answer.thinkingBlocks) {
    if (block.type === 'redacted_thinking') {
      yield { deltas: [['structure', { reasoningContent: { redactedContent: block.data } }]] }
      continue
    }
    const scripted = wholeText(answer.reasoning) === block.thinking ? answer.reasoning : block.thinking
    const texts = splitText(scripted, answer.chunking, random)
    const signature = { reasoningContent: { signature: block.signature } }
    yield { deltas: [...texts.map((text) => content({ reasoningContent: { text } })), ['structure', signature]] }
  }
  const texts = splitText(answer.text, answer.chunking, random)
  if (texts.length > 0) yield { deltas: texts.map((text) => content({ text })) }
  for (const call of answer.toolCalls) {
    const pieces = call.arguments === '{}' ? [''] : splitJson(call.arguments, answer.chunking, random)
    yield {
      start: { toolUse: toStart(call, random) },
      deltas: pieces.map((input) => content({ toolUse: { input } })),
    }
  }
}

const content = (delta: ContentBlockDelta): readonly [FrameKind, unknown] => ['content', delta]

function frame(kind: FrameKind, type: string, payload: object): Frame {
  return { kind, text: toEvent(type, payload) }
}
