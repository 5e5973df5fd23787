import { type Annotation, isRecord } from '../../src/provider.js'

/** What the answer holds so far, by the vendor's index of its content: a citation counts from the start of its block. */
export interface Place {
  /** Where the block's text begins in the message's content. */
  start: number
  text: string
}

export interface Citations {
  annotations: Annotation[]
  /** All of them as they came: sources without a web address have no place in OpenAI's form. */
  fields: { cohere: { citations: Record<string, unknown>[] } }
}

/** The sources of an answer: recordings cohere-chat-8db41f8fd6 (documents) and cohere-chat-e3198864ad (results of tools). */
export function toCitations(citations: unknown, places: ReadonlyMap<unknown, Place>): Citations | undefined {
  const known = Array.isArray(citations) ? citations.filter(isRecord) : []
  if (known.length === 0) return undefined
  return { annotations: known.flatMap((item) => toAnnotations(item, places)), fields: { cohere: { citations: known } } }
}

/** Citations of a plan or of thinking have no place in the content. */
function toAnnotations(citation: Record<string, unknown>, places: ReadonlyMap<unknown, Place>): Annotation[] {
  const { type, content_index: index, sources, start, end } = citation
  const place = typeof index === 'number' ? places.get(index) : places.values().next().value
  if ((type !== undefined && type !== 'TEXT_CONTENT') || place === undefined) return []
  if (typeof start !== 'number' || typeof end !== 'number' || !Array.isArray(sources)) return []
  return sources.filter(isRecord).flatMap((source): Annotation[] => {
    const found = pageOf(source)
    if (!found) return []
    const span = {
      start_index: place.start + offsetOf(place.text, start),
      end_index: place.start + offsetOf(place.text, end),
    }
    return [{ type: 'url_citation', url_citation: { ...span, ...found } }]
  })
}

function pageOf(source: Record<string, unknown>): { url: string; title: string } | undefined {
  const held = source['document'] ?? source['tool_output']
  const fields = isRecord(held) ? held : {}
  const url = [fields['url'], fields['id'], source['id']].find(isWebAddress)
  if (url === undefined) return undefined
  return { url, title: typeof fields['title'] === 'string' ? fields['title'] : url }
}

const isWebAddress = (value: unknown): value is string => typeof value === 'string' && /^https?:\/\//i.test(value)

/** The vendor counts code points; a string of ours is counted in UTF-16 units. */
function offsetOf(text: string, codePoints: number): number {
  if (!/[\ud800-\udbff]/.test(text)) return codePoints
  return [...text].slice(0, Math.max(0, codePoints)).join('').length
}
