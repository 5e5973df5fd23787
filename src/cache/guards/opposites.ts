import type { Guard, QuestionText } from './question-text.js'
import { stem } from './stem.js'

/** Two sides of one thing; words of a side mean the same here. English. */
const PAIRS: ReadonlyArray<readonly [string, string]> = [
  ['enable activate', 'disable deactivate'],
  ['on', 'off'],
  ['increase raise gain grow higher more maximize', 'decrease reduce lower lose shrink less fewer minimize'],
  ['high highest max maximum most', 'low lowest min minimum least'],
  ['advantage pro benefit strength', 'disadvantage con drawback weakness'],
  ['add insert attach', 'remove delete detach'],
  ['buy purchase', 'sell'],
  ['before', 'after'],
  ['open', 'close shut'],
  ['start begin launch', 'stop end quit'],
  ['import', 'export'],
  ['upload', 'download'],
  ['encrypt', 'decrypt'],
  ['encode', 'decode'],
  ['compress zip', 'decompress unzip'],
  ['hot warm', 'cold cool'],
  ['good best better', 'bad worst worse'],
  ['safe', 'dangerous unsafe'],
  ['legal allow permit', 'illegal forbid block ban'],
  ['expensive', 'cheap'],
  ['old older oldest', 'new newer newest young younger youngest'],
  ['large larger largest big bigger biggest', 'small smaller smallest'],
  ['long longer longest', 'short shorter shortest'],
  ['fast faster fastest', 'slow slower slowest'],
  ['early earlier earliest', 'late later latest'],
  ['win won', 'lose lost'],
  ['ascending', 'descending'],
  ['uppercase', 'lowercase'],
  ['inside indoor', 'outside outdoor'],
  ['above over', 'below under'],
  ['up', 'down'],
  ['left', 'right'],
  ['push', 'pull'],
  ['send', 'receive'],
  ['borrow', 'lend'],
  ['accept approve', 'reject decline refuse'],
  ['absorb', 'release emit'],
  ['connect', 'disconnect'],
  ['show', 'hide'],
  ['true', 'false'],
  ['positive', 'negative'],
  ['public', 'private'],
  ['input', 'output'],
  ['male man men', 'female woman women'],
  ['mother', 'father'],
  ['husband', 'wife'],
  ['arrive arrival', 'depart departure'],
  ['north northern', 'south southern'],
  ['east eastern', 'west western'],
  ['cause', 'prevent'],
  ['love like', 'hate dislike'],
  ['join', 'leave'],
  ['merge', 'split'],
  ['first', 'last'],
  ['always', 'rarely'],
  ['all every', 'some'],
  ['client', 'server'],
  ['read', 'write'],
  ['upgrade', 'downgrade'],
]
const SIDES: ReadonlyMap<string, readonly string[]> = sidesOf(PAIRS)
const PREFIXES = ['un', 'dis', 'in', 'im', 'non', 'de', 'mis', 'ir', 'il']

/** No opposite of a word of the other: enable and disable, install and uninstall, from low to high and from high to low. */
export const oppositesAgree: Guard = (asked, stored) => pairDifference(asked, stored) ?? prefixDifference(asked, stored)

function pairDifference(asked: QuestionText, stored: QuestionText): string | undefined {
  const [ours, theirs] = [wordsBySide(asked), wordsBySide(stored)]
  for (const [pair, mine] of ours) {
    const other = theirs.get(pair)
    if (other === undefined || mine.sides === other.sides) continue
    return `opposites: ${mine.words.join(', ')}; stored: ${other.words.join(', ')}`
  }
  return undefined
}

function wordsBySide({ words }: QuestionText): Map<string, { sides: string; words: string[] }> {
  const found = new Map<string, { sides: string; words: string[] }>()
  for (const { lower } of words)
    for (const side of SIDES.get(lower) ?? SIDES.get(stem(lower)) ?? []) {
      const pair = side.slice(0, -1)
      const known = found.get(pair) ?? { sides: '', words: [] }
      // Said twice is said once: "on or off" keeps both, in their order.
      if (!known.sides.endsWith(side.slice(-1))) known.sides += side.slice(-1)
      known.words.push(lower)
      found.set(pair, known)
    }
  return found
}

function prefixDifference(asked: QuestionText, stored: QuestionText): string | undefined {
  const [ours, theirs] = [asked, stored].map(({ words }) => new Set(words.map(({ lower }) => lower)))
  if (!ours || !theirs) return undefined
  for (const [here, there] of [
    [ours, theirs],
    [theirs, ours],
  ] as const)
    for (const word of here)
      for (const prefix of PREFIXES)
        if (word.length > 2 && !there.has(word) && !here.has(prefix + word) && there.has(prefix + word))
          return `opposites: ${word} and ${prefix}${word}`
  return undefined
}

function sidesOf(pairs: ReadonlyArray<readonly [string, string]>): Map<string, string[]> {
  const sides = new Map<string, string[]>()
  for (const [at, pair] of pairs.entries())
    for (const [side, words] of pair.entries())
      for (const word of words.split(' '))
        for (const form of new Set([word, stem(word)])) {
          const known = sides.get(form) ?? []
          known.push(`${at}:${side}`)
          sides.set(form, known)
        }
  return sides
}
