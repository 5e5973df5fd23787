import {
  APIResponseError,
  type ChatChoice,
  type ChatCompletionMessage,
  isRecord,
  type ProviderCompletion,
  randomId,
  settleFinish,
  type ThinkingBlock,
} from '../../src/provider.js'
import { reportBilled } from './billed.js'
import { readContent, reasoningOf, toAnnotations, toCitations, toImages } from './content.js'
import { type FailureContext, isFailure, toFailure } from './errors.js'
import { toFinishReason } from './finish-reason.js'
import { toHead } from './head.js'
import { toLogprobs } from './logprobs.js'
import { stripEcho } from './prefill.js'
import { ReasoningDetails } from './reasoning-details.js'
import { extraContentBlock, newCalls, toArguments, toToolCalls } from './tool-calls.js'
import { toDialectUsage, usageIn } from './usage.js'

/** What the translator of an answer needs to know of the call. */
export interface AnswerContext extends FailureContext {
  /** The provider's id, under which reasoning is kept. */
  provider: string
  /** The beginning of the answer that the caller wrote (124, 134). */
  prefill?: string | undefined
  /** Calls that this answer may repeat beside its JSON (135). */
  earlierCalls?: ReadonlySet<string> | undefined
}

/**
 * A whole answer in OpenAI's form. New objects throughout: what OpenAI's types do not know stays behind.
 * @throws ModelRelayError for an error inside a 200 (19), or an answer without choices.
 */
export function toChatCompletion(body: unknown, context: AnswerContext): ProviderCompletion {
  const { call, dialect } = context
  const choices: unknown = isRecord(body) ? body['choices'] : undefined
  if (!isRecord(body) || !Array.isArray(choices) || !choices.some(isRecord)) {
    if (isFailure(body)) throw toFailure(body, context)
    throw new APIResponseError('The answer holds no choices.', { provider: call.provider, model: call.model })
  }
  const head = toHead(body)
  const usage = usageIn(body)
  reportBilled(call, dialect, usage ?? {}, body)
  const citations = toCitations(body)
  return {
    id: head.id ?? randomId('chatcmpl-'),
    object: 'chat.completion',
    created: head.created ?? Math.floor(Date.now() / 1000),
    model: head.model ?? call.model,
    choices: choices.filter(isRecord).map((choice, position) => {
      const made = toChoice(choice, position, context)
      if (citations.length > 0) made.message.annotations ??= citations
      return made
    }),
    ...(head.serviceTier !== undefined && { service_tier: head.serviceTier }),
    ...(head.systemFingerprint !== undefined && { system_fingerprint: head.systemFingerprint }),
    ...(usage && { usage: toDialectUsage(usage, dialect) }),
  }
}

function toChoice(choice: Readonly<Record<string, unknown>>, position: number, context: AnswerContext): ChatChoice {
  const { call } = context
  if (isRecord(choice['error'])) throw toFailure(choice, context)
  const { message: stated, delta, finish_reason, index } = choice
  if (typeof finish_reason === 'string' && finish_reason !== '') call.report.finishReason ??= finish_reason
  const reason = toFinishReason(finish_reason, call) ?? 'stop'
  const cut = reason === 'length'
  // A choice that the filter stopped may have no message (Azure).
  const message = toMessage(isRecord(stated) ? stated : isRecord(delta) ? delta : {}, context, cut)
  return {
    index: typeof index === 'number' && Number.isInteger(index) && index >= 0 ? index : position,
    message,
    logprobs: toLogprobs(choice['logprobs']),
    finish_reason:
      message.function_call && reason !== 'length' && reason !== 'content_filter'
        ? 'function_call'
        : settleFinish(reason, message.tool_calls !== undefined),
  }
}

function toMessage(
  stated: Readonly<Record<string, unknown>>,
  context: AnswerContext,
  cut: boolean,
): ChatCompletionMessage {
  const content = readContent(stated['content'])
  const message: ChatCompletionMessage = {
    role: 'assistant',
    content: stripEcho(content.text, context),
    refusal: typeof stated['refusal'] === 'string' && stated['refusal'] !== '' ? stated['refusal'] : null,
  }
  const reasoning = reasoningOf(stated) || content.reasoning
  if (reasoning !== '') message.reasoning_content = reasoning
  const { earlierCalls } = context
  const called = toToolCalls(stated['tool_calls'], cut)
  const toolCalls = earlierCalls && content.text !== '' ? newCalls(called, earlierCalls) : called
  if (toolCalls.length > 0) message.tool_calls = toolCalls
  const blocks = toThinkingBlocks(stated, context.provider)
  if (blocks.length > 0) message.thinking_blocks = blocks
  const annotations = toAnnotations(stated['annotations'])
  if (annotations.length > 0) message.annotations = annotations
  const images = [...content.images, ...toImages(stated['images'])]
  if (images.length > 0) message.images = images
  const old = stated['function_call']
  if (isRecord(old) && typeof old['name'] === 'string' && old['name'] !== '')
    message.function_call = { name: old['name'], arguments: toArguments(old['arguments']) }
  const audio = toAudio(stated['audio'])
  if (audio) message.audio = audio
  // Beside anything else, an empty text is no text: so says OpenAI, and so does a stream put together again.
  const hasMore = message.refusal !== null || Object.keys(message).length > 3
  if (message.content === '' && hasMore) message.content = null
  return message
}

function toThinkingBlocks(stated: Readonly<Record<string, unknown>>, provider: string): ThinkingBlock[] {
  const { reasoning_details, tool_calls, extra_content } = stated
  if (!reasoning_details && !extra_content && !tool_calls) return []
  const details = new ReasoningDetails()
  details.add(reasoning_details)
  const calls: unknown[] = Array.isArray(tool_calls) ? tool_calls : []
  const extras = [
    extraContentBlock(extra_content, provider),
    ...calls.map((call, at) => (isRecord(call) ? extraContentBlock(call['extra_content'], provider, at) : undefined)),
  ]
  return [...details.toBlocks(provider), ...extras.filter((block) => block !== undefined)]
}

function toAudio(audio: unknown): ChatCompletionMessage['audio'] | undefined {
  if (!isRecord(audio)) return undefined
  const { id, data, transcript, expires_at } = audio
  if (!id && !data) return undefined
  return {
    id: typeof id === 'string' ? id : '',
    data: typeof data === 'string' ? data : '',
    transcript: typeof transcript === 'string' ? transcript : '',
    expires_at: typeof expires_at === 'number' ? expires_at : 0,
  }
}
