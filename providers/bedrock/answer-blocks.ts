import { type Annotation, type GeneratedImage, isRecord, type ThinkingBlock } from '../../src/provider.js'
import type { ModelFacts } from './models.js'

/** A content block of an answer; its fields are checked where they are read. Bytes are base64, as on the wire. */
export type AnswerBlock = Record<string, unknown>

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Bytes as text and back, in the places where Converse has bytes: an answer must survive JSON. */
export function withBase64(block: AnswerBlock): AnswerBlock {
  return mapBytes(block, (value) => (value instanceof Uint8Array ? base64Of(value) : value))
}

export function withBytes(block: AnswerBlock): AnswerBlock {
  return mapBytes(block, (value) => (typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value))
}

function mapBytes(block: AnswerBlock, change: (value: unknown) => unknown): AnswerBlock {
  const { reasoningContent: reasoning, toolResult: result } = block
  if (isRecord(reasoning) && 'redactedContent' in reasoning)
    return { ...block, reasoningContent: { ...reasoning, redactedContent: change(reasoning['redactedContent']) } }
  if (isRecord(result) && Array.isArray(result['content'])) {
    const content = result['content'].map((inner: unknown) => (isRecord(inner) ? mapBytes(inner, change) : inner))
    return { ...block, toolResult: { ...result, content } }
  }
  for (const kind of ['image', 'audio', 'video', 'document']) {
    const media = block[kind]
    if (!isRecord(media) || !isRecord(media['source']) || !('bytes' in media['source'])) continue
    const source = { ...media['source'], bytes: change(media['source']['bytes']) }
    return { ...block, [kind]: { ...media, source } }
  }
  return block
}

/** The text of a reasoning block; undefined where the block is none. */
export function reasoningOf({ reasoningContent }: AnswerBlock): string | undefined {
  if (!isRecord(reasoningContent)) return undefined
  const { reasoningText } = reasoningContent
  return isRecord(reasoningText) ? textOf(reasoningText['text']) : ''
}

/**
 * The block of reasoning that must go back as it is (quirks.md 93). Claude's are valid at Anthropic too, whose form
 * they have; those of other models are named, so that they go to nobody else. Without a signature there is nothing to keep.
 */
export function toThinkingBlock({ reasoningContent }: AnswerBlock, { family }: ModelFacts): ThinkingBlock | undefined {
  if (!isRecord(reasoningContent)) return undefined
  const owner = family === 'claude' ? {} : { provider: 'bedrock' }
  const { reasoningText, redactedContent } = reasoningContent
  if (typeof redactedContent === 'string') return { type: 'redacted_thinking', data: redactedContent, ...owner }
  if (!isRecord(reasoningText) || !textOf(reasoningText['signature'])) return undefined
  const { text, signature } = reasoningText
  return { type: 'thinking', thinking: textOf(text), signature: textOf(signature), ...owner }
}

/** The text of a block: its own, or that which it gives sources for. */
export function spokenOf({ text, citationsContent }: AnswerBlock): string {
  if (typeof text === 'string') return text
  if (!isRecord(citationsContent) || !Array.isArray(citationsContent['content'])) return ''
  return citationsContent['content'].map((part: unknown) => (isRecord(part) ? textOf(part['text']) : '')).join('')
}

/** The web sources of a text; `start` and `end` are its place in the message's content. */
export function toAnnotations(citations: unknown, start: number, end: number): Annotation[] {
  if (!Array.isArray(citations)) return []
  return citations.filter(isRecord).flatMap(({ location, title, source }): Annotation[] => {
    const web = isRecord(location) && isRecord(location['web']) ? location['web'] : undefined
    const url = web?.['url'] ?? source
    // A place in a document cannot be said in OpenAI's form.
    if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return []
    const named = textOf(title) || textOf(web?.['domain']) || url
    return [{ type: 'url_citation', url_citation: { start_index: start, end_index: end, title: named, url } }]
  })
}

export function toImage({ image }: AnswerBlock): GeneratedImage | undefined {
  if (!isRecord(image) || !isRecord(image['source']) || typeof image['source']['bytes'] !== 'string') return undefined
  const url = `data:image/${textOf(image['format']) || 'png'};base64,${image['source']['bytes']}`
  return { type: 'image_url', image_url: { url } }
}

/** A call that Bedrock itself answers: it is not the caller's to run. */
export function isServerCall(toolUse: Record<string, unknown>): boolean {
  return toolUse['type'] === 'server_tool_use'
}

/**
 * The answer as it came, where OpenAI's fields cannot hold it: blocks of server tools, citations, media, several texts,
 * or signed reasoning in another order than before text and calls. A later request sends it back whole.
 */
export function toKeptBlocks(blocks: readonly AnswerBlock[]): readonly AnswerBlock[] | undefined {
  let last = 0
  for (const block of blocks) {
    const rank = rankOf(block)
    if (rank === 0) continue
    if (rank === undefined || rank < last || (rank === 2 && last === 2)) return blocks
    last = rank
  }
  return undefined
}

function rankOf({ reasoningContent, text, toolUse }: AnswerBlock): number | undefined {
  if (isRecord(reasoningContent)) {
    const { reasoningText, redactedContent } = reasoningContent
    // Reasoning without a signature never goes back: its place does not matter.
    return redactedContent !== undefined || (isRecord(reasoningText) && reasoningText['signature']) ? 1 : 0
  }
  if (typeof text === 'string') return text === '' ? 0 : 2
  if (isRecord(toolUse)) return isServerCall(toolUse) ? undefined : 3
  return undefined
}
