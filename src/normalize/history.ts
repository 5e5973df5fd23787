import type { AssistantMessage, ChatMessage, ToolMessage } from '../contract/chat.js'

const NO_RESULT = 'No result was provided for this tool call.'
const EMPTY_RESULT = '(The tool returned nothing.)'

/**
 * Makes a history that every vendor takes: no turn that says nothing, one result right after each tool call, no
 * empty result (quirks.md 27, 28, 33). Returns the same array when there is nothing to do, else a new one.
 */
export function foldHistory(messages: ChatMessage[]): ChatMessage[] {
  if (messages.every(isSettled)) return messages
  const folded = pairResults(dropEmptyTurns(messages)).map(fillResult)
  return folded.length === messages.length && folded.every((message, at) => message === messages[at])
    ? messages
    : folded
}

/** Whether a message needs no look at its neighbours, as nearly all don't. */
function isSettled(message: ChatMessage): boolean {
  if (message.role === 'assistant') return callsOf(message).length === 0 && !saysNothing(message)
  return message.role !== 'tool' && !saysNothing(message)
}

function callsOf(message: AssistantMessage): NonNullable<AssistantMessage['tool_calls']> {
  return message.tool_calls ?? []
}

/** An aborted answer, or a user turn of empty text. */
function saysNothing(message: ChatMessage): boolean {
  if (message.role === 'user') return isEmpty(message.content)
  if (message.role !== 'assistant' || !isEmpty(message.content)) return false
  return !(
    callsOf(message).length > 0 ||
    message.refusal ||
    message.audio ||
    message.function_call ||
    message.reasoning_content ||
    message.thinking_blocks?.length ||
    message.provider_specific_fields ||
    // A reply with generated pictures alone, sent back as it came.
    ('images' in message && message.images)
  )
}

function isEmpty(content: ChatMessage['content']): boolean {
  if (!Array.isArray(content)) return !content
  for (const part of content) {
    if (part.type === 'text' ? part.text !== '' : part.type === 'refusal' ? part.refusal !== '' : true) return false
  }
  return true
}

/** A history must keep a turn, were it an empty one: vendors refuse instructions alone. */
function dropEmptyTurns(messages: ChatMessage[]): ChatMessage[] {
  const kept = messages.filter((message) => !saysNothing(message))
  return kept.some(({ role }) => role !== 'system' && role !== 'developer') ? kept : messages
}

/** An assistant turn with calls, and the results that came for them before an id was used again. */
interface CallTurn {
  ids: string[]
  results: ToolMessage[]
}

/**
 * Moves results up to their calls and makes up the missing ones. What stood between stays in its order behind them.
 * Results without a call in the history stay where they are.
 */
function pairResults(messages: readonly ChatMessage[]): ChatMessage[] {
  const turns = new Map<number, CallTurn>()
  const latest = new Map<string, CallTurn>()
  const moved = new Set<number>()
  messages.forEach((message, at) => {
    if (message.role === 'assistant' && callsOf(message).length > 0) {
      const turn: CallTurn = { ids: callsOf(message).map(({ id }) => id), results: [] }
      turns.set(at, turn)
      // Some vendors count ids from the start in each turn: the nearest call before a result is its own.
      for (const id of turn.ids) latest.set(id, turn)
    } else if (message.role === 'tool') {
      const turn = latest.get(message.tool_call_id)
      if (turn) moved.add(at)
      turn?.results.push(message)
    }
  })
  return messages.flatMap((message, at) => {
    if (moved.has(at)) return []
    const turn = turns.get(at)
    return turn ? [message, ...settleResults(turn)] : [message]
  })
}

/** One result for each call. Where several came, the newest counts: it is what a placeholder was replaced by. */
function settleResults({ ids, results }: CallTurn): ToolMessage[] {
  const open = new Map<string, number>()
  for (const id of ids) open.set(id, (open.get(id) ?? 0) + 1)
  const take = (id: string) => {
    const count = open.get(id) ?? 0
    open.set(id, count - 1)
    return count > 0
  }
  const newest = results.toReversed().filter(({ tool_call_id }) => take(tool_call_id))
  const missing = ids.filter(take).map((id): ToolMessage => ({ role: 'tool', tool_call_id: id, content: NO_RESULT }))
  return [...newest.reverse(), ...missing]
}

function fillResult(message: ChatMessage): ChatMessage {
  return message.role === 'tool' && isEmpty(message.content) ? { ...message, content: EMPTY_RESULT } : message
}
