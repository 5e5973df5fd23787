import { type ChatMessage, type ToolMessage, tellOrphanResults } from '../../src/provider.js'
import { functionCallId, type HistoryContext, toAssistantMessage } from './assistant-message.js'
import { joinTexts, toParts, type UserPart } from './content-parts.js'
import type { Document, DocumentContent, ImageContent, Message, TextContent } from './wire.js'

const DOCUMENT_ONLY = 'See the attached document.'
const IMAGE_ONLY = '(see the attached image)'

/** The messages as Cohere wants them, and the files among them, which go beside them as documents (quirks.md 136). */
export function toMessages(
  messages: readonly ChatMessage[],
  context: HistoryContext,
): { messages: Message[]; documents: Document[] } {
  const out: Message[] = []
  const documents: Document[] = []
  let images: ImageContent[] = []
  // Results of tools are text: their images follow in one user turn after all of them (quirks.md 32).
  const showImages = () => {
    if (images.length > 0) out.push({ role: 'user', content: images })
    images = []
  }
  for (const [at, message] of tellOrphanResults(messages).entries()) {
    const path = `messages[${at}].content`
    if (message.role !== 'tool') showImages()
    switch (message.role) {
      case 'system':
      case 'developer':
        out.push({ role: 'system', content: joinTexts(textsOf(toParts(message.content, path))) })
        break
      case 'user':
        out.push(toUserMessage(toParts(message.content, path), documents))
        break
      case 'assistant':
        out.push(toAssistantMessage(message, context))
        break
      case 'tool':
        out.push(toToolMessage(message, path, images))
        break
      case 'function':
        // The form before tools: a result without an id.
        out.push({ role: 'tool', tool_call_id: functionCallId(message.name), content: message.content || '{}' })
    }
  }
  showImages()
  return { messages: out, documents }
}

const textsOf = (parts: readonly UserPart[]): TextContent[] =>
  parts.flatMap((part) => (part.type === 'text' ? [part] : []))

function toUserMessage(parts: readonly UserPart[], documents: Document[]): Message {
  const content = parts.flatMap((part) => (part.type === 'document' ? [] : [part]))
  for (const part of parts) if (part.type === 'document') documents.push(part.document)
  if (content.length === 0 && parts.length > 0) return { role: 'user', content: DOCUMENT_ONLY }
  return { role: 'user', content: content.every(isText) ? joinTexts(content) : content }
}

const isText = (part: TextContent | ImageContent): part is TextContent => part.type === 'text'

function toToolMessage({ tool_call_id, content }: ToolMessage, path: string, images: ImageContent[]): Message {
  const kept: Array<TextContent | DocumentContent> = []
  for (const part of toParts(content, path))
    if (part.type === 'image_url') images.push(part)
    else kept.push(part)
  if (kept.length === 0) return { role: 'tool', tool_call_id, content: images.length > 0 ? IMAGE_ONLY : '{}' }
  const texts = kept.flatMap((part) => (part.type === 'text' ? [part] : []))
  return { role: 'tool', tool_call_id, content: texts.length === kept.length ? joinTexts(texts) : kept }
}
