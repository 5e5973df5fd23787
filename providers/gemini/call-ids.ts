import { type ChatMessage, createToolCallIds } from '../../src/provider.js'

/** quirks.md 31. */
const RULE = { accepts: /^[a-zA-Z0-9_-]{1,64}$/, length: 40, prefix: 'call_' }

/** A call of the history as its result has to name it: the vendor goes by name, and by id where there are ids. */
export interface KnownCall {
  id: string
  name: string
  /** Its number among all calls: results are put in this order. */
  order: number
}

/** The calls of one request, asked for in the order of the messages (quirks.md 105, 106). */
export interface CallIds {
  ofCall(id: string, name: string): KnownCall
  /** The call that waits for this result; undefined where there is none. */
  ofResult(id: string): KnownCall | undefined
}

/** Some vendors count ids from the start in every turn: an id that comes again is told apart. */
export function createCallIds(messages: readonly ChatMessage[]): CallIds {
  let mapping: ReturnType<typeof createToolCallIds> | undefined // most conversations have no calls
  const mapped = (id: string) => {
    mapping ??= createToolCallIds(RULE, messages.flatMap(idsOf))
    return mapping(id)
  }
  const seen = new Map<string, number>()
  const waiting = new Map<string, KnownCall[]>()
  let order = 0
  return {
    ofCall(id, name) {
      const times = (seen.get(id) ?? 0) + 1
      seen.set(id, times)
      const call = { id: mapped(times === 1 ? id : `${id}#${times}`), name, order: order++ }
      waiting.set(id, [...(waiting.get(id) ?? []), call])
      return call
    },
    ofResult: (id) => waiting.get(id)?.shift(),
  }
}

/** OpenAI's older function calls have no id: their result names the function. */
export const functionCallId = (name: string): string => `function_${name}`

function idsOf(message: ChatMessage): string[] {
  if (message.role === 'tool') return [message.tool_call_id]
  return message.role === 'assistant' ? (message.tool_calls ?? []).map((call) => call.id) : []
}
