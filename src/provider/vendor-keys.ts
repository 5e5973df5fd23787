import type { ProviderRequest } from '../contract/chat.js'
import { KNOWN_PARAMS } from '../contract/params.js'

const BASIC_KEYS: ReadonlySet<string> = new Set(['model', 'messages', 'stream', 'stream_options'])

/** What a request holds beyond OpenAI's parameters and those that several vendors share: it goes to the vendor as it is. */
export function vendorKeys(request: ProviderRequest): Record<string, unknown> {
  const own: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(request))
    if (!BASIC_KEYS.has(key) && !KNOWN_PARAMS.has(key) && value !== undefined) own[key] = value
  return own
}
