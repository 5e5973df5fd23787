import type { Guard, QuestionText } from './question-text.js'

/** Words that turn a sentence round, in the languages that most questions are asked in. */
const WORDS = new Set(
  `not no never none nothing nobody nowhere neither nor without cannot cant dont doesnt didnt isnt wont unable impossible
  except excluding exclude lack lacks lacking avoid hardly instead
  nicht kein keine keinen keiner keinem nie niemals ohne
  pas jamais sans aucun aucune rien
  nunca jamás sin ningún ninguna nada
  non mai senza nessuno nessuna niente
  não nunca sem nenhum nenhuma
  niet geen nooit zonder
  не нет без никогда нельзя ни`.split(/\s+/),
)
const CONTRACTED = /n't$/
const UNSPACED = /[不没沒無无未非别]|ない|ません|なく/gu

/** As many negations in one as in the other. */
export const negationsAgree: Guard = (asked, stored) => {
  const [ours, theirs] = [negationsOf(asked), negationsOf(stored)]
  if (ours === theirs) return undefined
  return `negations differ: ${ours}; stored: ${theirs}`
}

function negationsOf({ text, words }: QuestionText): number {
  const single = words.filter(({ lower }) => WORDS.has(lower) || CONTRACTED.test(lower)).length
  return single + [...text.matchAll(UNSPACED)].length
}
