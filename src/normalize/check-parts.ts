import { isBase64 } from '../contract/is-base64.js'
import { isRecord } from '../contract/is-record.js'
import { wrongField, wrongWord } from './field-error.js'

/** The parts of one message. Types that OpenAI does not know are a vendor's own and pass. */
export function checkParts(parts: readonly unknown[], at: number, role: string): void {
  for (let index = 0; index < parts.length; index++) {
    const part: unknown = parts[index]
    if (!isRecord(part)) throw wrongField(`messages[${at}].content[${index}]`, 'an object', part)
    switch (part['type']) {
      case 'text':
        if (typeof part['text'] !== 'string') throw wrongField(pathOf(at, index, 'text'), 'a string', part['text'])
        break
      case 'refusal':
        if (role !== 'assistant') throw misplaced(part['type'], at, index, role)
        if (typeof part['refusal'] !== 'string')
          throw wrongField(pathOf(at, index, 'refusal'), 'a string', part['refusal'])
        break
      case 'image_url':
      case 'input_audio':
      case 'file':
        if (role !== 'user' && role !== 'tool') throw misplaced(part['type'], at, index, role)
        checkMedia(part, part['type'], at, index)
        break
      default:
        if (typeof part['type'] !== 'string') throw wrongField(pathOf(at, index, 'type'), 'a string', part['type'])
    }
  }
}

function checkMedia(
  part: Record<string, unknown>,
  type: 'image_url' | 'input_audio' | 'file',
  at: number,
  index: number,
): void {
  const media = part[type]
  if (!isRecord(media)) throw wrongField(pathOf(at, index, type), 'an object', media)
  if (type === 'image_url') {
    if (typeof media['url'] !== 'string' || media['url'] === '')
      throw wrongField(pathOf(at, index, 'image_url.url'), 'a non-empty string', media['url'])
    if (!isPlace(media['url']))
      throw wrongField(pathOf(at, index, 'image_url.url'), 'a URL, a data URL or base64', media['url'])
    checkOptional(media['detail'], at, index, 'image_url.detail')
  } else if (type === 'input_audio') {
    if (typeof media['data'] !== 'string')
      throw wrongField(pathOf(at, index, 'input_audio.data'), 'a string', media['data'])
    if (typeof media['format'] !== 'string')
      throw wrongField(pathOf(at, index, 'input_audio.format'), 'a string', media['format'])
  } else {
    checkOptional(media['file_id'], at, index, 'file.file_id')
    checkOptional(media['file_data'], at, index, 'file.file_data')
    checkOptional(media['filename'], at, index, 'file.filename')
    const { file_data: data } = media
    if (typeof data === 'string' && data !== '' && !isPlace(data))
      throw wrongField(pathOf(at, index, 'file.file_data'), 'a data URL, base64 or a URL', data)
    if (!media['file_id'] && !data)
      throw wrongField(pathOf(at, index, 'file'), 'an object with file_id or file_data', media)
  }
}

/** A URL of any scheme, or what can be base64: a path or a name is neither, and no vendor takes one. */
function isPlace(url: string): boolean {
  if (/^https?:/i.test(url)) return URL.canParse(url)
  return /^[a-z][a-z0-9+.-]*:\S/i.test(url) || isBase64(url)
}

function checkOptional(value: unknown, at: number, index: number, field: string): void {
  if (value !== undefined && value !== null && typeof value !== 'string')
    throw wrongField(pathOf(at, index, field), 'a string', value)
}

function misplaced(type: string, at: number, index: number, role: string): Error {
  return wrongWord(pathOf(at, index, 'type'), `a part that a ${role} message may hold`, type)
}

/** Only called for an error. */
function pathOf(at: number, index: number, field: string): string {
  return `messages[${at}].content[${index}].${field}`
}
