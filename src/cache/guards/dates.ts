import { type Guard, listDifference, type QuestionText } from './question-text.js'

const MONTHS = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sep', 'sept'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
]
const DAYS = [
  ['monday', 'mon'],
  ['tuesday', 'tue', 'tues'],
  ['wednesday', 'wed'],
  ['thursday', 'thu', 'thurs'],
  ['friday', 'fri'],
  ['saturday'],
  ['sunday'],
]
const OTHERS = [
  ['today'],
  ['tomorrow'],
  ['yesterday'],
  ['tonight'],
  ['morning'],
  ['noon'],
  ['afternoon'],
  ['evening'],
  ['midnight'],
  ['weekend'],
  ['spring'],
  ['summer'],
  ['autumn', 'fall'],
  ['winter'],
  ['christmas'],
  ['easter'],
  ['last', 'previous', 'past'],
  ['next', 'coming', 'upcoming'],
  ['am'],
  ['pm'],
  ['bc'],
  ['ad'],
]
const NAMES: ReadonlyMap<string, string> = new Map(
  [...MONTHS, ...DAYS, ...OTHERS].flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)),
)

/** Words that are dates only with a capital, or behind a number. */
const AMBIGUOUS = new Set(['may', 'march', 'mar', 'sun', 'am', 'ad', 'fall', 'past', 'mon', 'wed'])
/** What `this` and `last` must stand before to tell a time. */
const PERIOD = /^(?:second|minute|hour|day|week|weekend|month|year|quarter|season|semester|morning|evening|night)s?$/

/** Months, weekdays, seasons, and words for a time by today, in any order. */
export const datesAgree: Guard = (asked, stored) => listDifference('dates', datesOf(asked), datesOf(stored))

function datesOf({ words }: QuestionText): string[] {
  const dates: string[] = []
  for (const [at, { raw, lower, opens }] of words.entries()) {
    const next = words[at + 1]?.lower ?? ''
    const name = lower === 'this' && PERIOD.test(next) ? 'this' : NAMES.get(lower)
    if (name === undefined) continue
    const behindNumber = /\p{Nd}$/u.test(words[at - 1]?.raw ?? '')
    const beforeNumber = /^\p{Nd}/u.test(next)
    const capital = raw !== lower && !opens
    if (AMBIGUOUS.has(lower) && !capital && !behindNumber && !beforeNumber) continue
    dates.push(name)
  }
  return dates.sort()
}
