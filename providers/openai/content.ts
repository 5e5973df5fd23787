import { type Annotation, type GeneratedImage, isRecord } from '../../src/provider.js'

/** What the content of an answer or a delta holds, whatever its form. */
export interface AnswerContent {
  text: string
  reasoning: string
  images: GeneratedImage[]
}

/**
 * A text, a list of parts (Mistral's reasoning models: `thinking` and `text`, 127), or an object (Cloudflare with a
 * JSON schema).
 */
export function readContent(content: unknown): AnswerContent {
  const read: AnswerContent = { text: '', reasoning: '', images: [] }
  if (typeof content === 'string') read.text = content
  else if (Array.isArray(content)) for (const part of content) readPart(part, read)
  else if (isRecord(content)) read.text = JSON.stringify(content)
  return read
}

function readPart(part: unknown, read: AnswerContent): void {
  if (typeof part === 'string') read.text += part
  if (!isRecord(part)) return
  if (part['type'] === 'thinking') read.reasoning += textOf(part['thinking'])
  else if (part['type'] === 'image_url') read.images.push(...toImages([part]))
  else read.text += textOf(part['text'])
}

/** A text, or a list of text parts. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  return value.map((part: unknown) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('')
}

/** The reasoning text under the name that the host has for it; hosts that send two send the same in both (9). */
export function reasoningOf(message: Readonly<Record<string, unknown>>): string {
  const { reasoning_content, reasoning, reasoning_text } = message
  if (typeof reasoning_content === 'string' && reasoning_content !== '') return reasoning_content
  if (typeof reasoning === 'string' && reasoning !== '') return reasoning
  return typeof reasoning_text === 'string' ? reasoning_text : ''
}

export function toImages(images: unknown): GeneratedImage[] {
  if (!Array.isArray(images)) return []
  return images.flatMap((image: unknown) => {
    const source = isRecord(image) ? image['image_url'] : undefined
    const url = isRecord(source) ? source['url'] : source
    return typeof url === 'string' && url !== '' ? [{ type: 'image_url' as const, image_url: { url } }] : []
  })
}

/** OpenAI's own annotations: `{ type: 'url_citation', url_citation }`. */
export function toAnnotations(annotations: unknown): Annotation[] {
  if (!Array.isArray(annotations)) return []
  return annotations.flatMap((annotation: unknown) => {
    if (!isRecord(annotation) || annotation['type'] !== 'url_citation') return []
    const { url_citation } = annotation
    return toCitation(isRecord(url_citation) ? url_citation : annotation)
  })
}

/** Sources beside the message: `search_results` (with titles) or `citations` (addresses) of Perplexity and xAI (134, 137). */
export function toCitations(body: Readonly<Record<string, unknown>>): Annotation[] {
  const { search_results, citations } = body
  const sources = Array.isArray(search_results) && search_results.length > 0 ? search_results : citations
  if (!Array.isArray(sources)) return []
  return sources.flatMap((source: unknown) => {
    if (typeof source === 'string') return toCitation({ url: source })
    return isRecord(source) ? toCitation(source) : []
  })
}

function toCitation(source: Readonly<Record<string, unknown>>): Annotation[] {
  const { url, title, start_index, end_index } = source
  if (typeof url !== 'string' || url === '') return []
  return [
    {
      type: 'url_citation',
      url_citation: {
        url,
        title: typeof title === 'string' ? title : '',
        start_index: typeof start_index === 'number' ? start_index : 0,
        end_index: typeof end_index === 'number' ? end_index : 0,
      },
    },
  ]
}
