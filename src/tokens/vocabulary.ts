const EMPTY = -1

/**
 * The tokens of a byte-pair encoding, found by their bytes. Flat arrays and a hash table over them: 200,000 tokens take
 * 8 MB and are there after 50 ms, where a Map of strings takes 20 MB.
 */
export class Vocabulary {
  /** Bytes of the longest token. */
  readonly longest: number
  readonly #bytes: Uint8Array
  /** Where the bytes of token n end; they begin where those of n - 1 end. */
  readonly #ends: Uint32Array
  readonly #table: Int32Array
  /** Tokens of two bytes by these: a third of all look-ups. */
  readonly #pairs = new Int32Array(2 ** 16).fill(EMPTY)

  /** @param tokens by rank: text, or bytes where they are no whole characters */
  constructor(tokens: ReadonlyArray<string | readonly number[] | undefined>) {
    this.#table = new Int32Array(2 ** Math.ceil(Math.log2(tokens.length * 2))).fill(EMPTY)
    this.#ends = new Uint32Array(tokens.length + 1)
    const bytes = new Uint8Array(tokens.reduce((sum: number, token) => sum + mostBytes(token), 0))
    const encoder = new TextEncoder()
    let longest = 0
    let end = 0
    for (let rank = 0; rank < tokens.length; rank++) {
      const token = tokens[rank]
      const start = end
      if (typeof token === 'string') end += encoder.encodeInto(token, bytes.subarray(start)).written
      else if (token !== undefined) {
        bytes.set(token, start)
        end += token.length
      }
      this.#ends[rank + 1] = end
      if (end - start > longest) longest = end - start
      if (end > start) this.#insert(bytes, start, end, rank)
    }
    this.#bytes = bytes.slice(0, end)
    this.longest = longest
  }

  /** The rank of the token with these bytes; -1 where there is none. */
  rank(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length === 2) return this.#pairs[pairKey(bytes, start)] ?? EMPTY
    if (length > this.longest) return EMPTY
    const mask = this.#table.length - 1
    for (let slot = hash(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const rank = this.#table[slot] ?? EMPTY
      if (rank === EMPTY || this.#equals(rank, bytes, start, length)) return rank
    }
  }

  #insert(bytes: Uint8Array, start: number, end: number, rank: number): void {
    if (end - start === 2) this.#pairs[pairKey(bytes, start)] = rank
    const mask = this.#table.length - 1
    let slot = hash(bytes, start, end) & mask
    while (this.#table[slot] !== EMPTY) slot = (slot + 1) & mask
    this.#table[slot] = rank
  }

  #equals(rank: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = this.#ends[rank] ?? 0
    if ((this.#ends[rank + 1] ?? 0) - from !== length) return false
    for (let at = 0; at < length; at++) if (this.#bytes[from + at] !== bytes[start + at]) return false
    return true
  }
}

/** A UTF-16 unit takes at most three bytes. */
const mostBytes = (token: string | readonly number[] | undefined): number =>
  typeof token === 'string' ? token.length * 3 : (token?.length ?? 0)

const pairKey = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** FNV-1a with its upper bits folded in, since the table looks at the lower ones. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5
  for (let at = start; at < end; at++) value = Math.imul(value ^ (bytes[at] ?? 0), 0x01000193)
  return value ^ (value >>> 15)
}
