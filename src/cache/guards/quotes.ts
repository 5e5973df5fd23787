import type { Guard, QuestionText } from './question-text.js'

/** Pairs of quotation marks. A single one counts only where it cannot be an apostrophe. */
const QUOTED =
  /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«\s*([^»]+?)\s*»|`([^`]+)`|(?<![\p{L}\p{N}])['‘]([^'’]+)['’](?![\p{L}\p{N}])/gu

/** What one question quotes is in the other, letter by letter but for case. */
export const quotesAgree: Guard = (asked, stored) => {
  const missing = [...missingFrom(stored, asked), ...missingFrom(asked, stored)]
  return missing.length === 0 ? undefined : `quotations are not in both: ${missing.join('; ')}`
}

function missingFrom({ text }: QuestionText, quoting: QuestionText): string[] {
  const other = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  const quotations = [...quoting.text.matchAll(QUOTED)].map((match) => match.slice(1).find(Boolean) ?? '')
  return quotations.filter((quotation) => {
    const words = quotation
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
    return words === '' ? !text.includes(quotation) : !other.includes(` ${words} `)
  })
}
