// `reasoning_details` of OpenRouter and gateways like it: signed, encrypted or summarised reasoning that must go back
// as it came (10, 144). https://openrouter.ai/docs/use-cases/reasoning-tokens
import { isRecord, type ThinkingBlock } from '../../src/provider.js'

type Detail = Readonly<Record<string, unknown>>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The text field of a detail by its type. */
const TEXT_FIELDS: Readonly<Record<string, 'text' | 'summary'>> = {
  'reasoning.text': 'text',
  'reasoning.summary': 'summary',
}

/** Puts the fragments of a stream together; a whole answer is one fragment for each entry. */
export class ReasoningDetails {
  readonly #entries: Record<string, unknown>[] = []

  add(fragments: unknown): void {
    if (!Array.isArray(fragments)) return
    for (const fragment of fragments) if (isRecord(fragment)) this.#addOne(fragment)
  }

  get size(): number {
    return this.#entries.length
  }

  toBlocks(provider: string): ThinkingBlock[] {
    return this.#entries.map((entry) => toBlock(entry, provider))
  }

  #addOne(fragment: Detail): void {
    const last = this.#entries.at(-1)
    const field = TEXT_FIELDS[text(fragment['type'])]
    if (!last || !field || !continues(last, fragment)) {
      this.#entries.push({ ...fragment })
      return
    }
    const joined = text(last[field]) + text(fragment[field])
    for (const [key, value] of Object.entries(fragment)) last[key] ??= value
    if (joined !== '') last[field] = joined
  }
}

/** Fragments of one entry follow each other; a signature ends it, but may itself come alone, after the text. */
function continues(last: Detail, next: Detail): boolean {
  if (last['type'] !== next['type']) return false
  const [a, b] = [last['index'], next['index']]
  if (typeof a === 'number' && typeof b === 'number' && a !== b) return false
  return !(text(last['signature']) !== '' && text(next['text']) !== '')
}

function toBlock(entry: Detail, provider: string): ThinkingBlock {
  const field = TEXT_FIELDS[text(entry['type'])]
  const own = field ? [field, 'signature'] : ['data']
  // An empty or odd value of our own fields stays among the others, so that the entry can be made again as it was.
  const detail = Object.fromEntries(
    Object.entries(entry).filter(([key, value]) => !own.includes(key) || text(value) === ''),
  )
  if (!field) return { type: 'redacted_thinking', data: text(entry['data']), provider, detail }
  return { type: 'thinking', thinking: text(entry[field]), signature: text(entry['signature']), provider, detail }
}

/** Formats whose text the vendor behind takes only with its signature (144). */
const SIGNED_FORMATS: ReadonlySet<unknown> = new Set(['anthropic-claude-v1', 'google-gemini-v1'])

/** The entry that a block was made of; undefined for one that would be refused. */
export function toDetail(block: ThinkingBlock): Record<string, unknown> | undefined {
  const { detail = {} } = block
  // An item of the Responses API, which chat completions does not take.
  if (detail['item'] !== undefined) return undefined
  if (block.type === 'redacted_thinking')
    return { type: 'reasoning.encrypted', ...detail, ...(block.data !== '' && { data: block.data }) }
  const type = text(detail['type']) || 'reasoning.text'
  if (type === 'reasoning.text' && block.signature === '' && SIGNED_FORMATS.has(detail['format'])) return undefined
  return {
    type,
    ...detail,
    ...(block.thinking !== '' && { [TEXT_FIELDS[type] ?? 'text']: block.thinking }),
    ...(block.signature !== '' && { signature: block.signature }),
  }
}
