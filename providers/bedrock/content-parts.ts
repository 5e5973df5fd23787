import type { ContentBlock } from '@aws-sdk/client-bedrock-runtime'
import { BadRequestError, type ContentPart, isRecord, sniffMediaType } from '../../src/provider.js'
import { type CachePoint, toCachePoints } from './cache-points.js'
import { bytesOf, dataUrlOf, isS3, mediaTypeOf, toMediaBlock } from './media.js'
import type { TurnContext } from './turns.js'

/** Parts in Converse's own form, named as there: `{ type: 'guardContent', guardContent: { … } }`. */
const NATIVE = ['audio', 'document', 'guardContent', 'image', 'searchResult', 'video']

export type UserBlock = ContentBlock | CachePoint

/** The blocks of a user message or tool result; `path` names it in errors. Blank text is left out: it is refused (quirks.md 89). */
export function toBlocks(
  content: string | readonly ContentPart[] | null | undefined,
  path: string,
  context: TurnContext,
): UserBlock[] {
  if (typeof content === 'string') return isBlank(content) ? [] : [{ text: content }]
  return (content ?? []).flatMap((part, at) => {
    const block = toBlock(part, `${path}[${at}]`, context)
    return block ? [block, ...toCachePoints(part.cache_control, context.facts, context.report)] : []
  })
}

export const isBlank = (text: string): boolean => text.trim() === ''

function toBlock(part: ContentPart, path: string, context: TurnContext): ContentBlock | undefined {
  switch (part.type) {
    case 'text':
      return isBlank(part.text) ? undefined : { text: part.text }
    case 'image_url':
      return fromUrl(part.image_url.url, undefined, 'image/jpeg', `${path}.image_url.url`, context)
    case 'input_audio': {
      const { data, format } = part.input_audio
      return fromBase64(data, mediaTypeOf(`.${format}`) ?? `audio/${format}`, undefined, `${path}.input_audio`, context)
    }
    case 'file':
      return fromFile(part.file, `${path}.file`, context)
    default:
      return fromOther(part, path, context)
  }
}

/** Parts that OpenAI does not have: video, guarded text, and Converse's own. */
function fromOther(part: unknown, path: string, context: TurnContext): ContentBlock {
  if (isRecord(part)) {
    const type = String(part['type'])
    const own = part[type]
    if (type === 'video_url' && isRecord(own) && typeof own['url'] === 'string')
      return fromUrl(own['url'], undefined, 'video/mp4', `${path}.video_url.url`, context)
    if (type === 'guarded_text' && typeof part['text'] === 'string')
      return { guardContent: { text: { text: part['text'] } } }
    // The vendor's own form, which it checks itself.
    if (NATIVE.includes(type) && isRecord(own)) return { [type]: own } as unknown as ContentBlock
  }
  const what = isRecord(part) ? `a part of type ${JSON.stringify(part['type'])}` : 'such a part'
  throw new BadRequestError(`${path}: Bedrock's Converse does not take ${what}.`, { param: path })
}

type FilePart = Extract<ContentPart, { type: 'file' }>

function fromFile({ file_id: id, file_data: data, filename }: FilePart['file'], path: string, context: TurnContext) {
  if (id) return fromUrl(id, filename, 'application/pdf', `${path}.file_id`, context)
  if (!data) throw new BadRequestError(`${path}: give file_data or file_id.`, { param: path })
  if (/^(?:data|https?|s3):/i.test(data))
    return fromUrl(data, filename, 'application/pdf', `${path}.file_data`, context)
  const type = sniffMediaType(data) ?? mediaTypeOf(filename) ?? 'application/pdf'
  return fromBase64(data, type, filename, `${path}.file_data`, context)
}

/** A data URL or a place in S3; the host of anything else is not Bedrock's to ask (quirks.md 99). */
function fromUrl(url: string, filename: string | undefined, otherwise: string, path: string, context: TurnContext) {
  const media = dataUrlOf(url, path)
  if (media) return fromBase64(media.data, media.mediaType, filename, path, context)
  if (!isS3(url))
    throw new BadRequestError(
      `${path}: Bedrock takes data URLs and s3:// URLs. Download the file and send its bytes.`,
      {
        param: path,
      },
    )
  const type = mediaTypeOf(url) ?? mediaTypeOf(filename) ?? otherwise
  return toKnownBlock(type, { s3Location: { uri: url } }, filename ?? url.split('/').at(-1), path, context)
}

function fromBase64(data: string, type: string, filename: string | undefined, path: string, context: TurnContext) {
  const guessed = type === 'application/octet-stream' ? mediaTypeOf(filename) : undefined
  return toKnownBlock(guessed ?? type, { bytes: bytesOf(data) }, filename, path, context)
}

function toKnownBlock(
  type: string,
  source: Parameters<typeof toMediaBlock>[1],
  filename: string | undefined,
  path: string,
  { documents }: TurnContext,
): ContentBlock {
  const block = toMediaBlock(type, source, () => documents.nameOf(filename))
  if (block) return block
  throw new BadRequestError(`${path}: Bedrock does not take ${type}.`, { param: path })
}
