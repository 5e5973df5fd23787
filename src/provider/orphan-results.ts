import type { ChatMessage, UserMessage } from '../contract/chat.js'

/** What an empty result says: vendors refuse empty text. */
const NO_RESULT = '(The tool returned nothing.)'

/**
 * The messages with results whose call does not come before them as words of the user: vendors refuse them as results,
 * and what they say is still worth telling. The same number of messages, in the same order.
 */
export function tellOrphanResults(messages: readonly ChatMessage[]): ChatMessage[] {
  const called = new Set<string>()
  let calledFunction = false
  return messages.map((message) => {
    switch (message.role) {
      case 'assistant':
        for (const { id } of message.tool_calls ?? []) called.add(id)
        if (message.function_call) calledFunction = true
        return message
      case 'tool':
        return called.has(message.tool_call_id) ? message : toUser(message.content)
      case 'function':
        return calledFunction ? message : toUser(message.content)
      default:
        return message
    }
  })
}

function toUser(content: UserMessage['content'] | null): UserMessage {
  return { role: 'user', content: content === null || content.length === 0 ? NO_RESULT : content }
}
