import { createHash } from 'node:crypto'
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
    prefix += `\n${role}\n${typeof content === 'string' ? content : JSON.stringify(content)}`
  }
  return prefix.length >= PREFIX_CHARACTERS ? prefix.slice(0, PREFIX_CHARACTERS) : undefined
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
