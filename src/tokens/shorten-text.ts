/** What is put where the middle was. */
const mark = (left: number) => `\n[${left.toLocaleString('en-US')} characters left out]\n`

/** A text without its middle: `most` characters of it stay, half of them at either end. The same where it is short enough. */
export function shortenText(text: string, most: number): string {
  if (text.length <= most) return text
  const head = headEnd(text, Math.ceil(most / 2))
  const tail = tailStart(text, text.length - Math.floor(most / 2))
  const shortened = text.slice(0, head) + mark(tail - head) + text.slice(tail)
  return shortened.length < text.length ? shortened : text
}

/** No cut between the halves of a character. */
const headEnd = (text: string, at: number) => (isLow(text, at) ? at - 1 : at)
const tailStart = (text: string, at: number) => (isLow(text, at) ? at + 1 : at)
const isLow = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00
