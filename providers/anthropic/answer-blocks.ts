import { type Annotation, isRecord, type ThinkingBlock } from '../../src/provider.js'

/** A content block of an answer as it came; its fields are checked where they are read. */
export type AnswerBlock = Record<string, unknown>

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The block of reasoning that must go back as it is, or undefined for other blocks. */
export function toThinkingBlock(block: AnswerBlock): ThinkingBlock | undefined {
  if (block['type'] === 'thinking')
    return { type: 'thinking', thinking: textOf(block['thinking']), signature: textOf(block['signature']) }
  if (block['type'] === 'redacted_thinking') return { type: 'redacted_thinking', data: textOf(block['data']) }
  return undefined
}

/** The web sources of a text block; `start` and `end` are its place in the message's content. */
export function toAnnotations(citations: unknown, start: number, end: number): Annotation[] {
  if (!Array.isArray(citations)) return []
  return citations.filter(isRecord).flatMap((citation): Annotation[] => {
    const url = urlOf(citation)
    if (url === undefined) return [] // a place in a document, which OpenAI's form cannot say
    const title = textOf(citation['title']) || url
    return [{ type: 'url_citation', url_citation: { start_index: start, end_index: end, title, url } }]
  })
}

function urlOf(citation: AnswerBlock): string | undefined {
  const url = citation['url'] ?? citation['source']
  return typeof url === 'string' && /^https?:\/\//i.test(url) ? url : undefined
}

/**
 * The answer as it came, where OpenAI's fields cannot hold it: blocks of server tools, citations, several texts, or
 * an order other than thinking, text, tool calls. A later request sends it back whole.
 */
export function toVendorFields(
  blocks: readonly AnswerBlock[],
  container: unknown,
): { anthropic: { content: readonly AnswerBlock[]; container?: unknown } } | undefined {
  const held = isRecord(container) ? { container } : undefined
  return isPlain(blocks) && held === undefined ? undefined : { anthropic: { content: blocks, ...held } }
}

const RANK: Readonly<Record<string, number>> = { thinking: 0, redacted_thinking: 0, text: 1, tool_use: 2 }

function isPlain(blocks: readonly AnswerBlock[]): boolean {
  let last = 0
  for (const block of blocks) {
    const type = textOf(block['type'])
    const rank = Object.hasOwn(RANK, type) ? RANK[type] : undefined
    if (rank === undefined || rank < last || (rank === 1 && last === 1)) return false
    if (Array.isArray(block['citations']) && block['citations'].length > 0) return false
    if (type === 'tool_use' && hasCaller(block)) return false
    last = rank
  }
  return true
}

/** Whether a server tool made the call, or it belongs to a toolset: both must go back with it. */
function hasCaller({ caller, toolset_name: toolset }: AnswerBlock): boolean {
  return (isRecord(caller) && caller['type'] !== 'direct') || (toolset !== undefined && toolset !== null)
}
