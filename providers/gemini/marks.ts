// What OpenAI's message cannot hold of a turn travels in its `thinking_blocks`, in the order in which it came: thoughts,
// signatures and the part that each belongs to (quirks.md 103), and the parts of tools that Google runs.
import { isRecord, type ThinkingBlock } from '../../src/provider.js'
import { baseName } from './models.js'

/** Blocks of both providers: Vertex serves the same models. */
const PROVIDER = 'gemini'

/** Which part of its turn a mark is of. */
export type MarkedPart =
  | { part: 'thought' }
  /** `end` is a place in the message's text. */
  | { part: 'text'; end: number }
  | { part: 'call'; id: string }
  | { part: 'image' }
  /** A part that has no place in OpenAI's form, as it came, without its signature. */
  | { part: 'other'; value: Record<string, unknown> }

/** What came before it: characters of text, calls and images. */
export interface Before {
  at: number
  calls: number
  images: number
}

export type Place = MarkedPart & Before

export interface Mark {
  place: Place
  /** `''` where there is none, or it is another model's. */
  signature: string
  /** The thought; `''` for other parts. */
  thought: string
}

export function toBlock(model: string, { place, signature, thought }: Mark): ThinkingBlock {
  const detail = { model: baseName(model), ...place }
  return place.part === 'thought'
    ? { type: 'thinking', thinking: thought, signature, provider: PROVIDER, detail }
    : { type: 'redacted_thinking', data: signature, provider: PROVIDER, detail }
}

/** The mark that a block holds; undefined for other vendors' blocks. Signatures of other models are left out. */
export function toMark(block: ThinkingBlock, model: string): Mark | undefined {
  if (block.provider !== PROVIDER) return undefined
  const { detail } = block
  const place = detail && toPlace(detail)
  if (!place) return undefined
  const own = detail['model'] === baseName(model)
  const signature = block.type === 'thinking' ? block.signature : block.data
  return {
    place,
    signature: own && typeof signature === 'string' ? signature : '',
    thought: block.type === 'thinking' ? String(block.thinking ?? '') : '',
  }
}

/** Whether a block was made by this very model: only then are its thoughts still thoughts. */
export function isOwn({ provider, detail }: ThinkingBlock, model: string): boolean {
  return provider === PROVIDER && detail?.['model'] === baseName(model)
}

function toPlace(detail: Record<string, unknown>): Place | undefined {
  const marked = toMarkedPart(detail)
  if (marked === undefined) return undefined
  return {
    ...marked,
    at: numberOf(detail['at']),
    calls: numberOf(detail['calls']),
    images: numberOf(detail['images']),
  }
}

function toMarkedPart({ part, end, id, value }: Record<string, unknown>): MarkedPart | undefined {
  switch (part) {
    case 'thought':
    case 'image':
      return { part }
    case 'text':
      return { part, end: numberOf(end) }
    case 'call':
      return { part, id: String(id) }
    case 'other':
      return isRecord(value) ? { part, value } : undefined
    default:
      return undefined
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0)
