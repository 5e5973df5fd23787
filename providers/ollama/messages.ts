import { type AssistantMessage, type ChatMessage, isRecord, type ToolMessage } from '../../src/provider.js'
import { type Content, toContent } from './content.js'
import type { Message, ToolCall } from './wire.js'

interface Called {
  id: string
  name: string
}

/**
 * The messages as Ollama wants them. A result belongs to its call by name and order alone, so results follow in the
 * order of the calls (quirks.md 145).
 */
export function toMessages(messages: readonly ChatMessage[]): Message[] {
  const out: Message[] = []
  let waiting: Called[] = []
  let results: Array<{ place: number; message: Message }> = []
  const settle = () => {
    out.push(...results.sort((a, b) => a.place - b.place).map(({ message }) => message))
    results = []
  }
  for (const [at, message] of messages.entries()) {
    const path = `messages[${at}].content`
    if (message.role === 'tool') {
      const place = waiting.findIndex(({ id }) => id === message.tool_call_id)
      results.push({
        place: place < 0 ? waiting.length : place,
        message: toResult(message, waiting[place]?.name, path),
      })
      // The next result of the same id belongs to the next call of that id.
      if (place >= 0) waiting = waiting.with(place, { id: '', name: '' })
      continue
    }
    settle()
    if (message.role === 'assistant') waiting = calledBy(message)
    out.push(toMessage(message, path))
  }
  settle()
  return out
}

function calledBy({ tool_calls: calls }: AssistantMessage): Called[] {
  return (calls ?? []).map((call) => ({
    id: call.id,
    name: call.type === 'function' ? call.function.name : call.custom.name,
  }))
}

function toResult(message: ToolMessage, name: string | undefined, path: string): Message {
  return { role: 'tool', ...fields(toContent(message.content, path)), ...(name && { tool_name: name }) }
}

const fields = ({ text, images }: Content) => ({ content: text, ...(images.length > 0 && { images }) })

function toMessage(message: Exclude<ChatMessage, ToolMessage>, path: string): Message {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: toContent(message.content, path).text }
    case 'user':
      return { role: 'user', ...fields(toContent(message.content, path)) }
    case 'function':
      return { role: 'tool', content: message.content ?? '', tool_name: message.name }
    case 'assistant':
      return toAssistant(message)
  }
}

function toAssistant(message: AssistantMessage): Message {
  const calls = toToolCalls(message)
  const thinking = reasoningOf(message)
  return {
    role: 'assistant',
    content: textOf(message),
    ...(thinking !== '' && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
  }
}

function textOf({ content, refusal }: AssistantMessage): string {
  if (!Array.isArray(content)) return content || refusal || ''
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('\n')
}

function reasoningOf({ reasoning_content: text, thinking_blocks: blocks }: AssistantMessage): string {
  return text || (blocks ?? []).map((block) => (block.type === 'thinking' ? block.thinking : '')).join('')
}

function toToolCalls({ tool_calls: calls, function_call: old }: AssistantMessage): ToolCall[] {
  const called = (calls ?? []).map((call) =>
    call.type === 'function'
      ? toCall(call.function.name, toArguments(call.function.arguments))
      : toCall(call.custom.name, { input: call.custom.input }),
  )
  return old ? [...called, toCall(old.name, toArguments(old.arguments))] : called
}

const toCall = (name: string, args: Record<string, unknown>): ToolCall => ({ function: { name, arguments: args } })

/** Anything but an object is wrapped, and nothing or null means none. */
function toArguments(text: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : value === null ? {} : { rawInvalidInput: value }
  } catch {
    return { rawInvalidInput: text }
  }
}
