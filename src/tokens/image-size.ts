export interface ImageSize {
  /** Pixels. */
  width: number
  height: number
}

/** Bytes of an image that are looked at: a JPEG's size may stand behind a preview. */
const HEAD_BYTES = 256 * 1024

/** What an image of unknown size is taken for: one by URL, or of a format that is not read. */
export const ASSUMED_SIZE: ImageSize = { width: 1024, height: 1024 }

/** The size of the PNG, JPEG, GIF or WebP in a data URL; undefined for other URLs and what cannot be read. */
export function imageSizeOf(url: string): ImageSize | undefined {
  const comma = url.indexOf(',')
  if (!/^data:/i.test(url.slice(0, 5)) || comma < 0 || !/;base64$/i.test(url.slice(0, comma))) return undefined
  const bytes = Buffer.from(url.slice(comma + 1, comma + 1 + Math.ceil((HEAD_BYTES * 4) / 3)), 'base64')
  const size = sizeIn(bytes)
  return size && size.width > 0 && size.height > 0 ? size : undefined
}

function sizeIn(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < 24) return undefined
  const head = bytes.toString('latin1', 0, 16)
  if (head.startsWith('\x89PNG')) return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  if (head.startsWith('GIF8')) return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  if (head.startsWith('\xff\xd8')) return jpegSize(bytes)
  return head.startsWith('RIFF') && head.startsWith('WEBP', 8) ? webpSize(bytes) : undefined
}

/** The frame header of a JPEG: C0 to CF, but for tables (C4, CC) and C8. ITU T.81, table B.1. */
function jpegSize(bytes: Buffer): ImageSize | undefined {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
    else at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

/** The three forms of a WebP. https://developers.google.com/speed/webp/docs/riff_container */
function webpSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < 30) return undefined
  const form = bytes.toString('latin1', 12, 16)
  if (form === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  if (form === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
  if (form !== 'VP8L') return undefined
  const packed = bytes.readUInt32LE(21)
  return { width: (packed & 0x3fff) + 1, height: ((packed >> 14) & 0x3fff) + 1 }
}
