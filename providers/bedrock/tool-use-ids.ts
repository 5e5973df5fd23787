import { type ChatMessage, createToolCallIds, type ToolCallIdRule } from '../../src/provider.js'
import type { ModelFacts } from './models.js'

/** quirks.md 31. */
const RULE: ToolCallIdRule = { accepts: /^[a-zA-Z0-9_-]{1,64}$/, length: 40, prefix: 'tooluse_' }
/** quirks.md 92. */
const MISTRAL_RULE: ToolCallIdRule = { accepts: /^[a-zA-Z0-9]{9}$/, length: 9 }

/** The ids of one request's tool calls in the model's form, asked for in the order of the messages. */
export interface ToolUseIds {
  ofCall(id: string): string
  /** Undefined for a result whose call is not in the history. */
  ofResult(id: string): string | undefined
}

/**
 * Ids must be unique over the whole conversation, and some vendors count from the start in every turn: an id that
 * comes again is told apart, and a result belongs to the latest call that still waits for one.
 */
export function createToolUseIds(messages: readonly ChatMessage[], { family }: ModelFacts): ToolUseIds {
  const mapped = createToolCallIds(family === 'mistral' ? MISTRAL_RULE : RULE, messages.flatMap(idsOf))
  const seen = new Map<string, number>()
  const waiting = new Map<string, string[]>()
  return {
    ofCall(id) {
      const times = (seen.get(id) ?? 0) + 1
      seen.set(id, times)
      const unique = mapped(times === 1 ? id : `${id}#${times}`)
      waiting.set(id, [...(waiting.get(id) ?? []), unique])
      return unique
    },
    ofResult: (id) => waiting.get(id)?.shift(),
  }
}

function idsOf(message: ChatMessage): string[] {
  if (message.role === 'tool') return [message.tool_call_id]
  return message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.id) : []
}

/** OpenAI's older function calls have no id: their result names the function. */
export const functionCallId = (name: string): string => `function_${name}`
