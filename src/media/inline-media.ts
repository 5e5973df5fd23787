import type { ChatMessage, ContentPart } from '../contract/chat.js'
import { BadRequestError } from '../contract/errors.js'
import type { DownloadedFile, DownloadOptions } from './download.js'

/** Files downloaded at once. */
const SIDE_BY_SIDE = 4

export interface InlineOptions extends DownloadOptions {
  /** Bytes of all files together. */
  maxTotalBytes: number
}

/**
 * The messages with every http(s) URL of an image, file or other medium that `needsDownload` names replaced by a data
 * URL. The same array where there is none; the caller's objects are never changed.
 * @param dataURLs what earlier attempts of the call have downloaded; added to
 * @throws BadRequestError where a file may not or cannot be had; the other downloads end with it
 */
export async function inlineMedia(
  messages: ChatMessage[],
  needsDownload: (url: string) => boolean,
  dataURLs: Map<string, string>,
  options: InlineOptions,
): Promise<ChatMessage[]> {
  const urls = new Set<string>()
  for (const message of messages)
    for (const part of partsOf(message)) {
      const url = urlOf(part)
      if (url !== undefined && needsDownload(url)) urls.add(url)
    }
  if (urls.size === 0) return messages
  await downloadAll(
    [...urls].filter((url) => !dataURLs.has(url)),
    dataURLs,
    options,
  )
  return messages.map((message) => withDataURLs(message, dataURLs))
}

async function downloadAll(urls: string[], dataURLs: Map<string, string>, options: InlineOptions): Promise<void> {
  if (urls.length === 0) return
  const { download } = await import('./download.js')
  const first = new AbortController() // the first failure ends the others
  const signal = AbortSignal.any([options.signal, first.signal])
  const queue = urls.values()
  let left = options.maxTotalBytes
  const work = async () => {
    for (const url of queue) {
      signal.throwIfAborted()
      const file = await download(url, { ...options, signal, maxBytes: Math.min(options.maxBytes, left) })
      left -= file.bytes.length
      if (left < 0) throw tooMuch(options.maxTotalBytes)
      dataURLs.set(url, toDataURL(file, url))
    }
  }
  const workers = Array.from({ length: Math.min(SIDE_BY_SIDE, urls.length) }, work)
  try {
    await Promise.all(workers)
  } catch (error) {
    first.abort(error)
    throw error
  }
}

const tooMuch = (maxTotalBytes: number) =>
  new BadRequestError(`The files to download are larger than ${maxTotalBytes} bytes together.`, {
    code: 'download_refused',
  })

function partsOf(message: ChatMessage): readonly ContentPart[] {
  const { content } = message
  if (!Array.isArray(content) || (message.role !== 'user' && message.role !== 'tool')) return []
  return message.content as ContentPart[] // the roles with media have these parts; a text part is one of them
}

/** The remote URL of a part; undefined for text, data URLs and other vendors' schemes. */
function urlOf(part: ContentPart): string | undefined {
  const url =
    part.type === 'image_url'
      ? part.image_url.url
      : part.type === 'file'
        ? (part.file.file_data ?? part.file.file_id)
        : undefined
  return url !== undefined && /^https?:\/\//i.test(url) ? url : undefined
}

function withDataURLs(message: ChatMessage, dataURLs: ReadonlyMap<string, string>): ChatMessage {
  const parts = partsOf(message)
  if (!parts.some((part) => dataURLs.has(urlOf(part) ?? ''))) return message
  const content = parts.map((part): ContentPart => {
    const dataURL = dataURLs.get(urlOf(part) ?? '')
    if (dataURL === undefined) return part
    if (part.type === 'image_url') return { ...part, image_url: { ...part.image_url, url: dataURL } }
    if (part.type !== 'file') return part
    const { file_id: _, ...file } = part.file
    return { ...part, file: { ...file, file_data: dataURL } }
  })
  return { ...message, content } as ChatMessage // only media parts of the same kind were replaced
}

function toDataURL({ mediaType, bytes }: DownloadedFile, url: string): string {
  const type =
    mediaType === '' || mediaType === 'application/octet-stream' || mediaType === 'binary/octet-stream'
      ? typeByName(url)
      : mediaType
  return `data:${type};base64,${bytes.toString('base64')}`
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
}

/** By the ending of the path; `image/*` makes whoever reads the data URL look at the bytes. */
function typeByName(url: string): string {
  const ending = /\.([a-z0-9]+)$/.exec(new URL(url).pathname.toLowerCase())?.[1] ?? ''
  return (Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined) ?? 'image/*'
}
