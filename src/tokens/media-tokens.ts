import type { ContentPart } from '../contract/chat.js'
import { ASSUMED_SIZE, imageSizeOf } from './image-size.js'
import type { MediaRules } from './media-rules.js'

export interface MediaTokens {
  tokens: number
  /** False where a size, a length or a number of pages had to be assumed. */
  certain: boolean
}

/** Bytes of a file by URL or id: a page or two, some seconds. */
const ASSUMED_BYTES = 100_000
const PDF_PAGE_BYTES = 50_000
/** 128 kbit a second, as most compressed audio has. */
const AUDIO_SECOND_BYTES = 16_000

/** What an image, a file or a sound in a message costs; nothing for text. */
export function mediaTokens(part: ContentPart, rules: MediaRules): MediaTokens {
  switch (part.type) {
    case 'image_url': {
      const size = imageSizeOf(part.image_url.url)
      const detail = part.image_url.detail === 'low' ? 'low' : 'high'
      return { tokens: rules.image(size ?? ASSUMED_SIZE, detail), certain: size !== undefined || detail === 'low' }
    }
    case 'file':
      return { tokens: pagesOf(part.file.file_data) * rules.page, certain: false }
    case 'input_audio':
      return { tokens: Math.ceil(secondsOf(part.input_audio.data) * rules.audioSecond), certain: false }
    default:
      return { tokens: 0, certain: true }
  }
}

/** Pages that a PDF names; guessed by its size where its objects are compressed. */
function pagesOf(file: string | undefined): number {
  if (file === undefined || /^https?:/i.test(file)) return Math.ceil(ASSUMED_BYTES / PDF_PAGE_BYTES)
  const bytes = Buffer.from(file.slice(file.indexOf(',') + 1), 'base64')
  const named = bytes.toString('latin1').match(/\/Type\s*\/Page(?![a-zA-Z])/g)
  return named?.length ?? Math.max(1, Math.round(bytes.length / PDF_PAGE_BYTES))
}

/** A WAV says its bytes a second; other formats are taken for compressed. */
function secondsOf(base64: string): number {
  const head = Buffer.from(base64.slice(0, 64), 'base64')
  const isWave = head.length >= 32 && head.toString('latin1', 8, 12) === 'WAVE'
  const bytes = (base64.length * 3) / 4
  return bytes / ((isWave ? head.readUInt32LE(28) : 0) || AUDIO_SECOND_BYTES)
}
