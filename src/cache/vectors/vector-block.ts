import type { IntegerVector } from './integer-vector.js'
import { packSigns, type SignEstimator, signBytesFor } from './sign-bits.js'

/** Rows of a block. Small, so that a cache of few entries is small too. */
export const BLOCK_ROWS = 256

export interface Partition {
  readonly name: string
  /** Rows of all blocks, counted through. */
  readonly slots: number[]
}

/** A fixed number of vectors as signed bytes, with their sign bits. Never grows: an index takes another one. */
export class VectorBlock {
  readonly #bytes: Int8Array
  readonly #signs: Uint8Array
  /** What turns the dot product of a row's bytes with a unit vector into the cosine. */
  readonly #scales: Float32Array
  readonly #signBytes: number
  /** Of each row, its key; arrays of fixed length have nothing in reserve. */
  readonly keys: string[] = new Array(BLOCK_ROWS).fill('')
  readonly partitions: Array<Partition | undefined> = new Array(BLOCK_ROWS).fill(undefined)
  /** Where each row stands in the list of its partition. */
  readonly places = new Int32Array(BLOCK_ROWS)

  constructor(readonly dimensions: number) {
    this.#signBytes = signBytesFor(dimensions)
    this.#bytes = new Int8Array(BLOCK_ROWS * dimensions)
    this.#signs = new Uint8Array(BLOCK_ROWS * this.#signBytes)
    this.#scales = new Float32Array(BLOCK_ROWS)
  }

  get byteLength(): number {
    return this.#bytes.byteLength + this.#signs.byteLength + this.#scales.byteLength + this.places.byteLength
  }

  write(row: number, vector: Float32Array): void {
    const { dimensions } = this
    let largest = 0
    for (let at = 0; at < dimensions; at++) largest = Math.max(largest, Math.abs(vector[at] ?? 0))
    const start = row * dimensions
    let squares = 0
    for (let at = 0; at < dimensions; at++) {
      const byte = Math.round(((vector[at] ?? 0) * 127) / largest)
      this.#bytes[start + at] = byte
      squares += byte * byte
    }
    // By the length of what is kept, not of what was given: a vector is exactly as near as 1 to what is kept of it.
    this.#scales[row] = 1 / Math.sqrt(squares)
    packSigns(vector, this.#signs, row * this.#signBytes)
  }

  estimate(row: number, estimator: SignEstimator): number {
    return estimator.estimate(this.#signs, row * this.#signBytes)
  }

  cosine(row: number, { integers, scale }: IntegerVector): number {
    const bytes = this.#bytes
    const { dimensions } = this
    const whole = dimensions & ~3
    let place = row * dimensions
    let [first, second, third, fourth] = [0, 0, 0, 0]
    let at = 0
    // Four sums do not wait for each other; `| 0` keeps them whole numbers for V8, three times as fast as with fractions.
    for (; at < whole; at += 4, place += 4) {
      first = (first + (bytes[place] ?? 0) * (integers[at] ?? 0)) | 0
      second = (second + (bytes[place + 1] ?? 0) * (integers[at + 1] ?? 0)) | 0
      third = (third + (bytes[place + 2] ?? 0) * (integers[at + 2] ?? 0)) | 0
      fourth = (fourth + (bytes[place + 3] ?? 0) * (integers[at + 3] ?? 0)) | 0
    }
    for (; at < dimensions; at++, place++) first = (first + (bytes[place] ?? 0) * (integers[at] ?? 0)) | 0
    return (first + second + third + fourth) * scale * (this.#scales[row] ?? 0)
  }
}
