import { type Guard, listDifference, type QuestionText } from './question-text.js'

/** Digits with what may stand between them: 1,000 · 3.5 · 10:30 · 2024-03-01 · 3/4. */
const DIGITS = /[-−]?\p{Nd}+(?:[.,:/-]\p{Nd}+)*/gu
const THOUSANDS = /,(?=\p{Nd}{3}(?!\p{Nd}))/gu

/** `one` is left out: it stands for nothing in "which one". Where it is a number, the other question has another. */
const WORDS = new Map(
  [
    ['zero'],
    ['two', 'second', 'twice', 'double', 'couple'],
    ['three', 'third', 'triple'],
    ['four', 'fourth'],
    ['five', 'fifth'],
    ['six', 'sixth'],
    ['seven', 'seventh'],
    ['eight', 'eighth'],
    ['nine', 'ninth'],
    ['ten', 'tenth'],
    ['eleven', 'eleventh'],
    ['twelve', 'twelfth', 'dozen'],
    ['thirteen'],
    ['fourteen'],
    ['fifteen'],
    ['sixteen'],
    ['seventeen'],
    ['eighteen'],
    ['nineteen'],
  ].flatMap((names, at) => names.map((name) => [name, String(at === 0 ? 0 : at + 1)] as const)),
)
const LARGER = new Map([
  ['first', '1'],
  ['half', '1/2'],
  ['quarter', '1/4'],
  ['twenty', '20'],
  ['thirty', '30'],
  ['forty', '40'],
  ['fifty', '50'],
  ['sixty', '60'],
  ['seventy', '70'],
  ['eighty', '80'],
  ['ninety', '90'],
  ['hundred', '100'],
  ['thousand', '1000'],
  ['million', 'million'],
  ['billion', 'billion'],
])

/** The same numbers in the same order: 10 − 4 is not 4 − 10. */
export const numbersAgree: Guard = (asked, stored) => listDifference('numbers', numbersOf(asked), numbersOf(stored))

function numbersOf({ text, words }: QuestionText): string[] {
  const found: Array<{ at: number; number: string }> = []
  for (const { 0: digits, index } of text.matchAll(DIGITS))
    found.push({ at: index, number: plain(text, digits, index) })
  let from = 0
  for (const { raw, lower } of words) {
    const at = text.indexOf(raw, from)
    from = at + raw.length
    const number = WORDS.get(lower) ?? LARGER.get(lower)
    if (number !== undefined) found.push({ at, number })
  }
  return found.sort((left, right) => left.at - right.at).map(({ number }) => number)
}

/** A dash after a letter or a digit is a hyphen: covid-19. */
function plain(text: string, digits: string, index: number): string {
  const signed = /^[-−]/.test(digits) && !/[\p{L}\p{N}]/u.test(text[index - 1] ?? '')
  return (signed ? '-' : '') + digits.replace(/^[-−]/, '').replace(THOUSANDS, '')
}
