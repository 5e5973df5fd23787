import {
  APIResponseError,
  type ChatCompletionMessage,
  createDistinctIds,
  type FunctionToolCall,
  isRecord,
  type ProviderCall,
  type ProviderCompletion,
  type ProviderRequest,
  randomId,
  settleFinish,
} from '../../src/provider.js'
import {
  type AnswerBlock,
  isServerCall,
  reasoningOf,
  spokenOf,
  textOf,
  toAnnotations,
  toImage,
  toKeptBlocks,
  toThinkingBlock,
  withBase64,
} from './answer-blocks.js'
import { toFinishReason } from './finish-reason.js'
import { extractJson, type JsonOutput, toJsonOutput } from './json-output.js'
import { type ModelFacts, modelFacts } from './models.js'
import { reportBilled, toChatUsage, toServiceTier } from './usage.js'

/** OpenAI's completion from Converse's answer (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html). */
export function toCompletion(output: unknown, call: ProviderCall, request?: ProviderRequest): ProviderCompletion {
  const answer = isRecord(output) ? output : {}
  const said = isRecord(answer['output']) ? answer['output']['message'] : undefined
  if (!isRecord(said) || !Array.isArray(said['content'])) throw notUnderstood(call)
  const facts = modelFacts(call.model)
  const reason = toFinishReason(answer['stopReason'], call)
  const blocks = said['content'].filter(isRecord).map(withBase64)
  const message = toMessage(blocks, facts, request && toJsonOutput(request, facts))
  const fields = toVendorFields(toKeptBlocks(blocks), answer)
  if (fields) message.provider_specific_fields = fields
  reportBilled(answer, call.report)
  const usage = toChatUsage(answer['usage'])
  const tier = toServiceTier(answer['serviceTier'])
  return {
    id: randomId('chatcmpl-'), // Converse states neither an id nor a time
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: toServedModel(answer['trace']) ?? call.model,
    choices: [
      { index: 0, message, logprobs: null, finish_reason: settleFinish(reason, message.tool_calls !== undefined) },
    ],
    ...(tier && { service_tier: tier }),
    ...(usage && { usage }),
  }
}

/** OpenAI's message from the blocks of an answer. */
export function toMessage(
  blocks: readonly AnswerBlock[],
  facts: ModelFacts,
  json?: JsonOutput | undefined,
): ChatCompletionMessage {
  const message: ChatCompletionMessage = { role: 'assistant', content: null, refusal: null }
  const tool = json?.tool && blocks.map(toolUseOf).find((use) => use?.['name'] === json.tool?.name)
  let text = tool ? JSON.stringify(tool['input'] ?? {}) : ''
  const distinct = createDistinctIds('tooluse_')
  for (const block of blocks) {
    const reasoning = reasoningOf(block)
    if (reasoning) message.reasoning_content = (message.reasoning_content ?? '') + reasoning
    const thinking = toThinkingBlock(block, facts)
    if (thinking) message.thinking_blocks = [...(message.thinking_blocks ?? []), thinking]
    if (!tool) text = addSpoken(message, text, block)
    const image = toImage(block)
    if (image) message.images = [...(message.images ?? []), image]
    const use = toolUseOf(block)
    if (use && isCallersTool(use, json)) message.tool_calls = [...(message.tool_calls ?? []), toToolCall(use, distinct)]
  }
  if (json?.prompted && message.tool_calls === undefined) text = extractJson(text)
  if (text !== '') message.content = text
  else if (Object.keys(message).length === 3) message.content = '' // an empty answer
  return message
}

function addSpoken(message: ChatCompletionMessage, before: string, block: AnswerBlock): string {
  const text = before + spokenOf(block)
  const { citationsContent } = block
  if (isRecord(citationsContent)) {
    const annotations = toAnnotations(citationsContent['citations'], before.length, text.length)
    if (annotations.length > 0) message.annotations = [...(message.annotations ?? []), ...annotations]
  }
  return text
}

const toolUseOf = ({ toolUse }: AnswerBlock): Record<string, unknown> | undefined =>
  isRecord(toolUse) ? toolUse : undefined

/** Whether a call is the caller's to answer: it has a name, and is neither Bedrock's own nor of our hidden tool. */
export function isCallersTool(toolUse: Record<string, unknown>, json: JsonOutput | undefined): boolean {
  const name = textOf(toolUse['name'])
  return name !== '' && name !== json?.tool?.name && !isServerCall(toolUse)
}

function toToolCall(
  { toolUseId: id, name, input }: Record<string, unknown>,
  distinct: (stated: string) => string,
): FunctionToolCall {
  return {
    id: distinct(textOf(id)),
    type: 'function',
    function: { name: textOf(name), arguments: typeof input === 'string' ? input : JSON.stringify(input ?? {}) },
  }
}

/** What OpenAI has no field for: blocks that must go back whole, the guardrail's trace, fields that were asked for. */
export function toVendorFields(
  content: readonly AnswerBlock[] | undefined,
  { trace, additionalModelResponseFields: extra }: AnswerBlock,
): { bedrock: Record<string, unknown> } | undefined {
  const bedrock = {
    ...(content && { content }),
    ...(isRecord(trace) && { trace }),
    ...(extra !== undefined && extra !== null && { additionalModelResponseFields: extra }),
  }
  return Object.keys(bedrock).length > 0 ? { bedrock } : undefined
}

/** The model that a prompt router chose. */
export function toServedModel(trace: unknown): string | undefined {
  const router = isRecord(trace) ? trace['promptRouter'] : undefined
  return (isRecord(router) && textOf(router['invokedModelId'])) || undefined
}

function notUnderstood({ provider, model, report }: ProviderCall): APIResponseError {
  return new APIResponseError('The answer of Bedrock has no message.', {
    provider,
    model,
    requestId: report.requestId,
  })
}
