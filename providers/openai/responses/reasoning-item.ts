import type { ResponseReasoningItem } from 'openai/resources/responses/responses'
import { isRecord, type ThinkingBlock } from '../../../src/provider.js'
import type { ResponsesContext } from './context.js'
import { type Item, reasoningTextsOf, recordsOf, textOf } from './items.js'

/**
 * A reasoning item as a block that can be made into the item again: its encrypted content, or the reasoning itself
 * where the host shows that. Of an item with neither, nothing can go back to a host that keeps no answers (59).
 */
export function toThinkingBlock(item: Item, { provider, model }: ResponsesContext): ThinkingBlock | undefined {
  if (item['type'] !== 'reasoning') return undefined
  const { type: _, encrypted_content, ...rest } = item
  const detail = { model, item: withoutNulls(rest) }
  const data = textOf(encrypted_content)
  if (data !== '') return { type: 'redacted_thinking', data, provider, detail }
  const thinking = reasoningTextsOf(item)
    .filter((text) => text !== '')
    .join('\n\n')
  return thinking === '' ? undefined : { type: 'thinking', thinking, signature: '', provider, detail }
}

function withoutNulls(fields: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
}

/** The item that a block was made of; undefined for blocks of others, of another model, or from chat completions (30). */
export function toReasoningItem(
  block: ThinkingBlock,
  { provider, model }: ResponsesContext,
): (ResponseReasoningItem & Record<string, unknown>) | undefined {
  const { detail } = block
  const item = detail?.['item']
  if (block.provider !== provider || detail?.['model'] !== model || !isRecord(item)) return undefined
  return {
    ...item,
    type: 'reasoning',
    id: textOf(item['id']),
    summary: recordsOf(item['summary']).map((part) => ({ ...part, type: 'summary_text', text: textOf(part['text']) })),
    ...(block.type === 'redacted_thinking' && { encrypted_content: block.data }),
  }
}
