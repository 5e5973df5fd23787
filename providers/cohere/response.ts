import {
  APIResponseError,
  type ChatCompletionMessage,
  createDistinctIds,
  type FunctionToolCall,
  isRecord,
  type ProviderCall,
  type ProviderCompletion,
  randomId,
  settleFinish,
} from '../../src/provider.js'
import { type Place, toCitations } from './citations.js'
import { toFailure } from './errors.js'
import { isFailure, toFinishReason } from './finish-reason.js'
import { toLogprobs } from './logprobs.js'
import { reportBilled, toChatUsage } from './usage.js'

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** OpenAI's completion from a whole answer (https://docs.cohere.com/reference/chat). */
export function toCompletion(body: unknown, call: ProviderCall): ProviderCompletion {
  if (!isRecord(body)) throw notUnderstood('is not an object', call)
  const { message, finish_reason: word } = body
  if (isFailure(word)) throw toFailure(body, call)
  if (!isRecord(message)) {
    if (typeof message === 'string' || body['error'] !== undefined) throw toFailure(body, call)
    throw notUnderstood('has no message', call)
  }
  const reason = toFinishReason(word, call)
  const answer = toMessage(message)
  reportBilled(body['usage'], call.report)
  const usage = toChatUsage(body['usage'])
  return {
    id: textOf(body['id']) || randomId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000), // Cohere states no time
    model: call.model, // nor the model
    choices: [
      {
        index: 0,
        message: answer,
        logprobs: toLogprobs(body['logprobs']) ?? null,
        finish_reason: settleFinish(reason, answer.tool_calls !== undefined),
      },
    ],
    ...(usage && { usage }),
  }
}

function toMessage(source: Record<string, unknown>): ChatCompletionMessage {
  const message: ChatCompletionMessage = { role: 'assistant', content: null, refusal: null }
  const places = new Map<unknown, Place>()
  const blocks: unknown[] = Array.isArray(source['content']) ? source['content'] : []
  let text = ''
  let reasoning = ''
  for (const [index, block] of blocks.entries()) {
    if (!isRecord(block)) continue
    if (block['type'] === 'thinking') reasoning += textOf(block['thinking'])
    if (block['type'] !== 'text') continue
    places.set(index, { start: text.length, text: textOf(block['text']) })
    text += textOf(block['text'])
  }
  // The plan of a call is reasoning in all but name.
  reasoning += textOf(source['tool_plan'])
  if (reasoning !== '') message.reasoning_content = reasoning
  const calls = toToolCalls(source['tool_calls'])
  if (calls.length > 0) message.tool_calls = calls
  if (text !== '' || (calls.length === 0 && reasoning === '')) message.content = text
  const citations = toCitations(source['citations'], places)
  if (citations) {
    if (citations.annotations.length > 0) message.annotations = citations.annotations
    message.provider_specific_fields = citations.fields
  }
  return message
}

function toToolCalls(calls: unknown): FunctionToolCall[] {
  if (!Array.isArray(calls)) return []
  const distinct = createDistinctIds('call_')
  return calls.filter(isRecord).flatMap(({ id, function: called }): FunctionToolCall[] => {
    if (!isRecord(called) || !textOf(called['name'])) return []
    const fields = { name: textOf(called['name']), arguments: toArguments(called['arguments']) }
    return [{ id: distinct(textOf(id)), type: 'function', function: fields }]
  })
}

/** quirks.md 14: nothing, null and the word null mean none. */
function toArguments(value: unknown): string {
  if (typeof value === 'string') return value === '' || value === 'null' ? '{}' : value
  return JSON.stringify(value ?? {})
}

function notUnderstood(what: string, { provider, model, report }: ProviderCall): APIResponseError {
  return new APIResponseError(`The answer of Cohere ${what}.`, { provider, model, requestId: report.requestId })
}
