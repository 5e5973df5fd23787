import type { ResponseInputFile, ResponseInputImage } from 'openai/resources/responses/responses'
import { type ChatMessage, type ContentPart, isRecord, parseDataUrl, sniffMediaType } from '../../../src/provider.js'
import type { WirePart } from './wire.js'

type Part = Exclude<NonNullable<ChatMessage['content']>, string>[number]
type Image = Extract<ContentPart, { type: 'image_url' }>['image_url']
type File = Extract<ContentPart, { type: 'file' }>['file']

/** Content as `/responses` takes it: a text stays one. Empty texts are left out. */
export function toContent(content: ChatMessage['content']): string | WirePart[] {
  if (typeof content === 'string') return content
  const parts = (content ?? []).filter((part) => part.type !== 'text' || part.text !== '').map(toPart)
  return parts.length > 0 ? parts : ''
}

function toPart(part: Part): WirePart {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text }
    case 'refusal':
      return { type: 'input_text', text: part.refusal }
    case 'image_url':
      return toImage(part.image_url)
    case 'file':
      return toFile(part.file)
    case 'input_audio':
      return { type: 'input_audio', input_audio: part.input_audio }
  }
  // A part of the vendor's own: it goes as it is.
  const { cache_control: _, ...rest }: Record<string, unknown> & { type: string } = Object.assign({ type: '' }, part)
  return rest
}

function toImage({ url, detail }: Image): ResponseInputImage {
  return { type: 'input_image', detail: detail ?? 'auto', image_url: url }
}

const isUrl = (text: string | undefined): text is string => text !== undefined && /^https?:/i.test(text)

/** An uploaded file, an address, or data with its name (56); addresses may be files here. */
function toFile({ file_id, file_data, filename }: File): ResponseInputFile {
  const url = [file_id, file_data].find(isUrl)
  if (url !== undefined) return { type: 'input_file', file_url: url }
  if (file_data === undefined) return { type: 'input_file', ...(file_id !== undefined && { file_id }) }
  const data = file_data.startsWith('data:')
    ? file_data
    : `data:${sniffMediaType(file_data) ?? 'application/pdf'};base64,${file_data}`
  return { type: 'input_file', filename: filename ?? nameOf(data), file_data: data }
}

function nameOf(dataUrl: string): string {
  const head = dataUrl.slice(0, dataUrl.indexOf(',') + 1)
  // Only the beginning is read, and none of a text: an escape in it may not be cut.
  const beginning = /;\s*base64\s*,$/i.test(head) ? dataUrl.slice(0, head.length + 64) : head
  const subtype = parseDataUrl(beginning)?.mediaType.split('/')[1] ?? 'pdf'
  return `document.${subtype === 'plain' ? 'txt' : subtype}`
}

/** The text of a message, whatever its form. */
export function plainText(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => (isRecord(part) && part.type === 'text' ? part.text : '')).join('')
}
