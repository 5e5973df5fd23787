import {
  APIResponseError,
  type ChatCompletionMessage,
  failureInside,
  isRecord,
  type ProviderCompletion,
  randomId,
  type StreamHead,
  settleFinish,
  type ToolCall,
} from '../../../src/provider.js'
import { isFailure } from '../errors.js'
import { toHead } from '../head.js'
import { toLogprobs } from '../logprobs.js'
import { toArguments } from '../tool-calls.js'
import { reportBilled } from './billed.js'
import type { AnswerContext } from './context.js'
import { toExtras } from './extras.js'
import { callIdOf, type Item, recordsOf, textOf } from './items.js'
import { readOutput } from './read-output.js'
import { toFailure, toFinishReason } from './status.js'
import { toResponsesUsage } from './usage.js'

/**
 * A whole answer as a chat completion.
 * @throws ModelRelayError for a failed answer, an error inside a 200, or something that is no answer.
 */
export function toCompletionOfResponse(body: unknown, context: AnswerContext): ProviderCompletion {
  const { call, model } = context
  if (!isRecord(body) || !Array.isArray(body['output'])) {
    if (isRecord(body) && body['status'] === 'failed') throw toFailure(body, context)
    if (isFailure(body)) throw isRecord(body) ? toFailure(body, context) : failureInside(body, call)
    throw new APIResponseError('The answer holds no output.', { provider: call.provider, model })
  }
  reportBilled(context, body)
  const items = recordsOf(body['output'])
  const reason = toFinishReason(body, context)
  const read = readOutput(items)
  const message: ChatCompletionMessage = { role: 'assistant', content: read.content, refusal: read.refusal || null }
  if (read.reasoning !== '') message.reasoning_content = read.reasoning
  const calls = toToolCalls(items, reason === 'length')
  if (calls.length > 0) message.tool_calls = calls
  Object.assign(message, toExtras(items, context, read))
  // Beside anything else, an empty text is no text: so says OpenAI, and so does a stream put together again.
  if (message.content === '' && (message.refusal !== null || Object.keys(message).length > 3)) message.content = null
  const head = headOf(body)
  const usage = toResponsesUsage(body['usage'])
  return {
    id: head.id ?? randomId('resp_'),
    object: 'chat.completion',
    created: head.created ?? Math.floor(Date.now() / 1000),
    model: head.model ?? model,
    choices: [
      {
        index: 0,
        message,
        logprobs: read.logprobs.length > 0 ? toLogprobs({ content: read.logprobs }) : null,
        finish_reason: settleFinish(reason, calls.length > 0),
      },
    ],
    ...(head.serviceTier !== undefined && { service_tier: head.serviceTier }),
    ...(usage && { usage }),
  }
}

/** What a response says of itself. */
export function headOf({ id, created_at, model, service_tier }: Item): StreamHead {
  return toHead({ id, created: created_at, model, service_tier })
}

/** @param cut the answer was cut off by its length: a call without arguments may be the half of one (37). */
function toToolCalls(items: readonly Item[], cut: boolean): ToolCall[] {
  const taken = new Set<string>()
  return items.flatMap((item): ToolCall[] => {
    const { type, arguments: text, input } = item
    const name = textOf(item['name'])
    if (name === '' || (type !== 'function_call' && type !== 'custom_tool_call')) return []
    const stated = callIdOf(item)
    const id = stated === '' || taken.has(stated) ? randomId('call_') : stated
    taken.add(id)
    return type === 'function_call'
      ? [{ id, type: 'function', function: { name, arguments: toArguments(text, cut ? '' : '{}') } }]
      : [{ id, type: 'custom', custom: { name, input: textOf(input) } }]
  })
}
