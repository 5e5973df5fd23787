import { seededRandom } from './random.js'

/** How long a vector is where a request does not say. Real ones are longer; nothing is learnt from their bytes. */
const DEFAULT_SIZE = 16

/** A vector of length 1 that depends on the text and the size alone, in numbers that 32-bit floats hold exactly. */
export function vectorOf(text: string, size: unknown): number[] {
  const random = seededRandom(hashOf(text))
  const count = typeof size === 'number' && Number.isInteger(size) && size > 0 ? size : DEFAULT_SIZE
  const parts = Array.from({ length: count }, () => random() * 2 - 1)
  const length = Math.hypot(...parts)
  return parts.map((part) => Math.fround(part / length))
}

/** Little-endian 32-bit floats. */
export function floatsToBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [at, part] of vector.entries()) bytes.writeFloatLE(part, at * 4)
  return bytes.toString('base64')
}

/** Each part from -1 to 1 as one signed byte. */
export function bytesToBase64(vector: readonly number[]): string {
  return Buffer.from(vector.map((part) => Math.round(part * 127))).toString('base64')
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
