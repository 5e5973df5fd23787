// What OpenAI's message cannot hold of a turn travels in its `thinking_blocks`, in the order in which it came: thoughts,
// signatures and the part that each belongs to (quirks.md 103), and the parts of tools that Google runs.
import { isRecord, type ThinkingBlock } from '../../src/provider.js'
import { baseName } from './models.js'

/** Blocks of both providers: Vertex serves the same models. */
const PROVIDER = 'gemini'

/** Where in its turn a mark belongs. `at` and `end` are places in the message's text. */
export type Place =
  | { part: 'thought'; at: number }
  | { part: 'text'; at: number; end: number }
  | { part: 'call'; at: number; id: string }
  | { part: 'image'; at: number; index: number }
  /** A part that has no place in OpenAI's form, as it came, without its signature. */
  | { part: 'other'; at: number; value: Record<string, unknown> }

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
  const at = numberOf(detail['at'])
  switch (detail['part']) {
    case 'thought':
      return { part: 'thought', at }
    case 'text':
      return { part: 'text', at, end: numberOf(detail['end']) }
    case 'call':
      return { part: 'call', at, id: String(detail['id']) }
    case 'image':
      return { part: 'image', at, index: numberOf(detail['index']) }
    case 'other':
      return isRecord(detail['value']) ? { part: 'other', at, value: detail['value'] } : undefined
    default:
      return undefined
  }
}

const numberOf = (value: unknown): number => (typeof value === 'number' && value >= 0 ? value : 0)
