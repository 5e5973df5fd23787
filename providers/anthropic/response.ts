import {
  APIResponseError,
  type ChatCompletionMessage,
  type FunctionToolCall,
  isRecord,
  type ProviderCall,
  type ProviderCompletion,
  type ProviderRequest,
  randomId,
  settleFinish,
} from '../../src/provider.js'
import { type AnswerBlock, textOf, toAnnotations, toThinkingBlock, toVendorFields } from './answer-blocks.js'
import { toFailure } from './errors.js'
import { toFinishReason } from './finish-reason.js'
import { type ModelFacts, modelFacts } from './models.js'
import { jsonToolOf } from './response-format.js'
import { reportBilled, toChatUsage, toServiceTier } from './usage.js'

/** OpenAI's completion from a whole answer (https://platform.claude.com/docs/en/api/messages). */
export function toCompletion(
  body: unknown,
  call: ProviderCall,
  request?: ProviderRequest,
  facts: ModelFacts = modelFacts(call.model),
): ProviderCompletion {
  if (!isRecord(body)) throw notUnderstood('is not an object', call)
  if (body['type'] === 'error' || isRecord(body['error'])) throw toFailure(body, call)
  if (!Array.isArray(body['content'])) throw notUnderstood('has no content', call)
  const jsonTool = request && jsonToolOf(request, facts)
  const reason = toFinishReason(body['stop_reason'], call)
  const message = toMessage(body, body['content'].filter(isRecord), jsonTool)
  reportBilled(body['usage'], call.report)
  const usage = toChatUsage(body['usage'])
  const tier = toServiceTier(body['usage'])
  return {
    id: textOf(body['id']) || randomId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000), // Anthropic states no time
    model: textOf(body['model']) || call.model,
    choices: [
      { index: 0, message, logprobs: null, finish_reason: settleFinish(reason, message.tool_calls !== undefined) },
    ],
    ...(tier && { service_tier: tier }),
    ...(usage && { usage }),
  }
}

/** Why the model refused, where it says so. */
export function toRefusal({ stop_details: details }: AnswerBlock): string {
  return isRecord(details) && details['type'] === 'refusal' ? textOf(details['explanation']) : ''
}

/** OpenAI's message from the blocks of an answer. */
export function toMessage(
  body: AnswerBlock,
  blocks: readonly AnswerBlock[],
  jsonTool: string | undefined,
): ChatCompletionMessage {
  const message: ChatCompletionMessage = { role: 'assistant', content: null, refusal: toRefusal(body) || null }
  const json = jsonTool && blocks.find((block) => block['type'] === 'tool_use' && block['name'] === jsonTool)
  let text = json ? JSON.stringify(json['input'] ?? {}) : ''
  for (const block of blocks) {
    const thinking = toThinkingBlock(block)
    if (thinking) {
      message.thinking_blocks ??= []
      message.thinking_blocks.push(thinking)
      if (thinking.type === 'thinking' && thinking.thinking !== '')
        message.reasoning_content = (message.reasoning_content ?? '') + thinking.thinking
    } else if (block['type'] === 'text' && !json) {
      const start = text.length
      text += textOf(block['text'])
      const annotations = toAnnotations(block['citations'], start, text.length)
      if (annotations.length > 0) {
        message.annotations ??= []
        message.annotations.push(...annotations)
      }
    } else if (block['type'] === 'tool_use' && isNamed(block, jsonTool)) {
      message.tool_calls ??= []
      message.tool_calls.push(toToolCall(block))
    }
  }
  const fields = json ? undefined : toVendorFields(blocks, body['container'])
  if (fields) message.provider_specific_fields = fields
  if (text !== '') message.content = text
  else if (message.refusal === null && Object.keys(message).length === 3) message.content = '' // an empty answer
  return message
}

/** Whether a call is the user's to answer: it has a name, and it is not of our hidden tool. */
export function isNamed({ name }: AnswerBlock, jsonTool: string | undefined): boolean {
  return typeof name === 'string' && name !== '' && name !== jsonTool
}

function toToolCall({ id, name, input }: AnswerBlock): FunctionToolCall {
  return {
    id: textOf(id) || randomId('toolu_'),
    type: 'function',
    function: { name: textOf(name), arguments: typeof input === 'string' ? input : JSON.stringify(input ?? {}) },
  }
}

function notUnderstood(what: string, { provider, model, report }: ProviderCall): APIResponseError {
  return new APIResponseError(`The answer of Anthropic ${what}.`, { provider, model, requestId: report.requestId })
}
