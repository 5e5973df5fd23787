import { createHash } from 'node:crypto'

export interface ToolCallIdRule {
  /** What the vendor accepts as it is. */
  accepts: RegExp
  /** Letters and digits of a replacement, at most 64. */
  length: number
  /** Put before a replacement; counts on top of `length`. */
  prefix?: string
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Gives every tool-call id of one request a form that the vendor takes: ids that fit stay, others become a hash of
 * themselves. Within a request no two ids become one, and one id always becomes the same (quirks.md 31).
 * @param ids all ids that the request holds: those that fit are never given away.
 */
export function createToolCallIds(rule: ToolCallIdRule, ids: Iterable<string>): (id: string) => string {
  const taken = new Set<string>()
  for (const id of ids) if (rule.accepts.test(id)) taken.add(id)
  const known = new Map<string, string>()
  return (id) => {
    if (rule.accepts.test(id)) return id
    const before = known.get(id)
    if (before !== undefined) return before
    let replacement: string
    let salt = 0
    do replacement = (rule.prefix ?? '') + hashOf(salt === 0 ? id : `${id}\0${salt}`, rule.length)
    while (taken.has(replacement) && ++salt)
    taken.add(replacement)
    known.set(id, replacement)
    return replacement
  }
}

function hashOf(id: string, length: number): string {
  const bytes = createHash('sha512').update(id).digest()
  let text = ''
  for (let at = 0; at < length; at++) text += ALPHABET[(bytes[at] ?? 0) % ALPHABET.length]
  return text
}
