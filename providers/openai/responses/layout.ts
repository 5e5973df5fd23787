import { type AssistantMessage, isRecord } from '../../../src/provider.js'
import type { ResponsesContext } from './context.js'
import { type Item, isCall, recordsOf } from './items.js'
import { readOutput } from './read-output.js'
import { toThinkingBlock } from './reasoning-item.js'

/**
 * The items of a turn in their order, so that it goes back as it came (59). Entries of reasoning and calls stand for
 * the next thinking block and the next tool call of the message; items with no other place are whole.
 */
export interface Layout {
  provider: string
  model: string
  output: Item[]
}

/** Undefined where the message says it all: one text and nothing else. */
export function toLayout(items: readonly Item[], context: ResponsesContext): Layout | undefined {
  const messages = items.filter(({ type }) => type === 'message')
  // Where reasoning cannot go back, the ids of what followed it must not either: they are paired (59).
  const paired = items.every((item) => item['type'] !== 'reasoning' || toThinkingBlock(item, context))
  const output = items.flatMap((item) => {
    if (item['type'] === 'reasoning') return toThinkingBlock(item, context) ? [{ type: 'reasoning' }] : []
    const entry = isCall(item) ? toCallEntry(item) : item
    const lean = item['type'] === 'message' ? toMessageEntry(item, messages.length) : entry
    return [paired ? lean : withoutId(lean)]
  })
  const [first] = output
  if (first === undefined) return undefined
  const plain = output.length === 1 && first['type'] === 'message' && !first['phase'] && !first['content']
  return plain ? undefined : { provider: context.provider, model: context.model, output }
}

function toCallEntry(item: Item): Item {
  const { name: _1, arguments: _2, input: _3, call_id: _4, ...rest } = item
  return rest
}

/** With its content only where the text of the message is not simply it. */
function toMessageEntry(item: Item, messages: number): Item {
  const parts = recordsOf(item['content'])
  const plain = messages === 1 && parts.every((part) => part['type'] === 'output_text' && !hasAnnotations(part))
  const { content: _, ...rest } = item
  return plain ? rest : { ...rest, content: parts.map(({ logprobs: __, ...part }) => part) }
}

const hasAnnotations = ({ annotations }: Item): boolean => Array.isArray(annotations) && annotations.length > 0

function withoutId(item: Item): Item {
  const { id: _, ...rest } = item
  return rest
}

/** The layout of a turn that this host and model wrote. */
export function layoutOf(message: AssistantMessage, { provider, model }: ResponsesContext): Layout | undefined {
  const layout = message.provider_specific_fields?.['responses']
  if (!isRecord(layout) || layout['provider'] !== provider || layout['model'] !== model) return undefined
  return { provider, model, output: recordsOf(layout['output']) }
}

/** What a message says today, to compare with its layout. */
export interface Said {
  text: string
  blocks: number
  calls: ReadonlyArray<'function' | 'custom'>
}

/** Whether the message still says what the layout was made of: a caller may have changed it. */
export function isCurrent({ output }: Layout, said: Said): boolean {
  const calls = output.filter(isCall)
  if (output.filter(({ type }) => type === 'reasoning').length !== said.blocks) return false
  if (calls.length !== said.calls.length) return false
  if (calls.some(({ type }, at) => (type === 'custom_tool_call') !== (said.calls[at] === 'custom'))) return false
  const messages = output.filter(({ type }) => type === 'message')
  if (messages.some((item) => item['content'] === undefined)) return true
  return readOutput(output).content === said.text
}
