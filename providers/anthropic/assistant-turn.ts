import type { ContentBlockParam, ToolUseBlockParam } from '@anthropic-ai/sdk/resources/messages/messages'
import { type AssistantMessage, isRecord, type ThinkingBlock, type ToolCall } from '../../src/provider.js'
import { markLast, withCacheControl } from './cache-control.js'
import { isBlank } from './content-parts.js'
import type { ModelFacts } from './models.js'
import { toMessage } from './response.js'
import type { ToolUseIds } from './tool-use-ids.js'

export interface AssistantContext {
  ids: ToolUseIds
  facts: ModelFacts
}

/** The blocks of an assistant message: as they once came, else thinking, text and tool calls in this order. */
export function toAssistantBlocks(message: AssistantMessage, { ids, facts }: AssistantContext): ContentBlockParam[] {
  const original = originalBlocks(message)
  const blocks = original
    ? original.map((block) => (block.type === 'tool_use' ? { ...block, id: ids.ofCall(block.id) } : block))
    : [...toThinkingBlocks(message, facts), ...toTextBlocks(message), ...toToolUses(message, ids)]
  return markLast(blocks, message.cache_control)
}

/** The content that the vendor once sent, if the message still says the same. */
function originalBlocks(message: AssistantMessage): ContentBlockParam[] | undefined {
  const fields = message.provider_specific_fields?.['anthropic']
  const content = isRecord(fields) ? fields['content'] : undefined
  if (!Array.isArray(content) || !content.every(isRecord)) return undefined
  const was = toMessage({}, content, undefined)
  const same =
    (was.content ?? '') === textOf(message) &&
    isSame(was.thinking_blocks ?? [], message.thinking_blocks ?? []) &&
    isSame(was.tool_calls?.map(callKey) ?? [], message.tool_calls?.map(callKey) ?? [])
  if (!same) return undefined
  const sendable = content.filter((block) => block['type'] !== 'text' || !isBlank(String(block['text'])))
  return sendable as unknown as ContentBlockParam[] // what the vendor wrote it also reads
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const callKey = (call: ToolCall): unknown[] =>
  call.type === 'function' ? [call.id, call.function.name, toInput(call.function.arguments)] : [call.id]

/**
 * Own reasoning goes back as it came. What has no signature or is another vendor's becomes plain text, without tags,
 * which models imitate; what cannot be read is left out (quirks.md 30, 72).
 */
function toThinkingBlocks(message: AssistantMessage, facts: ModelFacts): ContentBlockParam[] {
  const blocks = message.thinking_blocks ?? []
  const own = facts.thinking === 'none' ? [] : blocks.filter(isOwn)
  if (own.length === 0) {
    const text = message.reasoning_content || blocks.map(readable).join('')
    return isBlank(text) ? [] : [{ type: 'text', text }]
  }
  return blocks.flatMap((block): ContentBlockParam[] => {
    if (!isOwn(block)) return isBlank(readable(block)) ? [] : [{ type: 'text', text: readable(block) }]
    return block.type === 'thinking'
      ? [{ type: 'thinking', thinking: block.thinking, signature: block.signature }]
      : [{ type: 'redacted_thinking', data: block.data }]
  })
}

const isOwn = (block: ThinkingBlock): boolean =>
  (block.provider === undefined || block.provider === 'anthropic') &&
  (block.type === 'redacted_thinking' || Boolean(block.signature))

const readable = (block: ThinkingBlock): string => (block.type === 'thinking' ? block.thinking : '')

function toTextBlocks(message: AssistantMessage): ContentBlockParam[] {
  const { content } = message
  if (!Array.isArray(content)) {
    const text = content || message.refusal || ''
    return isBlank(text) ? [] : [{ type: 'text', text }]
  }
  return content.flatMap((part): ContentBlockParam[] => {
    const text = part.type === 'text' ? part.text : part.refusal
    if (isBlank(text)) return []
    return [withCacheControl({ type: 'text', text }, 'cache_control' in part ? part.cache_control : undefined)]
  })
}

function textOf({ content }: AssistantMessage): string {
  if (!Array.isArray(content)) return content ?? ''
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('')
}

function toToolUses(message: AssistantMessage, ids: ToolUseIds): ToolUseBlockParam[] {
  const calls = (message.tool_calls ?? []).map((call): ToolUseBlockParam => {
    const [name, input] =
      call.type === 'function'
        ? [call.function.name, toInput(call.function.arguments)]
        : [call.custom.name, { input: call.custom.input }]
    return { type: 'tool_use', id: ids.ofCall(call.id), name, input }
  })
  const old = message.function_call
  if (old)
    calls.push({
      type: 'tool_use',
      id: ids.ofCall(functionCallId(old.name)),
      name: old.name,
      input: toInput(old.arguments),
    })
  return calls
}

/** OpenAI's older function calls have no id: their result names the function. */
export const functionCallId = (name: string): string => `function_${name}`

/** Arguments as the object that is required; anything else is wrapped (quirks.md 78). */
function toInput(json: string): object {
  if (json.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : { rawInvalidInput: value }
  } catch {
    return { rawInvalidInput: json }
  }
}
