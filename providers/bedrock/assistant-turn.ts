import type { ContentBlock, ToolUseBlock } from '@aws-sdk/client-bedrock-runtime'
import { type AssistantMessage, isRecord, type ThinkingBlock, type ToolCall } from '../../src/provider.js'
import { type AnswerBlock, textOf, toThinkingBlock, withBytes } from './answer-blocks.js'
import { type CachePoint, toCachePoints } from './cache-points.js'
import { isBlank } from './content-parts.js'
import { toMessage } from './response.js'
import { functionCallId } from './tool-use-ids.js'
import type { TurnContext } from './turns.js'

type Block = ContentBlock | CachePoint

/** The blocks of an assistant message: as they once came, else reasoning, text and tool calls in this order. */
export function toAssistantBlocks(message: AssistantMessage, context: TurnContext): Block[] {
  const original = originalBlocks(message, context)
  const blocks = original
    ? original.flatMap((block) => toSendable(block, context))
    : [...toReasoningBlocks(message, context), ...toTextBlocks(message, context), ...toToolUses(message, context)]
  return blocks.length === 0 ? [] : [...blocks, ...toCachePoints(message.cache_control, context.facts, context.report)]
}

/** The content that Bedrock once sent, if the message still says the same. */
function originalBlocks(message: AssistantMessage, { facts }: TurnContext): AnswerBlock[] | undefined {
  const fields = message.provider_specific_fields?.['bedrock']
  const content = isRecord(fields) ? fields['content'] : undefined
  if (!Array.isArray(content) || !content.every(isRecord)) return undefined
  const was = toMessage(content, facts)
  const same =
    (was.content ?? '') === spokenBy(message) &&
    isSame(was.thinking_blocks ?? [], message.thinking_blocks ?? []) &&
    isSame(was.tool_calls?.map(callKey) ?? [], message.tool_calls?.map(callKey) ?? [])
  return same ? content : undefined
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const callKey = (call: ToolCall): unknown[] =>
  call.type === 'custom' ? [call.id] : [call.id, call.function.name, toInput(call.function.arguments)]

/** A block of an earlier answer as it is taken back. */
function toSendable(block: AnswerBlock, { ids, facts, hasTools }: TurnContext): ContentBlock[] {
  const { text, toolUse, toolResult, reasoningContent } = block
  if (typeof text === 'string' && isBlank(text)) return []
  if (isRecord(reasoningContent) && !(toThinkingBlock(block, facts) && facts.reasoning !== 'none')) return []
  if ((toolUse || toolResult) && !hasTools) return []
  const sendable =
    isRecord(toolUse) && toolUse['type'] !== 'server_tool_use'
      ? { ...block, toolUse: { ...toolUse, toolUseId: ids.ofCall(textOf(toolUse['toolUseId'])) } }
      : withBytes(block)
  return [sendable as unknown as ContentBlock] // what Bedrock wrote it also reads
}

/**
 * Own reasoning goes back as it came. What Claude did not sign becomes plain text for Claude, without tags, which models
 * imitate; other models leak what they get of it into their answers (quirks.md 30, 93).
 */
function toReasoningBlocks(message: AssistantMessage, { facts }: TurnContext): ContentBlock[] {
  const blocks = message.thinking_blocks ?? []
  const own = blocks.filter((block) => isOwn(block, facts))
  if (own.length === 0) {
    const text = message.reasoning_content || blocks.map(readable).join('')
    return isBlank(text) || facts.family !== 'claude' ? [] : [{ text }]
  }
  return blocks.flatMap((block): ContentBlock[] => {
    if (!isOwn(block, facts)) return isBlank(readable(block)) ? [] : [{ text: readable(block) }]
    if (block.type === 'redacted_thinking')
      return [{ reasoningContent: { redactedContent: new Uint8Array(Buffer.from(block.data, 'base64')) } }]
    return [{ reasoningContent: { reasoningText: { text: block.thinking, signature: block.signature } } }]
  })
}

function isOwn(block: ThinkingBlock, { family, reasoning }: TurnContext['facts']): boolean {
  if (reasoning === 'none') return false
  const signed = block.type === 'redacted_thinking' ? Boolean(block.data) : Boolean(block.signature)
  const owner = block.provider ?? 'anthropic'
  return signed && (family === 'claude' ? owner === 'anthropic' : owner === 'bedrock')
}

const readable = (block: ThinkingBlock): string => (block.type === 'thinking' ? block.thinking : '')

function toTextBlocks(message: AssistantMessage, { facts, report }: TurnContext): Block[] {
  const { content } = message
  if (!Array.isArray(content)) {
    const text = content || message.refusal || ''
    return isBlank(text) ? [] : [{ text }]
  }
  return content.flatMap((part): Block[] => {
    const text = part.type === 'text' ? part.text : part.refusal
    if (typeof text !== 'string' || isBlank(text)) return []
    return [{ text }, ...toCachePoints('cache_control' in part ? part.cache_control : undefined, facts, report)]
  })
}

function spokenBy({ content }: AssistantMessage): string {
  if (!Array.isArray(content)) return content ?? ''
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('')
}

/** Without tools in the request their calls may not be in the history (quirks.md 91). */
function toToolUses(message: AssistantMessage, { ids, hasTools }: TurnContext): ContentBlock[] {
  const calls = (message.tool_calls ?? []).map((call): ToolUseBlock => {
    const custom = call.type === 'custom'
    const name = custom ? call.custom.name : call.function.name
    const input = custom ? { input: call.custom.input } : toInput(call.function.arguments)
    return { toolUseId: ids.ofCall(call.id), name: toToolName(name), input }
  })
  const old = message.function_call
  if (old)
    calls.push({
      toolUseId: ids.ofCall(functionCallId(old.name)),
      name: toToolName(old.name),
      input: toInput(old.arguments),
    })
  return hasTools ? calls.map((toolUse) => ({ toolUse })) : []
}

/** quirks.md 92. */
function toToolName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '').slice(0, 64) || '_'
}

type Json = Exclude<ToolUseBlock['input'], undefined>

/** Arguments as the object that is required; anything else is wrapped, and keys of no characters are left out (quirks.md 92). */
function toInput(json: string): Json {
  if (json.trim() === '') return {}
  try {
    const value = withoutEmptyKeys(JSON.parse(json))
    return isRecord(value) ? value : { rawInvalidInput: value ?? null }
  } catch {
    return { rawInvalidInput: json }
  }
}

function withoutEmptyKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmptyKeys)
  if (!isRecord(value)) return value
  const entries = Object.entries(value).filter(([key]) => key !== '')
  // Values of parsed JSON are JSON.
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutEmptyKeys(inner as Json)]))
}
