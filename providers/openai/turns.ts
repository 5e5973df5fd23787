import { isRecord } from '../../src/provider.js'
import type { VendorMessage, WireMessage, WirePart } from './wire.js'

const SEE_IMAGES = '(The tool returned images: see the next user message.)'
const BRIDGE = 'I have the results of the tools.'

/** Tool messages are text only: their images and files go into one user message after the last result of the run (32). */
export function moveToolImages(messages: readonly WireMessage[]): readonly WireMessage[] {
  if (!messages.some((message) => message.role === 'tool' && mediaOf(message).length > 0)) return messages
  const out: WireMessage[] = []
  let waiting: WirePart[] = []
  const flush = () => {
    if (waiting.length > 0) out.push({ role: 'user', content: waiting })
    waiting = []
  }
  for (const message of messages) {
    if (message.role !== 'tool') flush()
    const media = message.role === 'tool' ? mediaOf(message) : []
    waiting.push(...media)
    out.push(media.length > 0 ? textOnly(message) : message)
  }
  flush()
  return out
}

function partsOf({ content }: WireMessage): readonly unknown[] {
  return Array.isArray(content) ? content : []
}

const isMedia = (part: unknown): part is VendorMessage & WirePart => isRecord(part) && part['type'] !== 'text'

function mediaOf(message: WireMessage): WirePart[] {
  return partsOf(message).filter(isMedia)
}

function textOnly(message: WireMessage): VendorMessage {
  const texts = partsOf(message).flatMap((part) =>
    isRecord(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  )
  return { ...message, content: texts.filter(Boolean).join('\n') || SEE_IMAGES }
}

/** Some hosts refuse a user message right after a tool's (36). */
export function bridgeAfterTools(messages: readonly WireMessage[]): readonly WireMessage[] {
  const out: WireMessage[] = []
  for (const message of messages) {
    if (message.role === 'user' && out.at(-1)?.role === 'tool') out.push({ role: 'assistant', content: BRIDGE })
    out.push(message)
  }
  return out
}

/** Puts an instruction at the end of the first system message, or in front as one. */
export function withInstruction(messages: readonly WireMessage[], text: string): readonly WireMessage[] {
  const [first, ...rest] = messages
  if (first?.role !== 'system' && first?.role !== 'developer') return [{ role: 'system', content: text }, ...messages]
  const content =
    typeof first.content === 'string'
      ? `${first.content}\n\n${text}`
      : [...partsOf(first).filter(isPart), { type: 'text', text }]
  return [{ ...first, content }, ...rest]
}

const isPart = (part: unknown): part is WirePart => isRecord(part) && typeof part['type'] === 'string'

/** The text of a last message of the assistant: the beginning of the answer (124). */
export function prefillOf(messages: readonly { role: string; content?: unknown }[]): string | undefined {
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return undefined
  if (typeof last.content === 'string') return last.content || undefined
  const parts: readonly unknown[] = Array.isArray(last.content) ? last.content : []
  const text = parts.map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('')
  return text || undefined
}

/** Marks a last message of the assistant as the beginning of the answer. */
export function markPrefix(messages: readonly WireMessage[]): readonly WireMessage[] {
  const last = messages.at(-1)
  return last?.role === 'assistant' ? [...messages.slice(0, -1), { ...last, prefix: true }] : messages
}
