// Ollama's own chat API: lines of JSON. Fields as in https://github.com/ollama/ollama/blob/main/docs/api.md and the
// recordings ollama-ollama-chat-2d6759cf95, ollama-ollama-chat-stream-27d40bab23, ollama-ollama-chat-ce048120bf (404).
import { type Answer, wholeText } from './answer.js'
import { splitText } from './chunking.js'
import type { Dialect, Frame, FrameKind } from './dialect.js'
import { isObject, parseJson } from './json.js'
import { openaiFacts } from './openai-facts.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields } from './script.js'

export const ollamaChat: Dialect = {
  id: 'ollama-chat',
  maker: 'ollama',
  handles: (path) => path.endsWith('/api/chat'),
  baseURL: (origin, provider) => `${origin}/${provider}`,
  streamType: 'application/x-ndjson',
  // A local server asks for none.
  hasKey: () => true,
  refuse: ({ body }) => (typeof body['model'] === 'string' ? undefined : { status: 400, message: 'model is required' }),
  missingKey: { message: 'unauthorized' },
  notFound: () => ({ message: '404 page not found' }),
  facts: ({ format, ...body }) => ({
    ...openaiFacts(body),
    json: format === 'json',
    ...(isObject(format) && { schema: format }),
  }),
  body: (answer, request, now) => ({
    ...head(answer, now),
    message: { role: 'assistant', content: wholeText(answer.text), ...thinkingOf(answer), ...callsOf(answer) },
    ...ending(answer, request),
  }),
  frames: toFrames,
  errorBody: toErrorBody,
  errorFrame: (error) => line('done', toErrorBody(error)).text,
  models: (names) => ({ models: names.map((name) => ({ name, model: name })) }),
  requestId: () => '',
  headers: () => ({ 'content-type': 'application/json; charset=utf-8' }),
  rateLimitHeaders: () => ({}),
  // It sends nothing while it waits.
  keepAlive: '',
}

function toErrorBody({ message, status }: ErrorFields & { status: number }): unknown {
  return { error: message ?? (status === 404 ? 'model not found' : `HTTP ${status}`) }
}

function head({ model }: Answer, now: number) {
  return { model, created_at: new Date(now).toISOString() }
}

/** It has no word for calls: an answer that calls stops. */
function ending({ finishReason, usage }: Answer, _request: SimulatedRequest) {
  const counts = usage && { prompt_eval_count: usage.inputTokens, eval_count: usage.outputTokens }
  const reason = finishReason === undefined || finishReason === 'tool_calls' ? 'stop' : finishReason
  return { done: true, done_reason: reason, total_duration: 1, ...counts }
}

function thinkingOf({ reasoning }: Answer) {
  const thinking = wholeText(reasoning)
  return thinking === '' ? {} : { thinking }
}

/** Arguments are an object, and there is no id. */
function callsOf({ toolCalls }: Answer) {
  if (toolCalls.length === 0) return {}
  return {
    tool_calls: toolCalls.map((call) => ({
      function: { name: call.name, arguments: parseJson(call.arguments) ?? call.arguments },
    })),
  }
}

function line(kind: FrameKind, value: unknown): Frame {
  return { kind, text: `${JSON.stringify(value)}\n` }
}

function toFrames(answer: Answer, request: SimulatedRequest, now: number): Frame[] {
  const split = (text: string | readonly string[]) => splitText(text, answer.chunking, request.random)
  const part = (message: object) =>
    line('content', { ...head(answer, now), message: { role: 'assistant', content: '', ...message }, done: false })
  return [
    ...split(answer.reasoning).map((thinking) => part({ thinking })),
    ...split(answer.text).map((content) => part({ content })),
    // A call comes whole, each in a line of its own.
    ...answer.toolCalls.map((call) => part(callsOf({ ...answer, toolCalls: [call] }))),
    line('finish', {
      ...head(answer, now),
      message: { role: 'assistant', content: '' },
      ...ending(answer, request),
    }),
  ]
}
