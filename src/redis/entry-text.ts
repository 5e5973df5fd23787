import type { CacheEntry } from '../contract/cache.js'
import { isRecord } from '../contract/is-record.js'

/** An entry as one text: a line of JSON about the answer, then the answer as it is. */
export function toEntryText({ body, ...about }: CacheEntry): string {
  return `${JSON.stringify({ ...about, length: body.length })}\n${body}`
}

/** @throws TypeError for what is no entry of this form, or not all of it */
export function fromEntryText(text: string): CacheEntry {
  const end = text.indexOf('\n')
  const about = end < 0 ? undefined : parsed(text.slice(0, end))
  const body = text.slice(end + 1)
  if (about?.['v'] !== 1 || about['length'] !== body.length) throw new TypeError('What is stored is no answer of ours.')
  const { length: _, ...entry } = about
  // Its fields are what was written, or the form would not be ours.
  return { ...entry, body } as unknown as CacheEntry
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
