import { BadRequestError } from '../contract/errors.js'

export interface InlineMedia {
  /** Lower case, without parameters: `image/png`. */
  mediaType: string
  /** Base64 without white space. */
  data: string
}

/**
 * A data URL taken apart, with or without parameters (`data:text/plain;charset=utf-8;base64,…`); undefined for other URLs.
 * @throws BadRequestError for percent escapes that are not UTF-8.
 */
export function parseDataUrl(url: string): InlineMedia | undefined {
  if (!/^data:/i.test(url.slice(0, 5))) return undefined
  const comma = url.indexOf(',')
  if (comma < 0) return undefined
  const [type = '', ...parameters] = url.slice(5, comma).split(';')
  const payload = url.slice(comma + 1)
  const base64 = parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64')
  const data = base64 ? payload.replace(/\s/g, '') : Buffer.from(unescaped(payload), 'utf8').toString('base64')
  const stated = type.trim().toLowerCase()
  const mediaType =
    stated === '' || stated.endsWith('/*') ? (sniffMediaType(data) ?? (stated === '' ? 'text/plain' : stated)) : stated
  return { mediaType, data }
}

function unescaped(payload: string): string {
  try {
    return decodeURIComponent(payload)
  } catch (cause) {
    throw new BadRequestError('The data URL cannot be decoded: a percent sign in it has to be written as %25.', {
      cause,
    })
  }
}

/**
 * The same for a place in a request that may hold a data URL or another: errors name the place.
 * @throws BadRequestError where it is a data URL that holds nothing or cannot be decoded
 */
export function dataUrlAt(url: string, path: string): InlineMedia | undefined {
  try {
    const media = parseDataUrl(url)
    if (media || !/^data:/i.test(url)) return media
  } catch (cause) {
    throw new BadRequestError(`${path}: the data URL cannot be decoded.`, { param: path, cause })
  }
  throw new BadRequestError(`${path}: the data URL has no data.`, { param: path })
}

/** First bytes that tell what a file is: offset, bytes, media type. */
const SIGNATURES: ReadonlyArray<readonly [number, string, string]> = [
  [0, '\x89PNG', 'image/png'],
  [0, '\xff\xd8\xff', 'image/jpeg'],
  [0, 'GIF8', 'image/gif'],
  [8, 'WEBP', 'image/webp'],
  [0, 'BM', 'image/bmp'],
  [0, 'II*\0', 'image/tiff'],
  [0, 'MM\0*', 'image/tiff'],
  [4, 'ftypavif', 'image/avif'],
  [4, 'ftypheic', 'image/heic'],
  [0, '%PDF', 'application/pdf'],
  [8, 'WAVE', 'audio/wav'],
  [0, 'ID3', 'audio/mpeg'],
  [0, '\xff\xfb', 'audio/mpeg'],
  [0, 'OggS', 'audio/ogg'],
  [0, 'fLaC', 'audio/flac'],
  [4, 'ftyp', 'video/mp4'],
]

/** The media type that the first bytes of base64 data give away, or undefined. */
export function sniffMediaType(base64: string): string | undefined {
  const head = Buffer.from(base64.slice(0, 32), 'base64').toString('latin1')
  return SIGNATURES.find(([offset, bytes]) => head.startsWith(bytes, offset))?.[2]
}
