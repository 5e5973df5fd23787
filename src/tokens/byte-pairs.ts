import { PairCache } from './pair-cache.js'
import type { Vocabulary } from './vocabulary.js'

/** Bytes of a word that are merged as one. Positions then take 13 bits, and fit beside a rank of 18 into 31. */
export const MAX_WORD_BYTES = 2 ** 13
const POSITION_BITS = 13
const POSITION_MASK = MAX_WORD_BYTES - 1
const NO_PAIR = -1

/**
 * Byte-pair merging: of all neighbours that form a token together, those of the lowest rank are joined first, the
 * leftmost of equals. A heap finds them, so that a word of n bytes costs n log n; the usual scan costs n²
 * (129 s for 400,000 times one letter).
 */
export class BytePairs {
  readonly #vocabulary: Vocabulary
  readonly #pairs: PairCache
  // Parts of the word, each named by its first byte: its token, where the next and the one before begin, the rank of it
  // with the next.
  readonly #tokens = new Int32Array(MAX_WORD_BYTES)
  readonly #next = new Int32Array(MAX_WORD_BYTES)
  readonly #before = new Int32Array(MAX_WORD_BYTES)
  readonly #ranks = new Int32Array(MAX_WORD_BYTES)
  /** Rank and position of pairs, some of them merged away since. One is added per byte and two per merge. */
  readonly #heap = new Int32Array(MAX_WORD_BYTES * 3)
  #size = 0

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    this.#pairs = new PairCache(vocabulary)
  }

  /** Tokens of the word in `bytes` from `start` to `end`, of at most `MAX_WORD_BYTES`. */
  count(bytes: Uint8Array, start: number, end: number): number {
    if (this.#vocabulary.rank(bytes, start, end) !== NO_PAIR) return 1
    const length = end - start
    this.#begin(bytes, start, length)
    let parts = length
    while (this.#size > 0) {
      const top = this.#pop()
      const at = top & POSITION_MASK
      if (this.#ranks[at] !== top >> POSITION_BITS) continue
      this.#merge(bytes, start, at, length)
      parts--
    }
    return parts
  }

  /** Each byte is a part, and the heap holds all neighbours that form a token. */
  #begin(bytes: Uint8Array, start: number, length: number): void {
    let size = 0
    for (let at = 0; at < length; at++) {
      this.#next[at] = at + 1
      this.#before[at] = at - 1
      this.#tokens[at] = this.#pairs.byte(bytes[start + at] ?? 0)
      const rank = at + 1 < length ? this.#vocabulary.rank(bytes, start + at, start + at + 2) : NO_PAIR
      this.#ranks[at] = rank
      if (rank !== NO_PAIR) this.#heap[size++] = (rank << POSITION_BITS) | at
    }
    this.#size = size
    for (let at = (size >> 1) - 1; at >= 0; at--) this.#sink(at, this.#heap[at] ?? 0)
  }

  /** Joins the part at `at` with the next one. */
  #merge(bytes: Uint8Array, start: number, at: number, length: number): void {
    const gone = this.#next[at] ?? length
    const next = this.#next[gone] ?? length
    this.#tokens[at] = this.#ranks[at] ?? 0
    this.#ranks[at] = NO_PAIR
    this.#ranks[gone] = NO_PAIR
    this.#next[at] = next
    if (next < length) {
      this.#before[next] = at
      this.#rate(bytes, start, at, length)
    }
    const before = this.#before[at] ?? -1
    if (before >= 0) this.#rate(bytes, start, before, length)
  }

  /** Sets the rank of the part at `at` with the next one. */
  #rate(bytes: Uint8Array, start: number, at: number, length: number): void {
    const next = this.#next[at] ?? length
    const end = this.#next[next] ?? length
    const [left, right] = [this.#tokens[at] ?? 0, this.#tokens[next] ?? 0]
    const rank = this.#pairs.rank(left, right, bytes, start + at, start + end)
    this.#ranks[at] = rank
    if (rank !== NO_PAIR) this.#push((rank << POSITION_BITS) | at)
  }

  #push(item: number): void {
    const heap = this.#heap
    let at = this.#size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] ?? 0
      if (above <= item) break
      heap[at] = above
      at = parent
    }
    heap[at] = item
  }

  #pop(): number {
    const top = this.#heap[0] ?? 0
    const last = this.#heap[--this.#size] ?? 0
    if (this.#size > 0) this.#sink(0, last)
    return top
  }

  #sink(from: number, item: number): void {
    const heap = this.#heap
    const size = this.#size
    let at = from
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child++
      const below = heap[child] ?? 0
      if (below >= item) break
      heap[at] = below
      at = child
    }
    heap[at] = item
  }
}
