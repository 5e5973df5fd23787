import { type Guard, listDifference, type QuestionText } from './question-text.js'

/** What stands around a word in prose. */
const AROUND = /^["'“”‘’«»„([{¿¡]+|["'“”‘’«»)\]},.;:?!…]+$/gu
/** A piece that no prose has: operators, calls, paths, addresses, options, names with inner capitals or dots. */
const CODE =
  /[_=<>{}|&^~\\@#$*+]|\(|\)|;|::|\/|^--?\p{L}|^[-+*%!]$|\p{L}\.\p{L}|^\.\p{L}|\p{Ll}\p{Lu}|\p{Ll}\p{Nd}|^[%!&|]+$/u
const PROSE = /^(?:e\.g|i\.e|a\.m|p\.m|u\.s|and\/or|w\/o|c\+\+|c#|f#|km\/h|[$€£]\p{Nd}[\p{Nd}.,]*)$/iu
const BACKTICKS = /(`+)([\s\S]*?)\1/g
const SPACES = /\s+/

/** Code is the same piece by piece, in its order: operators, calls, paths, addresses, options. */
export const codeAgrees: Guard = (asked, stored) => listDifference('code', codeOf(asked), codeOf(stored))

function codeOf({ text }: QuestionText): string[] {
  const fenced = [...text.matchAll(BACKTICKS)].map((match) => (match[2] ?? '').trim().replace(/\s+/g, ' '))
  const pieces = text.replace(BACKTICKS, ' ').split(SPACES).map(bare)
  return [...fenced, ...pieces.filter((piece) => CODE.test(piece) && !PROSE.test(piece))]
}

function bare(piece: string): string {
  // The brackets of a call belong to it.
  return /\p{L}\(/u.test(piece) ? piece.replace(/[,.;:?!…]+$/u, '') : piece.replace(AROUND, '')
}
