import type { AnyRequest } from '../contract/hooks.js'
import type { CallFacts } from './facts.js'

/** Calls that belong together go to one deployment while it is well. */
export interface AffinityOptions {
  /** What names a session. Default: `metadata.session_id`. */
  session?: (facts: CallFacts) => string | undefined
  /** True: calls with the same long beginning go where the vendor has it in its prompt cache. Default true. */
  prefix?: boolean
  /** ms that a deployment is remembered after its last call. Default 300,000, as long as most prompt caches. */
  ttlMs?: number
}

/** Vendors cache from 1,024 tokens on. */
const PREFIX_CHARACTERS = 4_096

/** The key of a call's session or prompt prefix; undefined: it may go anywhere. */
export function affinityKey(group: string, facts: CallFacts, options: AffinityOptions): string | undefined {
  const { session_id: given } = facts.metadata ?? {}
  const session = options.session ? options.session(facts) : given
  if (typeof session === 'string' && session !== '') return digest(`${group}\nsession\n${session}`)
  const prefix = (options.prefix ?? true) ? longPrefix(facts.request) : undefined
  return prefix === undefined ? undefined : digest(`${group}\nprefix\n${prefix}`)
}

/** What a prompt cache would begin with: tools, then messages in their order; undefined where it is short. */
function longPrefix(request: AnyRequest): string | undefined {
  if (!('messages' in request)) return undefined
  let prefix = request.tools && request.tools.length > 0 ? JSON.stringify(request.tools) : ''
  for (const { role, content } of request.messages) {
    if (prefix.length >= PREFIX_CHARACTERS) break
    prefix += `\n${role}\n`
    if (typeof content === 'string') prefix += content
    else if (content) for (const part of content) prefix = withTexts(prefix, part)
  }
  return prefix.length >= PREFIX_CHARACTERS ? prefix.slice(0, PREFIX_CHARACTERS) : undefined
}

/** A part's strings, as many as are needed: an image may hold megabytes. */
function withTexts(prefix: string, value: unknown): string {
  if (prefix.length >= PREFIX_CHARACTERS) return prefix
  if (typeof value === 'string') return `${prefix}\n${value.slice(0, PREFIX_CHARACTERS)}`
  if (typeof value !== 'object' || value === null) return prefix
  let longer = prefix
  for (const inner of Object.values(value)) longer = withTexts(longer, inner)
  return longer
}

/** 106 bits; who makes two texts meet on purpose only shares a deployment. `node:crypto` would be loaded by every import. */
const digest = (text: string) => `${hash53(text, 0x9e3779b9).toString(36)}${hash53(text, 0x85ebca6b).toString(36)}`

function hash53(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
