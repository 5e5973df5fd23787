import { createHash } from 'node:crypto'
import type { AssistantMessage, ThinkingBlock, ToolCall } from '../../../src/provider.js'
import { type InputContext, legacyCallId } from './context.js'
import { type Item, isCall, recordsOf, textOf } from './items.js'
import { isCurrent, type Layout, layoutOf } from './layout.js'
import { plainText } from './parts.js'
import { toReasoningItem } from './reasoning-item.js'
import type { VendorThing, WireItem } from './wire.js'

type ReasoningItem = NonNullable<ReturnType<typeof toReasoningItem>>

/** The items of an assistant turn: in the order in which they came, else reasoning, text and calls. */
export function toAssistantItems(message: AssistantMessage, at: number, context: InputContext): WireItem[] {
  const text = plainText(message.content)
  const calls = message.tool_calls ?? []
  const reasoning = (message.thinking_blocks ?? [])
    .map((block) => toReasoningItem(block, context))
    .filter((item) => item !== undefined)
  const layout = layoutOf(message, context)
  if (layout && isCurrent(layout, { text, blocks: reasoning.length, calls: calls.map(({ type }) => type) }))
    return asItCame(layout, { text: text || (message.refusal ?? ''), reasoning, calls }, context)
  // Reasoning of others becomes plain text, without tags, which models imitate (30).
  const foreign = reasoning.length > 0 || layout ? '' : readable(message)
  const said = [foreign, text || refusalOf(message)].filter(Boolean).join('\n\n')
  return [
    ...reasoning,
    ...(said === '' ? [] : [{ role: 'assistant' as const, content: said }]),
    ...calls.map((call) => toCallItem(call, context)),
    ...legacyCall(message, at),
  ]
}

function readable({ thinking_blocks, reasoning_content }: AssistantMessage): string {
  const blocks = thinking_blocks ?? []
  if (blocks.length === 0) return reasoning_content ?? ''
  const texts = blocks.map((block: ThinkingBlock) => (block.type === 'thinking' ? block.thinking : ''))
  return texts.filter(Boolean).join('\n\n') || (reasoning_content ?? '')
}

/** Its own, or those among the parts. */
function refusalOf({ refusal, content }: AssistantMessage): string {
  if (refusal || !Array.isArray(content)) return refusal ?? ''
  return content.map((part) => (part.type === 'refusal' ? part.refusal : '')).join('')
}

interface Turn {
  text: string
  reasoning: readonly ReasoningItem[]
  calls: readonly ToolCall[]
}

/** Every item in its place, reasoning complete and before what it belonged to (59). */
function asItCame({ output }: Layout, { text, reasoning, calls }: Turn, context: InputContext): WireItem[] {
  let blocks = 0
  let called = 0
  return output.flatMap((entry): WireItem[] => {
    if (entry['type'] === 'reasoning') return reasoning.slice(blocks++, blocks)
    if (entry['type'] === 'message') return [toMessageItem(entry, text, context)]
    if (!isCall(entry)) return [{ ...entry, type: textOf(entry['type']) }]
    const call = calls[called++]
    return call ? [{ ...fitId(entry, context), ...toCallItem(call, context) }] : []
  })
}

function toMessageItem(entry: Item, text: string, context: InputContext): VendorThing {
  const { content, ...rest } = fitId(entry, context)
  return {
    ...rest,
    type: 'message',
    role: 'assistant',
    status: textOf(rest['status']) || 'completed',
    content: content === undefined ? [{ type: 'output_text', text, annotations: [] }] : recordsOf(content),
  }
}

const ID_PREFIXES: Readonly<Record<string, string>> = {
  message: 'msg_',
  function_call: 'fc_',
  custom_tool_call: 'ctc_',
}

/** OpenAI takes its own ids only, of at most 64 characters (31, 59). */
function fitId(entry: Item, { openaiModels }: InputContext): Item {
  const { id, ...rest } = entry
  const prefix = ID_PREFIXES[textOf(entry['type'])] ?? ''
  if (typeof id !== 'string' || id === '' || (openaiModels && !id.startsWith(prefix))) return rest
  if (id.length <= 64 && !id.endsWith('_')) return entry
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 40)
  return entry['type'] === 'message' ? { ...rest, id: `${prefix}${hash}` } : rest
}

function toCallItem(call: ToolCall, { callId }: InputContext): VendorThing {
  if (call.type === 'custom')
    return { type: 'custom_tool_call', call_id: callId(call.id), name: call.custom.name, input: call.custom.input }
  const { name, arguments: text } = call.function
  return { type: 'function_call', call_id: callId(call.id), name, arguments: text || '{}' }
}

function legacyCall({ function_call }: AssistantMessage, at: number): WireItem[] {
  if (!function_call) return []
  const { name, arguments: text } = function_call
  return [{ type: 'function_call', call_id: legacyCallId(at), name, arguments: text || '{}' }]
}
