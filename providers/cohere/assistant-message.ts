import { type AssistantMessage, isRecord } from '../../src/provider.js'
import { thinks } from './models.js'
import type { ChatBody, Message, TextContent, ToolCall } from './wire.js'

/** What the request says of the model's thinking. */
export interface HistoryContext {
  model: string
  thinking: ChatBody['thinking']
}

/** OpenAI's older function calls have no id: their result names the function. */
export const functionCallId = (name: string): string => `function_${name}`

/**
 * An assistant turn. Text beside tool calls is refused: it and the reasoning go back as thinking content where the
 * model thinks, else as the plan of the call (https://github.com/vercel/ai/issues/5794, quirks.md 25). Without calls,
 * reasoning that the model cannot take as its own is text (quirks.md 30).
 */
export function toAssistantMessage(message: AssistantMessage, { model, thinking }: HistoryContext): Message {
  const calls = toToolCalls(message)
  const reasoning = reasoningOf(message)
  const texts = textsOf(message)
  const mayThink = thinks(model) && thinking?.type !== 'disabled'
  if (calls.length > 0) {
    const plan = [reasoning, ...texts.map(({ text }) => text)].filter((text) => text !== '').join('\n')
    if (plan === '') return { role: 'assistant', tool_calls: calls }
    if (!mayThink) return { role: 'assistant', tool_plan: plan, tool_calls: calls }
    return { role: 'assistant', content: [{ type: 'thinking', thinking: plan }], tool_calls: calls }
  }
  if (reasoning === '') return { role: 'assistant', content: texts.length > 1 ? texts : (texts[0]?.text ?? '') }
  const first = mayThink
    ? ({ type: 'thinking', thinking: reasoning } as const)
    : ({ type: 'text', text: reasoning } as const)
  return { role: 'assistant', content: [first, ...texts] }
}

function reasoningOf({ reasoning_content: text, thinking_blocks: blocks }: AssistantMessage): string {
  return text || (blocks ?? []).map((block) => (block.type === 'thinking' ? block.thinking : '')).join('')
}

function textsOf({ content, refusal }: AssistantMessage): TextContent[] {
  const texts = Array.isArray(content)
    ? content.map((part) => (part.type === 'text' ? part.text : part.refusal))
    : [content || refusal || '']
  return texts.flatMap((text): TextContent[] => (text === '' ? [] : [{ type: 'text', text }]))
}

function toToolCalls({ tool_calls: calls, function_call: old }: AssistantMessage): ToolCall[] {
  const called = (calls ?? []).map((call): ToolCall => {
    const [name, text] =
      call.type === 'function'
        ? [call.function.name, call.function.arguments]
        : [call.custom.name, JSON.stringify({ input: call.custom.input })]
    return { id: call.id, type: 'function', function: { name, arguments: toArguments(text) } }
  })
  if (old)
    called.push({
      id: functionCallId(old.name),
      type: 'function',
      function: { name: old.name, arguments: toArguments(old.arguments) },
    })
  return called
}

/** Arguments are the JSON of an object; anything else is wrapped, and nothing or null means none. */
function toArguments(text: string): string {
  if (text.trim() === '') return '{}'
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return text
    return value === null ? '{}' : JSON.stringify({ rawInvalidInput: value })
  } catch {
    return JSON.stringify({ rawInvalidInput: text })
  }
}
