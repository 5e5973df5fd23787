import { type Annotation, addBilled, isRecord, type ProviderCall } from '../../src/provider.js'
import { textOf } from './answer-parts.js'

type Json = Record<string, unknown>

/** The web sources of an answer, each with the text that it stands behind. */
export function toAnnotations(grounding: unknown, citations: readonly unknown[], text: string): Annotation[] {
  return [...ofGrounding(grounding, text), ...citations.flatMap((citation) => ofCitation(citation, text))]
}

/** `groundingMetadata`: of Google Search, URL context, Maps and file search. */
function ofGrounding(grounding: unknown, text: string): Annotation[] {
  if (!isRecord(grounding)) return []
  const sources = listOf(grounding['groundingChunks']).map(toSource)
  const cited = new Set<number>()
  const annotations = listOf(grounding['groundingSupports']).flatMap((support) => {
    if (!isRecord(support)) return []
    const place = toPlace(support['segment'], text)
    return listOf(support['groundingChunkIndices']).flatMap((index) => {
      const source = typeof index === 'number' ? sources[index] : undefined
      if (!source) return []
      cited.add(Number(index))
      return [toAnnotation(source, place)]
    })
  })
  // What no passage names is a source of the whole.
  const whole = { start: 0, end: text.length }
  const others = sources.filter((source, at) => source !== undefined && !cited.has(at))
  return [...annotations, ...others.flatMap((source) => (source ? [toAnnotation(source, whole)] : []))]
}

interface Source {
  url: string
  title: string
}
interface Place {
  start: number
  end: number
}

function toSource(chunk: unknown): Source | undefined {
  if (!isRecord(chunk)) return undefined
  for (const kind of ['web', 'maps', 'retrievedContext', 'image']) {
    const found = chunk[kind]
    if (!isRecord(found)) continue
    const url = textOf(found['uri']) || textOf(found['sourceUri'])
    if (url !== '') return { url, title: textOf(found['title']) || url }
  }
  return undefined
}

/** `citationSources` of the Gemini API, `citations` of Vertex: text that was recited. */
function ofCitation(citation: unknown, text: string): Annotation[] {
  if (!isRecord(citation)) return []
  const url = textOf(citation['uri'])
  return url === '' ? [] : [toAnnotation({ url, title: textOf(citation['title']) || url }, toPlace(citation, text))]
}

const toAnnotation = ({ url, title }: Source, { start, end }: Place): Annotation => ({
  type: 'url_citation',
  url_citation: { start_index: start, end_index: end, title, url },
})

/** The vendor counts bytes of UTF-8, we characters. Where the segment says its text, that text decides. */
function toPlace(segment: unknown, text: string): Place {
  if (!isRecord(segment)) return { start: 0, end: text.length }
  const start = charactersIn(text, segment['startIndex'])
  const end = charactersIn(text, segment['endIndex'])
  const said = textOf(segment['text'])
  if (said === '' || text.slice(start, end) === said) return { start, end: Math.max(start, end) }
  const found = text.indexOf(said)
  return found < 0 ? { start, end: Math.max(start, end) } : { start: found, end: found + said.length }
}

function charactersIn(text: string, bytes: unknown): number {
  if (typeof bytes !== 'number' || bytes <= 0) return 0
  return Buffer.from(text, 'utf8').subarray(0, bytes).toString('utf8').length
}

/**
 * Gemini 3 is billed for each search, models before it for each prompt that searched:
 * https://ai.google.dev/gemini-api/docs/google-search#pricing
 */
export function reportSearches(groundings: readonly unknown[], { model, report }: ProviderCall): void {
  const queries = groundings.flatMap((grounding) => (isRecord(grounding) ? listOf(grounding['webSearchQueries']) : []))
  const asked = new Set(queries.map(textOf).filter((query) => query !== ''))
  const byPrompt = /gemini-(?:[12]\b|flash|pro)/.test(model)
  addBilled(report, { webSearches: byPrompt ? Math.min(1, asked.size) : asked.size })
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Fields of a candidate that OpenAI's form has no place for. */
export const VENDOR_FIELDS = ['groundingMetadata', 'urlContextMetadata', 'continuationToken'] as const

/**
 * What else was said: Google's terms ask that search suggestions are shown, and an answer that reached the limit of one
 * request goes on with its token.
 */
export function toVendorFields(candidate: Json): { gemini: Json } | undefined {
  const { groundingMetadata, urlContextMetadata, continuationToken } = candidate
  const fields: Json = {}
  if (isRecord(groundingMetadata)) fields['groundingMetadata'] = groundingMetadata
  if (isRecord(urlContextMetadata)) fields['urlContextMetadata'] = urlContextMetadata
  if (typeof continuationToken === 'string') fields['continuationToken'] = continuationToken
  return Object.keys(fields).length > 0 ? { gemini: fields } : undefined
}
