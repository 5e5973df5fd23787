import type { Vocabulary } from './vocabulary.js'

const SLOT_BITS = 16
const EMPTY = -1

/** What two tokens make together, kept by their ranks: the bytes of both need not be read again. */
export class PairCache {
  readonly #vocabulary: Vocabulary
  readonly #bytes = new Int32Array(256)
  readonly #left = new Int32Array(2 ** SLOT_BITS).fill(EMPTY)
  readonly #right = new Int32Array(2 ** SLOT_BITS)
  readonly #rank = new Int32Array(2 ** SLOT_BITS)

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    const byte = new Uint8Array(1)
    for (let value = 0; value < 256; value++) {
      byte[0] = value
      this.#bytes[value] = vocabulary.rank(byte, 0, 1)
    }
  }

  /** The token of a single byte. */
  byte(value: number): number {
    return this.#bytes[value] ?? EMPTY
  }

  /** The rank of `left` and `right` joined, whose bytes are those from `start` to `end`; -1 where they form no token. */
  rank(left: number, right: number, bytes: Uint8Array, start: number, end: number): number {
    const slot = (Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> (32 - SLOT_BITS)
    if (this.#left[slot] === left && this.#right[slot] === right) return this.#rank[slot] ?? EMPTY
    const rank = this.#vocabulary.rank(bytes, start, end)
    this.#left[slot] = left
    this.#right[slot] = right
    this.#rank[slot] = rank
    return rank
  }
}
