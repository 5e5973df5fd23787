import { BytePairs, MAX_WORD_BYTES } from './byte-pairs.js'
import type { Vocabulary } from './vocabulary.js'

/** UTF-16 units that are encoded at once. */
const WINDOW = 8192

/**
 * Counts the tokens of texts. Special tokens in a text (`<|endoftext|>`) are text, as they are to the vendor, and a
 * surrogate without its other half is what it becomes in UTF-8: U+FFFD.
 */
export class Tokenizer {
  readonly #words: RegExp
  readonly #merging: BytePairs
  readonly #encoder = new TextEncoder()
  readonly #bytes = new Uint8Array(WINDOW * 3)
  /** The latest window that was one word, as in a run of one character: the next is often the same. */
  #run = { text: '', tokens: 0 }

  /** @param words matches every text from its beginning to its end, word after word; global */
  constructor(vocabulary: Vocabulary, words: RegExp) {
    this.#merging = new BytePairs(vocabulary)
    this.#words = words
  }

  /** Tokens of a text. Blocks for as long as it takes: about 80 ms a megabyte. */
  count(text: string): number {
    let tokens = 0
    for (let at = 0; at < text.length; ) {
      const end = this.windowEnd(text, at)
      tokens += this.countWindow(text, at, end)
      at = end
    }
    return tokens
  }

  /** Where the window that begins at `start` ends: where one word surely does, else at a hard cut. */
  windowEnd(text: string, start: number): number {
    const end = start + WINDOW
    if (end >= text.length) return text.length
    for (let at = end; at > start + WINDOW / 2; at--) if (isWordEnd(text, at)) return at
    return isLowSurrogate(text.charCodeAt(end)) ? end - 1 : end
  }

  countWindow(text: string, start: number, end: number): number {
    const window = start === 0 && end === text.length ? text : text.slice(start, end)
    if (window.length === WINDOW && window === this.#run.text) return this.#run.tokens
    const { written } = this.#encoder.encodeInto(window, this.#bytes)
    const isAscii = written === window.length
    const words = this.#words
    let tokens = 0
    let from = 0
    let fromByte = 0
    let found = 0
    for (words.lastIndex = 0; words.test(window); found++) {
      const to = words.lastIndex
      const toByte = fromByte + (isAscii ? to - from : byteLength(window, from, to))
      tokens += this.#countWord(fromByte, toByte)
      from = to
      fromByte = toByte
    }
    if (found === 1 && window.length === WINDOW) this.#run = { text: window, tokens }
    return tokens
  }

  #countWord(start: number, end: number): number {
    if (end - start <= MAX_WORD_BYTES) return this.#merging.count(this.#bytes, start, end)
    let tokens = 0
    for (let at = start; at < end; at += MAX_WORD_BYTES)
      tokens += this.#merging.count(this.#bytes, at, Math.min(at + MAX_WORD_BYTES, end))
    return tokens
  }
}

/**
 * Whether each pattern ends a word here: before a space after something visible. No word but one of white space goes
 * on with a space. The cases where it is not certain (line breaks belong to the signs before them) are left out.
 */
function isWordEnd(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 0x20) return false
  const before = text.charCodeAt(at - 1)
  return before > 0x20 && before < 0x7f
}

const isLowSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xdc00

/** UTF-8 bytes of a piece of a text. A lone surrogate takes three. */
function byteLength(text: string, start: number, end: number): number {
  let bytes = 0
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if ((unit & 0xfc00) === 0xd800 && isLowSurrogate(text.charCodeAt(at + 1))) {
      bytes += 4
      at++
    } else bytes += 3
  }
  return bytes
}
