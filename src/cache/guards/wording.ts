import type { Guard, QuestionText } from './question-text.js'
import { stem } from './stem.js'
import { unitOf } from './units.js'
import { BEFORE_KIND, FORM_WORDS, KIND_WORDS, SYNONYMS } from './wording-words.js'

/** Share of words in common, in their order, from which two questions are one sentence with something changed. */
const SAME_SENTENCE = 0.5

/**
 * One sentence with one thing exchanged asks for something else, and so does one that adds a
 * condition: in children. What is exchanged may be a synonym that is not known here; that costs a hit.
 */
export const wordingAgrees: Guard = (asked, stored) => {
  const [ours, theirs] = [stemsOf(asked), stemsOf(stored)]
  const added = without(matterOf(ours), theirs)
  const missing = without(matterOf(theirs), ours)
  if (added.length === 0 && missing.length === 0) return undefined
  if (added.length === 0 || missing.length === 0) {
    const more = [...added, ...missing]
    const { words } = added.length > 0 ? asked : stored
    return more.every((word) => isKind(word, words)) ? undefined : `only one question says: ${more.join(', ')}`
  }
  const beside = exchangedBeside(ours, theirs, added, missing)
  if (beside !== undefined) return `beside ${beside} the questions say ${added.join(', ')} and ${missing.join(', ')}`
  const common = commonLength(ours, theirs) / Math.max(ours.length, theirs.length)
  if (common < SAME_SENTENCE) return undefined
  return `the same sentence with ${added.join(', ')} for ${missing.join(', ')}`
}

function stemsOf({ words }: QuestionText): string[] {
  // Digits are another guard's: 1,000 and 1000 are one number and not the same words.
  return words.filter(({ raw }) => !/^\p{Nd}+$/u.test(raw)).map(({ lower }) => toMatter(lower))
}

function toMatter(word: string): string {
  const stemmed = stem(unitOf(word) ?? word)
  return SYNONYMS.get(stemmed) ?? stemmed
}

function isKind(stemmed: string, words: QuestionText['words']): boolean {
  if (!KIND_WORDS.has(stemmed)) return false
  const at = words.findIndex(({ lower }) => toMatter(lower) === stemmed)
  return BEFORE_KIND.has(words[at - 1]?.lower ?? '')
}

function matterOf(stems: readonly string[]): string[] {
  return [...new Set(stems.filter((word) => !FORM_WORDS.has(word)))]
}

function without(stems: readonly string[], others: readonly string[]): string[] {
  return stems.filter((word) => !others.includes(word))
}

/** A word that both have, with another word of matter on the same side of it: white rice and brown rice, in any sentence. */
function exchangedBeside(
  ours: readonly string[],
  theirs: readonly string[],
  added: readonly string[],
  missing: readonly string[],
): string | undefined {
  for (const step of [1, -1]) {
    const besideOf = (stems: readonly string[], words: readonly string[]) =>
      words
        .map((word) => stems[stems.indexOf(word) + step] ?? '')
        .filter((word) => word !== '' && !FORM_WORDS.has(word))
    const other = besideOf(theirs, missing)
    const shared = besideOf(ours, added).find((word) => other.includes(word))
    if (shared !== undefined) return shared
  }
  return undefined
}

/** Words that both have in the same order: the longest common subsequence. */
function commonLength(left: readonly string[], right: readonly string[]): number {
  let row = new Uint16Array(right.length + 1)
  for (const word of left) {
    const next = new Uint16Array(right.length + 1)
    for (let at = 0; at < right.length; at++)
      next[at + 1] = word === right[at] ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0)
    row = next
  }
  return row[right.length] ?? 0
}
