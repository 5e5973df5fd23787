// Cohere's second chat API. Fields and event order as in the recordings cohere-chat-08a4da3e16 (call),
// -1132d3f9fc (thinking), cohere-chat-stream-07fbb11246 (calls), -254ba4b366 (thinking), cohere-chat-c7270afd67 (401),
// -ce2a92eb14 (too long), -f8c96a0ade (404).
import { type Answer, type ToolCall, wholeText } from './answer.js'
import { splitJson, splitText } from './chunking.js'
import type { Dialect, Frame, FrameKind } from './dialect.js'
import { valueAt } from './json.js'
import { openaiFacts } from './openai-facts.js'
import { makeHexId, makeId } from './random.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields } from './script.js'

export const cohereChat: Dialect = {
  id: 'cohere-chat',
  maker: 'cohere',
  handles: (path) => path.endsWith('/v2/chat'),
  baseURL: (origin, provider) => `${origin}/${provider}`,
  hasKey: ({ headers }) => /^Bearer\s+\S/i.test(headers['authorization'] ?? ''),
  refuse: ({ body }) => {
    if (typeof body['model'] !== 'string') return { status: 400, message: 'invalid request: model is required.' }
    const { messages } = body
    if (Array.isArray(messages) && messages.length > 0) return undefined
    return { status: 400, message: 'invalid request: list of messages must not be empty' }
  },
  missingKey: { message: 'no api key supplied' },
  notFound: ({ path }) => ({ message: `page not found: ${path}` }),
  // The names of messages and tools are OpenAI's; schema and choice are not.
  facts: (body) => {
    const schema = valueAt(body, 'response_format', 'json_schema')
    const choice = body['tool_choice'] === 'REQUIRED' ? 'required' : undefined
    const { response_format: format, ...rest } = body
    return {
      ...openaiFacts({ ...rest, tool_choice: choice }),
      json: format !== undefined && schema === undefined,
      ...(schema !== undefined && { schema }),
    }
  },
  body: toBody,
  frames: toFrames,
  errorBody: toErrorBody,
  errorFrame: (error, requestId) =>
    event('done', 'message-end', {
      delta: { finish_reason: 'ERROR', error: messageOf(error), error_type: error.type, message: {} },
      id: requestId,
    }).text,
  models: (names) => ({ models: names.map((name) => ({ name, endpoints: ['chat'] })) }),
  requestId: (random) => makeHexId(random, '', 32),
  headers: (requestId) => ({ 'content-type': 'application/json', 'x-debug-trace-id': requestId }),
  rateLimitHeaders: () => ({}),
  keepAlive: ': keep-alive\n\n',
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Incorrect API key provided: ***********.',
  404: 'model not found, make sure the correct model ID was used and that you have access to the model.',
  429: 'You have exceeded the rate limit.',
}

const messageOf = ({ message, status }: ErrorFields & { status: number }): string =>
  message ?? MESSAGES[status] ?? `HTTP ${status}`

function toErrorBody(error: ErrorFields & { status: number }, requestId: string): unknown {
  return { ...(error.type && { error_type: error.type }), id: requestId, message: messageOf(error) }
}

const FINISH_WORDS: Readonly<Record<string, string>> = {
  stop: 'COMPLETE',
  length: 'MAX_TOKENS',
  tool_calls: 'TOOL_CALL',
}

function toFinishWord({ finishReason, toolCalls }: Answer): string {
  if (finishReason !== undefined) return FINISH_WORDS[finishReason] ?? finishReason
  return toolCalls.length > 0 ? 'TOOL_CALL' : 'COMPLETE'
}

function toUsage({ usage }: Answer) {
  if (!usage) return {}
  const counts = { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens }
  const reasoning = usage.reasoningTokens > 0 && { reasoning_tokens: usage.reasoningTokens }
  return { usage: { billed_units: counts, tokens: { ...counts, ...reasoning }, cached_tokens: usage.cachedTokens } }
}

/** Reasoning before calls is their plan; before a text it is thinking. */
function reasoningOf(answer: Answer): { plan: boolean; text: string | readonly string[] } {
  return { plan: answer.toolCalls.length > 0, text: answer.reasoning }
}

function toBody(answer: Answer, request: SimulatedRequest): unknown {
  const text = wholeText(answer.text)
  const { plan } = reasoningOf(answer)
  const reasoning = wholeText(answer.reasoning)
  const thinking = reasoning !== '' && !plan ? [{ type: 'thinking', thinking: reasoning }] : []
  const content = [...thinking, ...(text !== '' ? [{ type: 'text', text }] : [])]
  const calls = answer.toolCalls.map((call) => toCall(call, call.arguments, request.random))
  return {
    id: makeId(request.random, '', 36),
    message: {
      role: 'assistant',
      ...(plan && reasoning !== '' && { tool_plan: reasoning }),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...((content.length > 0 || calls.length === 0) && { content }),
    },
    finish_reason: toFinishWord(answer),
    ...toUsage(answer),
  }
}

function toCall(call: ToolCall, text: string, random: () => number) {
  const id = call.id ?? makeId(random, `${call.name}_`, 12)
  return { id, type: 'function', function: { name: call.name, arguments: text } }
}

function event(kind: FrameKind, type: string, fields: object): Frame {
  return { kind, text: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n` }
}

const message = (fields: object) => ({ delta: { message: fields } })

function toFrames(answer: Answer, request: SimulatedRequest): Frame[] {
  const split = (text: string | readonly string[]) => splitText(text, answer.chunking, request.random)
  const { plan, text: reasoning } = reasoningOf(answer)
  const opening = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }
  const frames = [
    event('structure', 'message-start', { id: makeId(request.random, '', 36), ...message(opening) }),
    ...(plan
      ? split(reasoning).map((piece) => event('content', 'tool-plan-delta', message({ tool_plan: piece })))
      : []),
  ]
  let index = 0
  const add = (name: 'thinking' | 'text', pieces: readonly string[]) => {
    if (pieces.length === 0) return
    const content = (fields: object) => ({ index, ...message({ content: fields }) })
    frames.push(event('structure', 'content-start', content({ type: name, [name]: '' })))
    for (const piece of pieces) frames.push(event('content', 'content-delta', content({ [name]: piece })))
    frames.push(event('structure', 'content-end', { index }))
    index++
  }
  if (!plan) add('thinking', split(reasoning))
  add('text', split(answer.text))
  for (const [at, call] of answer.toolCalls.entries()) frames.push(...callFrames(call, at, answer, request.random))
  const end = { delta: { finish_reason: toFinishWord(answer), ...toUsage(answer) } }
  return [...frames, event('finish', 'message-end', end), { kind: 'done', text: 'data: [DONE]\n\n' }]
}

function callFrames(call: ToolCall, index: number, { chunking }: Answer, random: () => number): Frame[] {
  const delta = (fields: object) => ({ index, ...message({ tool_calls: fields }) })
  const pieces = splitJson(call.arguments, chunking, random)
  return [
    event('structure', 'tool-call-start', delta(toCall(call, '', random))),
    ...pieces.map((piece) => event('content', 'tool-call-delta', delta({ function: { arguments: piece } }))),
    event('structure', 'tool-call-end', { index }),
  ]
}
