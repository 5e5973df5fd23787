import type { Guard, QuestionText } from './question-text.js'
import { stem } from './stem.js'

/** Words that carry the form of a question and not its matter. English. */
const FORM = new Set(
  `a an the this that these those my your our their his her its me you we they he she it us them i
  is are was were be been being am do does did can could should would will shall may might must have has had having
  what which who whom whose when where why how whether if
  of in on at to for from by with about into during as and or but so then than there here
  please tell explain describe give show help need want like know say mean meaning
  way best good right proper correct method step tip idea reason possible get go make thing
  some any very really just also actually exactly simple term quick quickly easy now
  suggest recommend advice look put contain process principle proper require`
    .split(/\s+/)
    .map(stem),
)
/** Words that are taken for each other where nothing else differs. */
const SYNONYMS = new Map(
  [
    'delete remove erase',
    'begin start beginner',
    'big large great',
    'buy purchase',
    'fix repair solve mend',
    'fast quick rapid',
    'car automobile auto',
    'display list print',
    'create build generate compose write author',
    'obtain receive',
    'change update modify edit',
    'movie film',
    'phone mobile cellphone smartphone',
    'picture photo image',
    'wi wifi',
    'trip travel journey visit',
    'house home',
    'doctor physician',
    'job position',
    'child kid',
    'shop store',
    'city town',
    'vacation holiday',
    'lower reduce decrease',
    'raise increase improve',
    'stop quit exit',
    'cost price charge',
    'often frequently',
    'differ difference different',
    'plane airplane aircraft',
    'package parcel',
    'dictionary dict',
    'integer int',
    'parse convert',
    'brief short',
    'boss manager employer',
    'grow cultivate',
    'pan skillet',
    'pay payment',
  ].flatMap((line) => {
    const [first = '', ...others] = line.split(' ').map(stem)
    return [first, ...others].map((word) => [word, first] as const)
  }),
)
/** Share of words in common, in their order, from which two questions are one sentence with something changed. */
const SAME_SENTENCE = 0.5

/**
 * One sentence with one thing exchanged asks for something else: white rice, brown rice. So does one that adds a
 * condition: in children. What is exchanged may be a synonym that is not known here; that costs a hit.
 */
export const wordingAgrees: Guard = (asked, stored) => {
  const [ours, theirs] = [stemsOf(asked), stemsOf(stored)]
  const added = without(matterOf(ours), theirs)
  const missing = without(matterOf(theirs), ours)
  if (added.length === 0 && missing.length === 0) return undefined
  if (added.length === 0 || missing.length === 0) return `only one question says: ${[...added, ...missing].join(', ')}`
  const common = commonLength(ours, theirs) / Math.max(ours.length, theirs.length)
  if (common < SAME_SENTENCE) return undefined
  return `the same sentence with ${added.join(', ')} for ${missing.join(', ')}`
}

function stemsOf({ words }: QuestionText): string[] {
  return words.map(({ lower }) => stem(lower)).map((word) => SYNONYMS.get(word) ?? word)
}

function matterOf(stems: readonly string[]): string[] {
  return [...new Set(stems.filter((word) => !FORM.has(word)))]
}

function without(stems: readonly string[], others: readonly string[]): string[] {
  return stems.filter((word) => !others.includes(word))
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
