import { BadRequestError, type ContentPart, parseDataUrl } from '../../src/provider.js'
import type { DocumentContent, ImageContent, TextContent } from './wire.js'

export type UserPart = TextContent | ImageContent | DocumentContent
type FilePart = Extract<ContentPart, { type: 'file' }>

/** Parts of a message; empty texts are left out, since they are refused. */
export function toParts(content: string | readonly ContentPart[] | null | undefined, path: string): UserPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return (content ?? []).flatMap((part, at) => toPart(part, `${path}[${at}]`))
}

/** One text is sent as such. */
export function joinTexts(texts: TextContent[]): string | TextContent[] {
  const [only] = texts
  return texts.length > 1 ? texts : (only?.text ?? '')
}

function toPart(part: ContentPart, path: string): UserPart[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    case 'image_url':
      return [toImage(part.image_url)]
    case 'file':
      return [{ type: 'document', document: toDocument(part.file, `${path}.file`) }]
    default:
      throw new BadRequestError(
        `${path}: Cohere takes text, images and text files, not a part of type ${JSON.stringify(part.type)}.`,
        { param: path },
      )
  }
}

function toImage({ url, detail }: Extract<ContentPart, { type: 'image_url' }>['image_url']): ImageContent {
  const known = detail === 'auto' || detail === 'low' || detail === 'high'
  return { type: 'image_url', image_url: { url, ...(known && { detail }) } }
}

/** A file of text as a document to be cited. The vendor reads no other files. */
function toDocument({ file_data: data, file_id: id, filename }: FilePart['file'], path: string) {
  if (!data)
    throw new BadRequestError(
      `${path}: Cohere keeps no files: give file_data.${id ? ' A file_id says nothing.' : ''}`,
      {
        param: path,
      },
    )
  const text = textOf(data, filename, `${path}.file_data`)
  return { data: { text, ...(filename && { title: filename }) } }
}

const TEXT_FILE = /\.(?:txt|md|csv|html?|json|xml|ya?ml)$/i

function textOf(data: string, filename: string | undefined, path: string): string {
  const media = dataUrlOf(data, path)
  // Cohere fetches images alone, and what is no base64 would be read as such.
  if (!media && !/^[a-z0-9+/_=\s-]*$/i.test(data))
    throw new BadRequestError(`${path}: Cohere takes a data URL or base64, no other URLs of files and no bare text.`, {
      param: path,
    })
  const mediaType = media?.mediaType
  const readable = mediaType
    ? /^text\/|^application\/(?:json|xml|yaml)$/.test(mediaType)
    : TEXT_FILE.test(filename ?? '')
  if (!readable)
    throw new BadRequestError(`${path}: Cohere takes files of text, not ${mediaType ?? filename ?? 'such a file'}.`, {
      param: path,
    })
  return Buffer.from(media?.data ?? data, 'base64').toString('utf8')
}

function dataUrlOf(data: string, path: string): ReturnType<typeof parseDataUrl> {
  try {
    return parseDataUrl(data)
  } catch (cause) {
    throw new BadRequestError(`${path}: the data URL cannot be decoded.`, { param: path, cause })
  }
}
