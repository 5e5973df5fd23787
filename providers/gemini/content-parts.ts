import type { FunctionResponsePart, Part } from '@google/genai'
import {
  BadRequestError,
  type ContentPart,
  dataUrlAt,
  type InlineMedia,
  isRecord,
  sniffMediaType,
} from '../../src/provider.js'

/** Which product takes the request: they differ in what they fetch (quirks.md 118). */
export type Api = 'gemini' | 'vertex'

/** A part of a user turn: text, or media inline or by reference. */
export type InputPart = Pick<Part, 'text'> | Media
export type Media =
  | Required<Pick<FunctionResponsePart, 'inlineData'>>
  | Required<Pick<FunctionResponsePart, 'fileData'>>

/** The parts of a user message or tool result; `path` names it in errors. Empty text is left out: it is refused. */
export function toParts(
  content: string | readonly ContentPart[] | null | undefined,
  api: Api,
  path: string,
): InputPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }]
  return (content ?? []).flatMap((part, at) => {
    const converted = toPart(part, api, `${path}[${at}]`)
    return converted ? [converted] : []
  })
}

export function isMedia(part: InputPart): part is Media {
  return !('text' in part)
}

function toPart(part: ContentPart, api: Api, path: string): InputPart | undefined {
  switch (part.type) {
    case 'text':
      return part.text === '' ? undefined : { text: part.text }
    case 'image_url':
      return toMedia(part.image_url.url, { api, path: `${path}.image_url.url`, stated: formatOf(part.image_url) })
    case 'input_audio': {
      const { data, format } = part.input_audio
      return toMedia(data, { api, path: `${path}.input_audio.data`, stated: audioType(format) })
    }
    case 'file':
      return toFile(part.file, api, `${path}.file`)
    default:
      return toOther(part, api, path)
  }
}

/** `video_url`, which OpenAI does not have and others share. */
function toOther(part: unknown, api: Api, path: string): InputPart {
  const video = isRecord(part) && part['type'] === 'video_url' ? part['video_url'] : undefined
  const url = isRecord(video) ? video['url'] : video
  if (typeof url === 'string') return toMedia(url, { api, path: `${path}.video_url.url`, stated: formatOf(video) })
  const type = isRecord(part) ? JSON.stringify(part['type']) : 'without a type'
  throw new BadRequestError(`${path}: Gemini does not take a part of type ${type}.`, { param: path })
}

type File = Extract<ContentPart, { type: 'file' }>['file']

function toFile(file: File, api: Api, path: string): InputPart {
  const { file_id: id, file_data: data, filename } = file
  const stated = formatOf(file) ?? mediaTypeOf(filename)
  if (id) {
    // The name that the Files API gives: files/abc-123.
    if (!/^(?:files\/|data:|[a-z][a-z0-9+.-]*:\/\/)/i.test(id))
      throw new BadRequestError(
        `${path}.file_id: give the name of a file of the Files API (files/…), a gs:// or http(s) URL, or the content as file_data.`,
        { param: `${path}.file_id` },
      )
    const url = /^files\//.test(id) ? `https://generativelanguage.googleapis.com/v1beta/${id}` : id
    return toMedia(url, { api, path: `${path}.file_id`, stated })
  }
  if (data) return toMedia(data, { api, path: `${path}.file_data`, stated })
  throw new BadRequestError(`${path}: give file_data or file_id.`, { param: path })
}

interface MediaContext {
  api: Api
  path: string
  /** The type that the caller gave. */
  stated: string | undefined
}

/** A data URL or plain base64 inline, anything else by reference. */
function toMedia(source: string, context: MediaContext): Media {
  const inline = dataUrlAt(source, context.path)
  if (inline) return { inlineData: toBlob(inline, context.stated) }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return toReference(source, context)
  const mediaType = context.stated ?? sniffMediaType(source) ?? 'application/pdf'
  return { inlineData: { mimeType: mediaType, data: source.replace(/\s/g, '') } }
}

function toBlob({ mediaType, data }: InlineMedia, stated: string | undefined): { mimeType: string; data: string } {
  const known = mediaType !== 'application/octet-stream' && !mediaType.endsWith('/*')
  return { mimeType: known ? mediaType : (stated ?? sniffMediaType(data) ?? mediaType), data }
}

/** What the Gemini API reads itself: its own files, YouTube and Google's storage (quirks.md 118). */
const FETCHED = /^(?:gs:\/\/|https:\/\/generativelanguage\.googleapis\.com\/)/i
const YOUTUBE = /^https?:\/\/(?:(?:www\.|m\.)?youtube\.com|youtu\.be)\//i

/** Whether a URL has to be fetched before the Gemini API takes what it holds. */
export const needsDownload = (url: string): boolean => !FETCHED.test(url) && !YOUTUBE.test(url)

function toReference(fileUri: string, { api, path, stated }: MediaContext): Media {
  if (api === 'gemini' && needsDownload(fileUri))
    throw new BadRequestError(
      `${path}: the Gemini API fetches files of its Files API and of YouTube only. Pass the content as a data URL.`,
      { param: path },
    )
  const mimeType = stated ?? mediaTypeOf(fileUri) ?? (YOUTUBE.test(fileUri) ? 'video/mp4' : undefined)
  // The Files API knows the type of what it holds; Vertex asks for one, and an image is what most URLs are.
  if (mimeType === undefined && api === 'vertex') return { fileData: { fileUri, mimeType: 'image/jpeg' } }
  return { fileData: { fileUri, ...(mimeType && { mimeType }) } }
}

/** LiteLLM's `format`: a media type beside a URL or id. */
function formatOf(value: unknown): string | undefined {
  const format = isRecord(value) ? value['format'] : undefined
  return typeof format === 'string' && format.includes('/') ? format : undefined
}

function audioType(format: string): string {
  return format.includes('/') ? format : `audio/${format === 'mp3' ? 'mpeg' : format}`
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/md',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  aac: 'audio/aac',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mpeg: 'video/mpeg',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
}

function mediaTypeOf(name: string | undefined): string | undefined {
  const extension = /\.([a-z0-9]+)(?:[?#].*)?$/i.exec(name ?? '')?.[1]?.toLowerCase()
  return extension !== undefined && Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined
}
