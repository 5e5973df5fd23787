import type { FunctionResponsePart } from '@google/genai'
import { BadRequestError, dataUrlAt, type InlineMedia, isBase64, isRecord, sniffMediaType } from '../../src/provider.js'

/** Which product takes the request: they differ in what they fetch (quirks.md 118). */
export type Api = 'gemini' | 'vertex'

/** Media inline or by reference. */
export type Media =
  | Required<Pick<FunctionResponsePart, 'inlineData'>>
  | Required<Pick<FunctionResponsePart, 'fileData'>>

interface MediaContext {
  api: Api
  path: string
  /** The type that the caller gave. */
  stated: string | undefined
  /** The type of bytes that do not tell theirs; without one they are refused. */
  assumed?: string | undefined
}

/** A data URL or plain base64 inline, a URL by reference. */
export function toMedia(source: string, context: MediaContext): Media {
  const { path, stated, assumed } = context
  const inline = dataUrlAt(source, path)
  if (inline) return { inlineData: toBlob(inline, stated) }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) return toReference(source, context)
  const mimeType = isBase64(source) ? (stated ?? sniffMediaType(source) ?? assumed) : undefined
  if (mimeType !== undefined) return { inlineData: { mimeType, data: source.replace(/\s/g, '') } }
  throw new BadRequestError(`${path}: expected a data URL, base64 of a known type, or a URL.`, { param: path })
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
  if (!/^(?:https?|gs):/i.test(fileUri))
    throw new BadRequestError(`${path}: Vertex fetches http(s):// and gs:// URLs only.`, { param: path })
  const mimeType = stated ?? mediaTypeOf(fileUri) ?? (YOUTUBE.test(fileUri) ? 'video/mp4' : undefined)
  // The Files API knows the type of what it holds; Vertex asks for one, and an image is what most URLs are.
  if (mimeType === undefined && api === 'vertex') return { fileData: { fileUri, mimeType: 'image/jpeg' } }
  return { fileData: { fileUri, ...(mimeType && { mimeType }) } }
}

/** LiteLLM's `format`: a media type beside a URL or id. */
export function formatOf(value: unknown): string | undefined {
  const format = isRecord(value) ? value['format'] : undefined
  return typeof format === 'string' && format.includes('/') ? format : undefined
}

export function audioType(format: string): string {
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

export function mediaTypeOf(name: string | undefined): string | undefined {
  const extension = /\.([a-z0-9]+)(?:[?#].*)?$/i.exec(name ?? '')?.[1]?.toLowerCase()
  return extension !== undefined && Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined
}
