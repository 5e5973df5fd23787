import {
  APIResponseError,
  type ChatCompletionMessage,
  createDistinctIds,
  type FunctionToolCall,
  isRecord,
  type Logprobs,
  type ProviderCall,
  type ProviderCompletion,
  randomId,
  settleFinish,
  toUsage,
  type Usage,
} from '../../src/provider.js'
import { isError, toFailure } from './errors.js'
import { toFinishReason } from './finish-reason.js'

type Fields = Record<string, unknown>

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** OpenAI's completion from a whole answer. */
export function toCompletion(body: unknown, call: ProviderCall): ProviderCompletion {
  const answer = isRecord(body) ? body : {}
  if (isError(answer)) throw toFailure(answer, call)
  const { message: source } = answer
  if (!isRecord(source)) {
    const { provider, model, report } = call
    throw new APIResponseError('The answer of Ollama has no message.', { provider, model, requestId: report.requestId })
  }
  const message = toMessage(source)
  const reason = toFinishReason(answer['done_reason'], call)
  const usage = toChatUsage(answer)
  return {
    id: randomId('chatcmpl-'), // Ollama gives none
    object: 'chat.completion',
    created: createdAt(answer) ?? Math.floor(Date.now() / 1000),
    model: textOf(answer['model']) || call.model,
    choices: [
      {
        index: 0,
        message,
        logprobs: toLogprobs(answer['logprobs']) ?? null,
        finish_reason: settleFinish(reason, message.tool_calls !== undefined),
      },
    ],
    ...(usage && { usage }),
  }
}

function toMessage({ content, thinking, tool_calls: source }: Fields): ChatCompletionMessage {
  const calls = callsOf(source)
  const reasoning = textOf(thinking)
  const text = textOf(content)
  return {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || reasoning !== '') ? null : text,
    refusal: null,
    ...(reasoning !== '' && { reasoning_content: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
  }
}

/** The calls of an answer or of a line, with an id each: older versions give none, and none may come twice. */
export function callsOf(calls: unknown): FunctionToolCall[] {
  if (!Array.isArray(calls)) return []
  const distinct = createDistinctIds('call_')
  return calls.filter(isRecord).flatMap(({ id, function: called }): FunctionToolCall[] => {
    if (!isRecord(called) || !textOf(called['name'])) return []
    const { name, arguments: given } = called
    const fields = { name: textOf(name), arguments: toArguments(given) }
    return [{ id: distinct(textOf(id)), type: 'function', function: fields }]
  })
}

function toArguments(value: unknown): string {
  return typeof value === 'string' ? value || '{}' : JSON.stringify(value ?? {})
}

/** Undefined where nothing was counted; a prompt that was cached was not counted by older versions. */
export function toChatUsage({ prompt_eval_count: prompt, eval_count: completion }: Fields): Usage | undefined {
  if (typeof prompt !== 'number' && typeof completion !== 'number') return undefined
  return toUsage({
    prompt: typeof prompt === 'number' ? prompt : 0,
    completion: typeof completion === 'number' ? completion : 0,
  })
}

/** Unix seconds. */
export function createdAt({ created_at: time }: Fields): number | undefined {
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isFinite(ms) && ms > 0 ? Math.floor(ms / 1000) : undefined
}

/** The form is OpenAI's, but for fields that may be missing. */
export function toLogprobs(items: unknown): Logprobs | undefined {
  if (!Array.isArray(items) || items.length === 0) return undefined
  const content = items.filter(isRecord).map((item) => {
    const others = Array.isArray(item['top_logprobs']) ? item['top_logprobs'].filter(isRecord) : []
    return { ...toLogprob(item), top_logprobs: others.map(toLogprob) }
  })
  return { content, refusal: null }
}

function toLogprob({ token, logprob }: Fields) {
  const text = textOf(token)
  return { token: text, logprob: typeof logprob === 'number' ? logprob : 0, bytes: [...Buffer.from(text)] }
}
