import type { FrameKind } from './dialect.js'
import type { Faults } from './script.js'

/** A piece of an answer. Faults count the `content` ones. */
export interface Part {
  readonly kind: FrameKind
  readonly bytes: string | Uint8Array
}

/** One thing that the server does with the connection. */
export type Action =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'head' }
  | { readonly do: 'write'; readonly bytes: string | Uint8Array }
  | { readonly do: 'pad'; readonly bytes: number }
  | { readonly do: 'stall'; readonly forMs: number | undefined; readonly keepAliveMs: number | undefined }
  | { readonly do: 'cut' }
  | { readonly do: 'end' }

export interface Plan {
  readonly parts: readonly Part[]
  readonly faults: Faults
  /** What an error inside a 200 looks like; only where `faults.error` is set. */
  readonly errorFrame: string | Uint8Array
  /** ms. */
  readonly chunkMs: number
  readonly streamed: boolean
}

const MALFORMED = 'data: {"choices":[{"index":0,"delta":{"content":"\n\n'

export function malformedBytes({ bytes }: NonNullable<Faults['malformed']>): string | Uint8Array {
  return bytes ?? MALFORMED
}

/** Lines up what the server does, faults in their places. */
export function planActions({ parts, faults, errorFrame, chunkMs, streamed }: Plan): Action[] {
  const actions: Action[] = []
  const ended = () => actions.at(-1)?.do === 'cut' || actions.at(-1)?.do === 'end'
  const add = (after: number | undefined) => actions.push(...faultsAt(faults, after, errorFrame))

  if (faults.stall && faults.stall.after === undefined) actions.push(stall(faults.stall))
  if (faults.cut && faults.cut.after === undefined) return [...actions, { do: 'cut' }]
  actions.push({ do: 'head' })
  add(undefined)
  if (ended()) return actions

  const start = indexOr(parts, (part) => part.kind !== 'structure', parts.length)
  const contentEnd = parts.findLastIndex((part) => part.kind === 'content') + 1 || start
  let chunks = 0
  for (let index = 0; index <= parts.length && !ended(); index++) {
    if (index === start) actions.push(...padding(faults.paddingBytes, streamed))
    if (index === start) add(0)
    if (index === contentEnd) for (const late of laterThan(faults, chunks)) add(late)
    const part = parts[index]
    if (!part || ended()) continue
    if (part.kind === 'content' && chunks > 0 && chunkMs > 0) actions.push({ do: 'wait', ms: chunkMs })
    actions.push({ do: 'write', bytes: part.bytes })
    if (part.kind === 'content') add(++chunks)
  }
  return ended() ? actions : [...actions, { do: 'end' }]
}

/** The faults of one position, in the order in which they can all be seen. */
function faultsAt(
  { stall: stalled, malformed, error, cut }: Faults,
  after: number | undefined,
  frame: string | Uint8Array,
): Action[] {
  const here: Action[] = []
  if (malformed && malformed.after === after) here.push({ do: 'write', bytes: malformedBytes(malformed) })
  // A stall or cut without a position comes before the head, and has been placed.
  if (stalled && after !== undefined && stalled.after === after) here.push(stall(stalled))
  const hasError = error !== undefined && error.after === after
  if (hasError) here.push({ do: 'write', bytes: frame })
  if (cut && after !== undefined && cut.after === after) here.push({ do: 'cut' })
  else if (hasError) here.push({ do: 'end' })
  return here
}

/** Positions beyond the last chunk: they come where the content ends. */
function laterThan({ stall, cut, malformed, error }: Faults, chunks: number): number[] {
  const positions = [stall?.after, cut?.after, malformed?.after, error?.after]
  const late = positions.filter((after): after is number => after !== undefined && after > chunks)
  return [...new Set(late)].sort((a, b) => a - b)
}

function indexOr(parts: readonly Part[], test: (part: Part) => boolean, otherwise: number): number {
  const index = parts.findIndex(test)
  return index === -1 ? otherwise : index
}

function stall({ forMs, keepAliveMs }: NonNullable<Faults['stall']>): Action {
  return { do: 'stall', forMs, keepAliveMs }
}

function padding(bytes: number | undefined, streamed: boolean): Action[] {
  if (!bytes) return []
  if (!streamed) return [{ do: 'pad', bytes }]
  return [
    { do: 'write', bytes: ':' },
    { do: 'pad', bytes },
    { do: 'write', bytes: '\n\n' },
  ]
}
