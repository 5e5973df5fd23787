import { type ChatMessage, createToolCallIds } from '../../src/provider.js'

/** What Anthropic takes as it is: quirks.md 31. */
const RULE = { accepts: /^[a-zA-Z0-9_-]{1,64}$/, length: 40, prefix: 'toolu_' }

/** The ids of one request's tool calls in Anthropic's form, asked for in the order of the messages. */
export interface ToolUseIds {
  ofCall(id: string): string
  ofResult(id: string): string
}

/** What one id became at each call, and how many of them have their result. */
interface Waiting {
  ids: string[]
  answered: number
}

/**
 * Ids must be unique over the whole conversation, and some vendors count from the start in every turn: an id that
 * comes again is told apart, and a result belongs to the latest call that still waits for one.
 */
export function createToolUseIds(messages: readonly ChatMessage[]): ToolUseIds {
  const mapped = createToolCallIds(RULE, messages.flatMap(idsOf))
  const seen = new Map<string, number>()
  const waiting = new Map<string, Waiting>()
  return {
    ofCall(id) {
      const times = (seen.get(id) ?? 0) + 1
      seen.set(id, times)
      const unique = mapped(times === 1 ? id : `${id}#${times}`)
      const queue = waiting.get(id)
      if (queue) queue.ids.push(unique)
      else waiting.set(id, { ids: [unique], answered: 0 })
      return unique
    },
    ofResult(id) {
      const queue = waiting.get(id)
      if (queue === undefined || queue.answered === queue.ids.length) return mapped(id)
      return queue.ids[queue.answered++] ?? mapped(id)
    },
  }
}

function idsOf(message: ChatMessage): string[] {
  if (message.role === 'tool') return [message.tool_call_id]
  return message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.id) : []
}
