import type {
  AudioFormat,
  ContentBlock,
  DocumentFormat,
  ImageFormat,
  S3Location,
  VideoFormat,
} from '@aws-sdk/client-bedrock-runtime'
import { BadRequestError, type InlineMedia, parseDataUrl } from '../../src/provider.js'

/** Where media is: the bytes themselves, or a place in S3. */
export type Source = { bytes: Uint8Array } | { s3Location: S3Location }

const IMAGES: Readonly<Record<string, ImageFormat>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}
const VIDEOS: Readonly<Record<string, VideoFormat>> = {
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/x-matroska': 'mkv',
  'video/webm': 'webm',
  'video/x-flv': 'flv',
  'video/mpeg': 'mpeg',
  'video/x-ms-wmv': 'wmv',
  'video/3gpp': 'three_gp',
}
const AUDIOS: Readonly<Record<string, AudioFormat>> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'audio/aac': 'aac',
  'audio/webm': 'webm',
  'audio/mp4': 'm4a',
}
const DOCUMENTS: Readonly<Record<string, DocumentFormat>> = {
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'application/json': 'txt',
}

/** By the end of a file's name, for what has no media type of its own. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  flv: 'video/x-flv',
  mpeg: 'video/mpeg',
  mpg: 'video/mpeg',
  wmv: 'video/x-ms-wmv',
  '3gp': 'video/3gpp',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  md: 'text/markdown',
  json: 'application/json',
}

const find = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

export function mediaTypeOf(filename: string | undefined): string | undefined {
  const extension = /\.([a-z0-9]+)(?:[?#].*)?$/i.exec(filename ?? '')?.[1]?.toLowerCase()
  return extension === undefined ? undefined : find(EXTENSIONS, extension)
}

/** The block that holds media of a type; `name` is asked for only where it is a document. */
export function toMediaBlock(mediaType: string, source: Source, name: () => string): ContentBlock | undefined {
  const image = find(IMAGES, mediaType)
  if (image) return { image: { format: image, source } }
  const video = find(VIDEOS, mediaType)
  if (video) return { video: { format: video, source } }
  const audio = find(AUDIOS, mediaType)
  if (audio) return { audio: { format: audio, source } }
  const document = find(DOCUMENTS, mediaType) ?? (mediaType.startsWith('text/') ? 'txt' : undefined)
  if (document) return { document: { format: document, name: name(), source } }
  return undefined
}

/** quirks.md 99. */
export function isS3(url: string): boolean {
  return /^s3:\/\/./i.test(url)
}

export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}

/** @throws BadRequestError for a data URL that cannot be read. */
export function dataUrlOf(url: string, path: string): InlineMedia | undefined {
  try {
    const media = parseDataUrl(url)
    if (media || !/^data:/i.test(url)) return media
  } catch (cause) {
    throw new BadRequestError(`${path}: the data URL cannot be decoded.`, { param: path, cause })
  }
  throw new BadRequestError(`${path}: the data URL has no data.`, { param: path })
}
