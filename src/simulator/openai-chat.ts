// OpenAI's chat completions, which the OpenAI-dialect vendors speak too. Shapes: the types of the openai package,
// field order and chunk order as in the recordings openai-chat-439f8ed6f3, openai-chat-stream-16cc7182ea (text),
// -169f585b6b (one tool call), -3961423ab3 (parallel calls), -e97703a31e (refusal), deepseek-chat-stream-30a9b9c1cc.
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionMessage } from 'openai/resources/chat/completions'
import { type Answer, type ToolCall, wholeText } from './answer.js'
import { splitJson, splitText } from './chunking.js'
import type { Dialect, Frame, FrameKind } from './dialect.js'
import { valueAt } from './json.js'
import {
  openaiErrorBody,
  openaiMissingKey,
  openaiNotFound,
  openaiRateLimitHeaders,
  refuseOpenaiRequest,
} from './openai-errors.js'
import { openaiFacts } from './openai-facts.js'
import { makeHexId, makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'

/** These send the usage of a stream unasked (the recordings' README, "Streaming"). */
const SEND_USAGE_UNASKED: ReadonlySet<string> = new Set([
  'mistral',
  'codestral',
  'openrouter',
  'perplexity',
  'databricks',
  'deepseek',
])

const FINGERPRINT = 'fp_51f0a7c3e2'

/**
 * `/v1` once, then perhaps a path of the host's own: Writer's is `/chat` alone, DataRobot's ends in a slash.
 * Azure's older form has no version in it (quirks.md 64).
 */
const PATH =
  /^\/v1\/(?!v\d)(?:[^/]+\/)*chat\/completions\/?$|^\/v1\/chat$|\/openai\/deployments\/[^/]+\/chat\/completions$/

export const openaiChat: Dialect = {
  id: 'openai-chat',
  maker: 'openai',
  handles: (path) => PATH.test(path),
  baseURL: (origin, provider) => `${origin}/${provider}/v1`,
  // Azure sends its key as api-key.
  hasKey: ({ headers }) => /^Bearer\s+\S/i.test(headers['authorization'] ?? '') || Boolean(headers['api-key']),
  refuse: refuseOpenaiRequest,
  missingKey: openaiMissingKey,
  notFound: openaiNotFound,
  facts: openaiFacts,
  body: toCompletion,
  frames: toFrames,
  errorBody: openaiErrorBody,
  errorFrame: (error) => frameText(openaiErrorBody(error)),
  models: (names, now) => ({
    object: 'list',
    data: names.map((id) => ({ id, object: 'model', created: seconds(now), owned_by: 'simulator' })),
  }),
  requestId: (random) => makeHexId(random, 'req_', 32),
  headers: (requestId, status) => ({
    'content-type': status === 401 || status === 404 ? 'application/json; charset=utf-8' : 'application/json',
    'x-request-id': requestId,
    'openai-processing-ms': '1',
  }),
  rateLimitHeaders: openaiRateLimitHeaders,
  keepAlive: ': keep-alive\n\n',
}

function toCompletion(answer: Answer, request: SimulatedRequest, now: number): ChatCompletion {
  const usage = toUsage(answer)
  return {
    id: makeId(request.random, 'chatcmpl-', 29),
    object: 'chat.completion',
    created: seconds(now),
    model: answer.model,
    choices: Array.from({ length: choiceCount(request) }, (_, index) => ({
      index,
      message: toMessage(answer, request),
      logprobs: null,
      finish_reason: toFinishReason(answer, request),
    })),
    ...(usage ? { usage } : {}),
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  }
}

function toMessage(answer: Answer, { random }: SimulatedRequest): ChatCompletionMessage {
  const calls = answer.toolCalls.map((call) => ({
    id: callId(call, random),
    type: 'function' as const,
    function: { name: call.name, arguments: call.arguments },
  }))
  const reasoning = wholeText(answer.reasoning)
  return {
    role: 'assistant',
    content: wholeText(answer.text) || emptyContent(answer),
    ...(reasoning ? { [answer.reasoningField]: reasoning } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    refusal: answer.refusal ?? null,
    annotations: [],
  }
}

/** Null where something else stands in for the text. */
function emptyContent(answer: Answer): '' | null {
  return answer.toolCalls.length > 0 || answer.refusal !== undefined ? null : ''
}

type FinishReason = ChatCompletion.Choice['finish_reason']

function toFinishReason(answer: Answer, request: SimulatedRequest): FinishReason {
  // A script may send a word of a vendor that OpenAI's types do not know.
  if (answer.finishReason !== undefined) return answer.finishReason as FinishReason
  if (answer.toolCalls.length === 0) return 'stop'
  // OpenAI says stop when tool_choice names the function (43 of 45 recordings).
  return valueAt(request.body, 'tool_choice', 'type') === 'function' ? 'stop' : 'tool_calls'
}

function toUsage({ usage }: Answer): ChatCompletion['usage'] {
  if (!usage) return undefined
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      ...(usage.cacheWriteTokens > 0 ? { cache_write_tokens: usage.cacheWriteTokens } : {}),
      audio_tokens: 0,
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

type Delta = ChatCompletionChunk.Choice.Delta

function toFrames(answer: Answer, request: SimulatedRequest, now: number): Frame[] {
  const usage = toUsage(answer)
  const includeUsage =
    SEND_USAGE_UNASKED.has(request.provider) || valueAt(request.body, 'stream_options', 'include_usage') === true
  const obfuscated =
    request.provider === 'openai' && valueAt(request.body, 'stream_options', 'include_obfuscation') !== false
  const head = {
    id: makeId(request.random, 'chatcmpl-', 29),
    object: 'chat.completion.chunk',
    created: seconds(now),
    model: answer.model,
    service_tier: 'default',
    system_fingerprint: FINGERPRINT,
  } as const
  const frame = (
    kind: FrameKind,
    choices: ChatCompletionChunk.Choice[],
    shown: ChatCompletion['usage'] | null,
  ): Frame => {
    const chunk: ChatCompletionChunk = { ...head, choices, ...(includeUsage ? { usage: shown ?? null } : {}) }
    // Random padding against the reading of token lengths from encrypted traffic; only OpenAI itself sends it.
    const padding = obfuscated ? { obfuscation: makeId(request.random, '', 1 + Math.floor(request.random() * 14)) } : {}
    return { kind, text: frameText({ ...chunk, ...padding }) }
  }
  const choice = (index: number, delta: Delta, finish_reason: FinishReason | null = null) => [
    { index, delta, logprobs: null, finish_reason },
  ]
  const frames: Frame[] = []
  for (let index = 0; index < choiceCount(request); index++) {
    for (const [kind, delta] of deltas(answer, request)) frames.push(frame(kind, choice(index, delta), null))
    frames.push(frame('finish', choice(index, {}, toFinishReason(answer, request)), null))
  }
  if (includeUsage && usage) frames.push(frame('usage', [], usage))
  frames.push({ kind: 'done', text: 'data: [DONE]\n\n' })
  return frames
}

function* deltas(answer: Answer, request: SimulatedRequest): Generator<[FrameKind, Delta]> {
  const split = (text: string | readonly string[]) => splitText(text, answer.chunking, request.random)
  const reasoning = split(answer.reasoning)
  const text = split(answer.text)
  const calls = answer.toolCalls.map((call, index) => toOpeningCall(call, index, request.random))
  // A single call and nothing else: its opening rides on the chunk that has the role.
  const rides = calls.length === 1 && text.length === 0 && reasoning.length === 0 && answer.refusal === undefined
  yield ['structure', opening(answer, rides ? calls : undefined)]
  for (const piece of reasoning) yield ['content', { content: null, ...reasoningDelta(answer, piece) }]
  for (const content of text) yield ['content', { content }]
  for (const refusal of split(answer.refusal ?? '')) yield ['content', { refusal }]
  for (const [index, call] of answer.toolCalls.entries()) {
    const opened = calls[index]
    if (opened && !rides) yield ['structure', { tool_calls: [opened] }]
    for (const piece of splitJson(call.arguments, answer.chunking, request.random))
      yield ['content', { tool_calls: [{ index, function: { arguments: piece } }] }]
  }
}

function opening(answer: Answer, tool_calls: ReturnType<typeof toOpeningCall>[] | undefined): Delta {
  if (answer.refusal !== undefined) return { role: 'assistant', content: null, refusal: '' }
  if (answer.reasoning.length > 0) return { role: 'assistant', content: null, ...reasoningDelta(answer, '') }
  if (tool_calls) return { role: 'assistant', content: null, tool_calls, refusal: null }
  if (answer.text.length === 0 && answer.toolCalls.length > 0) return { role: 'assistant', content: null }
  return { role: 'assistant', content: '', refusal: null }
}

function reasoningDelta(answer: Answer, piece: string): Record<string, string> {
  return { [answer.reasoningField]: piece }
}

function toOpeningCall(call: ToolCall, index: number, random: () => number) {
  return { index, id: callId(call, random), type: 'function' as const, function: { name: call.name, arguments: '' } }
}

function callId(call: ToolCall, random: () => number): string {
  return call.id ?? makeId(random, 'call_', 24)
}

function choiceCount(request: SimulatedRequest): number {
  const n = request.body['n']
  return typeof n === 'number' && n > 1 ? Math.floor(n) : 1
}

function frameText(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

function seconds(now: number): number {
  return Math.floor(now / 1000)
}
