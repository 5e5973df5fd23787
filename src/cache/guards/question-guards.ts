import { codeAgrees } from './code.js'
import { datesAgree } from './dates.js'
import { languagesAgree } from './languages.js'
import { namesAgree } from './names.js'
import { negationsAgree } from './negations.js'
import { numbersAgree } from './numbers.js'
import { oppositesAgree } from './opposites.js'
import type { Guard } from './question-text.js'
import { quotesAgree } from './quotes.js'
import { unitsAgree } from './units.js'
import { wordingAgrees } from './wording.js'

/** What must agree in two questions, whatever their vectors say. Those that are cheap to explain come first. */
export const questionGuards: readonly Guard[] = [
  languagesAgree,
  numbersAgree,
  unitsAgree,
  datesAgree,
  negationsAgree,
  oppositesAgree,
  namesAgree,
  quotesAgree,
  codeAgrees,
  wordingAgrees,
]
