import type { ChatCompletionContentPart } from 'openai/resources/chat/completions'
import {
  BadRequestError,
  type ChatMessage,
  type ContentPart,
  parseDataUrl,
  sniffMediaType,
} from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import type { WirePart } from './wire.js'

type Part = Exclude<NonNullable<ChatMessage['content']>, string>[number]
type FilePart = Extract<ContentPart, { type: 'file' }>
type File = Extract<ChatCompletionContentPart, { type: 'file' }>['file']

/** A content part as the host takes it; the same object where it already is. */
export function toPart(part: Part, dialect: Dialect, path: string): WirePart {
  switch (part.type) {
    case 'image_url':
      if (dialect.imageUrl === 'string') return { type: 'image_url', image_url: part.image_url.url }
      break
    case 'file':
      return withoutMark(toFilePart(part, dialect, path), dialect)
    case 'input_audio':
      if (part.input_audio.data.startsWith('data:')) return withoutMark(toAudioPart(part), dialect)
  }
  return withoutMark(part, dialect)
}

/** `cache_control` only goes to hosts that take it (52). */
function withoutMark(part: WirePart, { cacheControl }: Dialect): WirePart {
  if (cacheControl || !('cache_control' in part)) return part
  const { cache_control: _, ...rest } = part
  return rest
}

/** OpenAI takes audio as plain base64 with its format, wav or mp3 (56). */
function toAudioPart(part: Extract<ContentPart, { type: 'input_audio' }>): WirePart {
  const media = parseDataUrl(part.input_audio.data)
  if (!media) return part
  const format = /wav/.test(media.mediaType)
    ? 'wav'
    : /mpeg|mp3/.test(media.mediaType)
      ? 'mp3'
      : part.input_audio.format
  return { ...part, input_audio: { data: media.data, format } }
}

const isUrl = (text: string | undefined): text is string => text !== undefined && /^https?:/i.test(text)

function toFilePart(part: FilePart, dialect: Dialect, path: string): WirePart {
  const { file } = part
  const url = [file.file_id, file.file_data].find(isUrl)
  if (dialect.filePart === 'document_url') return toDocumentUrl(file, url)
  if (dialect.filePart === 'file_url') return toFileUrl(file, url)
  if (url !== undefined) {
    if (dialect.openaiModels)
      throw new BadRequestError(
        `${path}.file: OpenAI takes no URL of a file here. Pass file_data or an uploaded file_id.`,
        {
          param: `${path}.file`,
        },
      )
    return { ...part, file: { filename: file.filename ?? nameIn(url), file_data: url } }
  }
  const { file_data } = file
  if (file_data === undefined) return part
  const data = toDataUrl(file_data)
  if (data === file_data && file.filename) return part
  // The name is required with file_data (56).
  return { ...part, file: { ...file, filename: file.filename ?? defaultName(data), file_data: data } }
}

function toDataUrl(data: string): string {
  return data.startsWith('data:') ? data : `data:${sniffMediaType(data) ?? 'application/pdf'};base64,${data}`
}

function defaultName(dataUrl: string): string {
  const type = /^data:[^;,/]+\/([\w.+-]+)/.exec(dataUrl)?.[1] ?? 'pdf'
  return `document.${type === 'plain' ? 'txt' : type}`
}

function nameIn(url: string): string {
  return /\/([^/?#]+)(?:[?#]|$)/.exec(url.replace(/^https?:\/\/[^/]*/, ''))?.[1] ?? 'document'
}

/** Mistral's parts (125). https://docs.mistral.ai/capabilities/document_ai/document_qna/ */
function toDocumentUrl(file: File, url: string | undefined): WirePart {
  if (url === undefined && file.file_data === undefined) return { type: 'file', file_id: file.file_id }
  return {
    type: 'document_url',
    document_url: url ?? toDataUrl(file.file_data ?? ''),
    ...(file.filename && { document_name: file.filename }),
  }
}

/** Perplexity's: an address, or base64 without the `data:` head (137). */
function toFileUrl(file: File, url: string | undefined): WirePart {
  const data = file.file_data ?? ''
  return {
    type: 'file_url',
    file_url: { url: url ?? parseDataUrl(data)?.data ?? data },
    ...(file.filename && { file_name: file.filename }),
  }
}
