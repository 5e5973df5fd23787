import { type ChatCompletionChunk, isRecord, toUsage, type Usage } from '../../src/provider.js'

/** OpenAI's usage: Converse's `inputTokens` leaves out what was read from and written to the cache (quirks.md 98). */
export function toChatUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined
  const input = count(usage['inputTokens'])
  const output = count(usage['outputTokens'])
  if (input === undefined && output === undefined) return undefined
  const cached = count(usage['cacheReadInputTokens'])
  const cacheCreation = count(usage['cacheWriteInputTokens'])
  return toUsage({
    prompt: (input ?? 0) + (cached ?? 0) + (cacheCreation ?? 0),
    completion: output ?? 0,
    cached,
    cacheCreation,
  })
}

/** The tier that served; `reserved` has no name at OpenAI. */
export function toServiceTier(tier: unknown): NonNullable<ChatCompletionChunk['service_tier']> | undefined {
  const type = isRecord(tier) ? tier['type'] : undefined
  return type === 'default' || type === 'flex' || type === 'priority' ? type : undefined
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
