/** A word as it was written, and what is told of it by where it stands. */
export interface Word {
  readonly raw: string
  /** Lower case, without `'s`. */
  readonly lower: string
  /** The first of a sentence, where a capital says nothing. */
  readonly opens: boolean
}

/** A question, read once for all guards. */
export interface QuestionText {
  readonly text: string
  readonly words: readonly Word[]
}

/** Says in words why the answer to one question does not do for the other; undefined: nothing speaks against it. */
export type Guard = (asked: QuestionText, stored: QuestionText) => string | undefined

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}]+)*(?:\+\+|#)?/gu
const SENTENCE_END = /[.?!:;\n"“«¿¡(]\s*$/
/** Scripts that put no space between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

export function readQuestion(text: string): QuestionText {
  const plain = text.normalize('NFKC')
  const words = UNSPACED.test(plain) ? segment(plain) : spaced(plain)
  return { text: plain, words }
}

function spaced(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: raw, index }) => toWord(text, raw, index))
}

function segment(text: string): Word[] {
  const segments = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)]
  return segments.filter(({ isWordLike }) => isWordLike).map((each) => toWord(text, each.segment, each.index))
}

function toWord(text: string, raw: string, index: number): Word {
  const lower = raw.toLowerCase().replace(/’/g, "'").replace(/'s$/, '')
  return { raw, lower, opens: index === 0 || SENTENCE_END.test(text.slice(Math.max(0, index - 4), index)) }
}

/** What differs of two lists that must be equal, in words; undefined: they are. */
export function listDifference(kind: string, asked: readonly string[], stored: readonly string[]): string | undefined {
  if (asked.length === stored.length && asked.every((each, at) => each === stored[at])) return undefined
  const shown = (list: readonly string[]) => (list.length === 0 ? 'none' : list.join(', '))
  return `${kind} differ: ${shown(asked)}; stored: ${shown(stored)}`
}
