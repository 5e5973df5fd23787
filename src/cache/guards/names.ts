import type { Guard, QuestionText } from './question-text.js'
import { stem } from './stem.js'

const CAPITAL = /^\p{Lu}|\p{Ll}\p{Lu}/u
const NOT_NAMES =
  /^(?:i|i'm|i'd|i've|i'll|mr|mrs|ms|dr|prof|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)$/
/** Of the words that could be written small: with more capitals than that, it is a title, and capitals say nothing. */
const TITLE_SHARE = 0.6

/** Every name of one question is a word of the other, and names that both have come in the same order. */
export const namesAgree: Guard = (asked, stored) => {
  const [ours, theirs] = [namesOf(asked), namesOf(stored)]
  const missing = [...missingFrom(stored, ours), ...missingFrom(asked, theirs)]
  if (missing.length > 0) return `names are not in both: ${missing.join(', ')}`
  const common = (names: readonly string[], others: readonly string[]) =>
    unique(names.filter((each) => others.includes(each)))
  const [mine, other] = [common(ours, theirs), common(theirs, ours)]
  if (mine.every((name, at) => name === other[at])) return undefined
  return `names in another order: ${mine.join(', ')}; stored: ${other.join(', ')}`
}

function namesOf({ words }: QuestionText): string[] {
  if (isTitle(words)) return []
  return words.flatMap(({ raw, lower, opens }) => {
    const inner = /\p{Ll}\p{Lu}|^\p{Lu}[\p{Lu}\p{N}]/u.test(raw)
    if (NOT_NAMES.test(lower) || !CAPITAL.test(raw) || (opens && !inner)) return []
    return [lower]
  })
}

function isTitle(words: QuestionText['words']): boolean {
  const long = words.filter(({ raw }) => raw.length > 3 && /^\p{L}/u.test(raw))
  return long.length > 3 && long.filter(({ raw }) => /^\p{Lu}/u.test(raw)).length > TITLE_SHARE * long.length
}

function missingFrom({ words }: QuestionText, names: readonly string[]): string[] {
  const known = new Set(words.flatMap(({ lower }) => [lower, stem(lower)]))
  return unique(names.filter((name) => !known.has(name) && !known.has(stem(name))))
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
