import { rows } from '../providers/openai-compatible/rows/all.js'
import { OWN_ALIASES } from './providers.js'

/** Every second name of a prefix, and the prefix. */
export function openaiCompatibleAliases(): Record<string, string> {
  const pairs = rows.flatMap(({ prefix, aliases = [] }) => aliases.map((alias) => [alias, prefix] as const))
  return { ...Object.fromEntries(pairs), ...OWN_ALIASES }
}
