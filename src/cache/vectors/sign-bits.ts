/** Bytes that hold one bit for each dimension. A multiple of four, so that loops can take four at once. */
export function signBytesFor(dimensions: number): number {
  return Math.ceil(dimensions / 32) * 4
}

/** One bit for each dimension: set where the number is above 0. */
export function packSigns(vector: Float32Array, into: Uint8Array, offset: number): void {
  for (let at = 0; at < vector.length; at += 8) {
    let bits = 0
    for (let bit = 0; bit < 8; bit++) if ((vector[at + bit] ?? 0) > 0) bits |= 1 << bit
    into[offset + at / 8] = bits
  }
}

/** The largest sum of eight components of a unit vector is √8. */
const SCALE = 32_767 / Math.sqrt(8)
const BYTE_VALUES = 256

/**
 * How near vectors are to one, guessed from their signs alone: its components, added up where the sign of the other is
 * positive. That orders rows as the dot product with their signs does, and better than counting equal signs, since
 * large components weigh more. The sums for each value of each byte are made once, so that a row costs one look-up per
 * byte.
 */
export class SignEstimator {
  readonly #tables: Int16Array
  readonly #bytes: number

  constructor(vector: Float32Array) {
    this.#bytes = signBytesFor(vector.length)
    this.#tables = new Int16Array(this.#bytes * BYTE_VALUES)
    for (let byte = 0; byte < this.#bytes; byte++) {
      const start = byte * BYTE_VALUES
      for (let bits = 1; bits < BYTE_VALUES; bits++) {
        const lowest = 31 - Math.clz32(bits & -bits)
        const rest = this.#tables[start + (bits & (bits - 1))] ?? 0
        this.#tables[start + bits] = rest + Math.round((vector[byte * 8 + lowest] ?? 0) * SCALE)
      }
    }
  }

  estimate(signs: Uint8Array, offset: number): number {
    const tables = this.#tables
    const end = offset + this.#bytes
    let [sum, start] = [0, 0]
    for (let at = offset; at < end; at += 4, start += 1024) {
      sum = (sum + (tables[start + (signs[at] ?? 0)] ?? 0)) | 0
      sum = (sum + (tables[start + 256 + (signs[at + 1] ?? 0)] ?? 0)) | 0
      sum = (sum + (tables[start + 512 + (signs[at + 2] ?? 0)] ?? 0)) | 0
      sum = (sum + (tables[start + 768 + (signs[at + 3] ?? 0)] ?? 0)) | 0
    }
    return sum
  }
}
