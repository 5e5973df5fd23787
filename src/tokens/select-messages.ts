import type { ChatMessage, ChatTool } from '../contract/chat.js'
import { ContextWindowExceededError } from '../contract/errors.js'
import { countPrompt } from './count-prompt.js'
import { type Round, startOfTurns, toHistory } from './rounds.js'
import { shortenResult } from './shorten-results.js'
import { Slices } from './slices.js'

export interface Limits {
  model: string
  maxTokens: number
  /** Latest turns that stay. */
  keep: number
  tools: ChatTool[] | undefined
  /** Tokens that a result of a tool may have; undefined: any. */
  resultTokens: number | undefined
}

export interface Selection {
  /** What stays, in its order; results may be shorter. */
  kept: ChatMessage[]
  /** What goes, in its order. */
  dropped: ChatMessage[]
}

/**
 * Chooses what of a history stays within a limit: instructions and the latest turns always, then as many turns before
 * them as fit, whole and without a gap. Where the latest turns alone are too long, their oldest rounds of tool calls go.
 * @throws ContextWindowExceededError where the rest does not fit either
 */
export async function selectMessages(given: readonly ChatMessage[], limits: Limits): Promise<Selection> {
  if ((await count(given, limits)) <= limits.maxTokens) return { kept: [...given], dropped: [] }
  const messages = await withShortResults(given, limits)
  if (messages !== given && (await count(messages, limits)) <= limits.maxTokens)
    return { kept: [...messages], dropped: [] }
  const { instructions, rounds } = toHistory(messages)
  const staying = new Set(await chooseRounds(messages, instructions, rounds, limits))
  const places = new Set([...instructions, ...[...staying].flatMap(({ at }) => at)])
  return {
    kept: messages.filter((_, place) => places.has(place)),
    dropped: given.filter((_, place) => !places.has(place)),
  }
}

const count = async (messages: readonly ChatMessage[], { model, tools }: Limits): Promise<number> =>
  (await countPrompt(model, { messages: [...messages], ...(tools && { tools }) })).tokens

/** Results are shortened oldest first, until all fits. */
async function withShortResults(given: readonly ChatMessage[], limits: Limits): Promise<readonly ChatMessage[]> {
  if (limits.resultTokens === undefined) return given
  const messages = [...given]
  let over = (await count(given, limits)) - limits.maxTokens
  let changed = false
  for (let place = 0; place < messages.length && over > 0; place++) {
    const message = messages[place]
    if (message === undefined) continue
    const shorter = await shortenResult(message, limits.model, limits.resultTokens)
    if (shorter === message) continue
    changed = true
    over -= (await count([message], limits)) - (await count([shorter], limits))
    messages[place] = shorter
  }
  return changed ? messages : given
}

async function chooseRounds(
  messages: readonly ChatMessage[],
  instructions: readonly number[],
  rounds: readonly Round[],
  limits: Limits,
): Promise<Round[]> {
  const countAt = (places: readonly number[]) => count(at(messages, places), limits)
  const around = await countAt([])
  const sizes = new Map<Round, number>()
  const slices = new Slices() // each round is counted by itself, and may be short
  for (const round of rounds) {
    sizes.set(round, (await countAt(round.at)) - around)
    await slices.turn()
  }
  const mustFrom = startOfTurns(rounds, limits.keep)
  const room = limits.maxTokens - (await countAt(instructions))
  let staying = rounds.slice(wholeTurnsFrom(rounds, sizes, room, mustFrom))
  // The parts were counted one by one; what is sent is counted as a whole.
  for (;;) {
    const total = await countAt([...instructions, ...staying.flatMap((round) => round.at)].sort((a, b) => a - b))
    if (total <= limits.maxTokens) return staying
    let over = total - limits.maxTokens
    while (over > 0) {
      const fewer = withoutOldest(staying, rounds[mustFrom])
      if (fewer === undefined) throw tooLong(total, limits)
      over -= sizeOf(staying, sizes) - sizeOf(fewer, sizes)
      staying = fewer
    }
  }
}

const at = (messages: readonly ChatMessage[], places: readonly number[]): ChatMessage[] =>
  places.flatMap((place) => messages[place] ?? [])

const sizeOf = (rounds: readonly Round[], sizes: ReadonlyMap<Round, number>): number =>
  rounds.reduce((total, round) => total + (sizes.get(round) ?? 0), 0)

/** The first round of the earliest turn from which on all turns fit; never behind `mustFrom`. */
function wholeTurnsFrom(
  rounds: readonly Round[],
  sizes: ReadonlyMap<Round, number>,
  room: number,
  mustFrom: number,
): number {
  let left = room - sizeOf(rounds.slice(mustFrom), sizes)
  let from = mustFrom
  for (let place = mustFrom - 1; place >= 0; place--) {
    const round = rounds[place]
    left -= (round && sizes.get(round)) ?? 0
    if (left < 0) break
    if (round?.opensTurn) from = place
  }
  return from
}

/**
 * The next to go: the oldest turn before those that have to stay; then the oldest round within these that neither opens
 * a turn nor is the last.
 */
function withoutOldest(staying: readonly Round[], first: Round | undefined): Round[] | undefined {
  const must = first ? staying.indexOf(first) : 0
  if (must > 0) {
    const next = staying.findIndex((round, place) => place > 0 && round.opensTurn)
    return staying.slice(next > 0 && next < must ? next : must)
  }
  const oldest = staying.findIndex((round, place) => !round.opensTurn && place < staying.length - 1)
  return oldest < 0 ? undefined : staying.filter((_, place) => place !== oldest)
}

function tooLong(tokens: number, { model, maxTokens }: Limits): ContextWindowExceededError {
  return new ContextWindowExceededError(
    `What has to stay (instructions, tools and the latest turns) holds ${tokens} tokens, more than maxTokens ${maxTokens}. Raise maxTokens, lower keep or set shortenToolResults.`,
    { model, param: 'maxTokens' },
  )
}
