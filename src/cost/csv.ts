/** Lines as RFC 4180 has them. A cell that a spreadsheet would take for a formula is told to be text. */
export function toCsv(rows: ReadonlyArray<readonly string[]>): string {
  return rows.map((cells) => `${cells.map(toCell).join(',')}\r\n`).join('')
}

/** https://owasp.org/www-community/attacks/CSV_Injection; a plain number may begin with its sign. */
const FORMULA = /^[=+\-@\t\r\n|%]/
const NUMBER = /^-?\d+(?:\.\d+)?$/

function toCell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return safe !== text || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
