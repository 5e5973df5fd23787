import type {
  ContentBlockParam,
  DocumentBlockParam,
  ImageBlockParam,
  TextBlockParam,
} from '@anthropic-ai/sdk/resources/messages/messages'
import {
  BadRequestError,
  type ContentPart,
  dataUrlAt,
  type InlineMedia,
  isRecord,
  sniffMediaType,
} from '../../src/provider.js'
import { withCacheControl } from './cache-control.js'

/** Parts in Anthropic's own form, which go out as they are. */
const NATIVE = ['image', 'document', 'search_result', 'container_upload', 'tool_reference']
type FilePart = Extract<ContentPart, { type: 'file' }>
type Base64Image = Extract<ImageBlockParam['source'], { type: 'base64' }>

/** The blocks of a user message or tool result; `path` names it in errors. Blank text is left out: it is refused (quirks.md 70). */
export function toBlocks(
  content: string | readonly ContentPart[] | null | undefined,
  path: string,
): ContentBlockParam[] {
  if (typeof content === 'string') return isBlank(content) ? [] : [{ type: 'text', text: content }]
  return (content ?? []).flatMap((part, at) => {
    const block = toBlock(part, `${path}[${at}]`)
    return block ? [withCacheControl(block, part.cache_control)] : []
  })
}

export const isBlank = (text: string): boolean => text.trim() === ''

function toBlock(part: ContentPart, path: string): ContentBlockParam | undefined {
  switch (part.type) {
    case 'text':
      return isBlank(part.text) ? undefined : { type: 'text', text: part.text }
    case 'image_url':
      return toImage(part.image_url.url, `${path}.image_url.url`)
    case 'file':
      return toDocument(part.file, `${path}.file`)
    default: {
      const other: unknown = part
      if (isRecord(other) && NATIVE.includes(String(other['type']))) return other as unknown as ContentBlockParam // the vendor's own form, which it checks itself
      throw new BadRequestError(`${path}: Anthropic's models do not take ${describe(other)}.`, { param: path })
    }
  }
}

const describe = (part: unknown): string =>
  isRecord(part) ? `a part of type ${JSON.stringify(part['type'])}` : 'such a part'

function toImage(url: string, path: string): ContentBlockParam {
  const media = dataUrlAt(url, path)
  if (media) return toInline(media, undefined, path)
  return { type: 'image', source: { type: 'url', url } }
}

/** quirks.md 85. `file_id` is an uploaded file or a URL, `file_data` a data URL or plain base64. */
function toDocument({ file_id: id, file_data: data, filename }: FilePart['file'], path: string): ContentBlockParam {
  if (id !== undefined) return toStored(id, filename)
  if (!data) throw new BadRequestError(`${path}: give file_data or file_id.`, { param: path })
  const media = dataUrlAt(data, `${path}.file_data`) ?? {
    mediaType: sniffMediaType(data) ?? mediaTypeOf(filename) ?? 'application/pdf',
    data,
  }
  const guessed = media.mediaType === 'application/octet-stream' ? mediaTypeOf(filename) : undefined
  return toInline(guessed ? { ...media, mediaType: guessed } : media, filename, `${path}.file_data`)
}

function toStored(id: string, filename: string | undefined): ImageBlockParam | DocumentBlockParam {
  const source = /^https?:\/\//i.test(id)
    ? ({ type: 'url', url: id } as const)
    : ({ type: 'file', file_id: id } as const)
  if (mediaTypeOf(filename ?? id)?.startsWith('image/')) return { type: 'image', source }
  return { type: 'document', source, ...(filename && { title: filename }) }
}

function toInline({ mediaType, data }: InlineMedia, title: string | undefined, path: string): ContentBlockParam {
  if (mediaType.startsWith('image/')) {
    // Whether the vendor takes this kind of image is the vendor's to say.
    const source = { type: 'base64', media_type: mediaType as Base64Image['media_type'], data } as const
    return { type: 'image', source }
  }
  const named = title ? { title } : {}
  if (mediaType === 'application/pdf')
    return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data }, ...named }
  if (mediaType.startsWith('text/') || mediaType === 'application/json') {
    const text = Buffer.from(data, 'base64').toString('utf8')
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, ...named }
  }
  throw new BadRequestError(`${path}: Anthropic takes images, PDF and text, not ${mediaType}.`, { param: path })
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
}

function mediaTypeOf(filename: string | undefined): string | undefined {
  const extension = /\.([a-z]+)(?:[?#].*)?$/i.exec(filename ?? '')?.[1]?.toLowerCase()
  return extension !== undefined && Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined
}

/** Texts of a system message. */
export function toTexts(content: string | readonly ContentPart[], path: string): TextBlockParam[] {
  return toBlocks(content, path).flatMap((block) => (block.type === 'text' ? [block] : []))
}
