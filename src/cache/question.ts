import type { ChatRequest } from '../contract/chat.js'

/** The last user turn where it is all text: what a semantic cache may compare. Undefined: only the same will do. */
export function questionOf({ messages }: ChatRequest): string | undefined {
  const last = messages.at(-1)
  if (last?.role !== 'user') return undefined
  const { content } = last
  if (typeof content === 'string') return content === '' ? undefined : content
  const texts: string[] = []
  for (const part of content) {
    if (part.type !== 'text') return undefined
    texts.push(part.text)
  }
  return texts.length === 0 ? undefined : texts.join('\n')
}
