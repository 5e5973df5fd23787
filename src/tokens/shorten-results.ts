import type { ChatMessage, ContentPart } from '../contract/chat.js'
import { countText } from './count-prompt.js'
import { shortenText } from './shorten-text.js'

/** Tokens that the mark in the middle takes. */
const MARK_TOKENS = 12

/** The message with its text from the middle taken out, down to about `most` tokens. The same where it is no longer. */
export async function shortenResult(message: ChatMessage, model: string, most: number): Promise<ChatMessage> {
  if (message.role !== 'tool' && message.role !== 'function') return message
  const { content } = message
  if (typeof content === 'string') {
    const shorter = await shorten(content, model, most)
    return shorter === content ? message : ({ ...message, content: shorter } as ChatMessage) // of the same role
  }
  if (!Array.isArray(content)) return message
  const parts: ContentPart[] = []
  for (const part of content)
    parts.push(part.type === 'text' ? { ...part, text: await shorten(part.text, model, most) } : part)
  const changed = parts.some((part, at) => part.type === 'text' && part.text !== textAt(content, at))
  return changed ? ({ ...message, content: parts } as ChatMessage) : message // of the same role
}

function textAt(parts: readonly ContentPart[], at: number): string | undefined {
  const part = parts[at]
  return part?.type === 'text' ? part.text : undefined
}

async function shorten(text: string, model: string, most: number): Promise<string> {
  const { tokens } = await countText(model, text)
  if (tokens <= most) return text
  const kept = Math.max(0, most - MARK_TOKENS)
  return shortenText(text, Math.floor((text.length * kept) / tokens))
}
