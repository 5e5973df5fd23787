import type { ChatMessage } from '../contract/chat.js'

export interface CallInHistory {
  id: string | undefined
  name: string
  /** JSON, or the text of a custom tool. */
  input: string
}

export function callsIn(message: ChatMessage): CallInHistory[] {
  if (message.role !== 'assistant') return []
  const calls = (message.tool_calls ?? []).map((call) =>
    call.type === 'custom'
      ? { id: call.id, name: call.custom.name, input: call.custom.input }
      : { id: call.id, name: call.function.name, input: call.function.arguments },
  )
  const old = message.function_call
  return old ? [...calls, { id: undefined, name: old.name, input: old.arguments }] : calls
}
