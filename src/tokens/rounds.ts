import type { ChatMessage } from '../contract/chat.js'
import { callsIn } from './calls-in.js'

/** Messages that stay or go together: one message, or a turn of tool calls with its results. By their places. */
export interface Round {
  at: number[]
  /** A user's message opens a turn. */
  opensTurn: boolean
}

export interface History {
  /** Places of instructions, wherever they stand: they are never dropped. */
  instructions: number[]
  /** All else, in order of the first message of each. */
  rounds: Round[]
}

/** Takes a history apart. A result belongs to the nearest call before it that has its id. */
export function toHistory(messages: readonly ChatMessage[]): History {
  const instructions: number[] = []
  const rounds: Round[] = []
  const callers = new Map<string, Round>()
  let legacy: Round | undefined
  messages.forEach((message, place) => {
    if (message.role === 'system' || message.role === 'developer') {
      instructions.push(place)
      return
    }
    const caller =
      message.role === 'tool' ? callers.get(message.tool_call_id) : message.role === 'function' ? legacy : undefined
    if (caller) {
      caller.at.push(place)
      return
    }
    const round: Round = { at: [place], opensTurn: message.role === 'user' }
    rounds.push(round)
    for (const { id } of callsIn(message)) {
      if (id === undefined) legacy = round
      else callers.set(id, round)
    }
  })
  return { instructions, rounds }
}

/** Where the latest turns begin, as a place in `rounds`; 0 where there are fewer. */
export function startOfTurns(rounds: readonly Round[], turns: number): number {
  let left = turns
  for (let at = rounds.length - 1; at >= 0; at--) if (rounds[at]?.opensTurn && --left <= 0) return at
  return 0
}
