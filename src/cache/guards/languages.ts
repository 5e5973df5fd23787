import { type Guard, listDifference, type QuestionText } from './question-text.js'

/** Words that only sentences of the language have, and have often. */
const FUNCTION_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  English: words(
    'the a an is are of and to in on at as by what how which who why where when does do can should you your it that this with for my i me',
  ),
  German: words('der die das ist sind und wie was wer warum ich nicht ein eine mit für dem den wo kann mein auf'),
  French: words(
    "le la les est sont et comment quel quelle qui pourquoi je une des du dans pour c'est où qu'est-ce mon",
  ),
  Spanish: words('el los las es son y cómo qué cuál quién por una del para con mi cuánto dónde está puedo'),
  Italian: words('il lo gli è sono e come che quale chi perché una del della per con mio dove qual posso'),
  Portuguese: words('o os as é são e como que qual quem por uma do da para com meu onde não posso'),
  Dutch: words('de het is zijn en hoe wat wie waarom ik een van met voor mijn waar welke werkt kan'),
  Polish: words('jest są jak co kto dlaczego czy się nie w na do mój gdzie jaka jaki'),
}
const SCRIPTS: ReadonlyArray<readonly [string, RegExp]> = [
  // Kana before Han: Japanese has both.
  ['Japanese', /[\p{sc=Hiragana}\p{sc=Katakana}]/u],
  ...['Hangul', 'Han', 'Cyrillic', 'Arabic', 'Hebrew', 'Greek', 'Devanagari', 'Bengali', 'Tamil', 'Thai'].map(
    (script) => [script, new RegExp(`\\p{sc=${script}}`, 'u')] as const,
  ),
  ['Latin', /\p{sc=Latin}/u],
]
/** Function words from which a sentence is taken to be of a language. */
const CLEAR = 2
/** Languages to answer in or to translate into, and languages of programs, which are seldom capitalised in haste. */
const NAMED = words(
  `english german french spanish italian portuguese dutch polish czech russian ukrainian chinese mandarin cantonese japanese
  korean arabic hebrew hindi bengali urdu turkish greek latin swedish norwegian danish finnish hungarian romanian thai
  vietnamese indonesian persian swahili catalan
  python javascript typescript java kotlin swift ruby rust golang php perl scala haskell elixir erlang clojure c++ c# f# sql
  bash powershell matlab fortran cobol lua dart julia html css`,
)

/** The same script, the same language as far as it shows, and the same languages named. */
export const languagesAgree: Guard = (asked, stored) => {
  const [ours, theirs] = [languageOf(asked), languageOf(stored)]
  if (ours !== undefined && theirs !== undefined && ours !== theirs)
    return `languages differ: ${ours}; stored: ${theirs}`
  return listDifference('languages named', namedIn(asked), namedIn(stored))
}

function languageOf({ text, words: list }: QuestionText): string | undefined {
  const script = SCRIPTS.find(([, letters]) => letters.test(text))?.[0]
  if (script !== 'Latin') return script
  const scores = Object.entries(FUNCTION_WORDS).map(([name, known]) => {
    return { name, score: list.filter(({ lower }) => known.has(lower)).length }
  })
  const [best, second] = scores.sort((left, right) => right.score - left.score)
  return best && second && best.score >= CLEAR && best.score > second.score ? best.name : undefined
}

function namedIn({ words: list }: QuestionText): string[] {
  return list.map(({ lower }) => lower).filter((word) => NAMED.has(word))
}

function words(list: string): Set<string> {
  return new Set(list.split(/\s+/))
}
