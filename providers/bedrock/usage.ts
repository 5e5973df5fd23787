import {
  addBilled,
  type CallReport,
  type ChatCompletionChunk,
  isRecord,
  toUsage,
  type Usage,
} from '../../src/provider.js'

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

/** What an answer says of its bill beyond tokens: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html */
export function reportBilled(answer: Readonly<Record<string, unknown>>, report: CallReport): void {
  const { usage, serviceTier: tier } = answer
  const written: unknown[] = isRecord(usage) && Array.isArray(usage['cacheDetails']) ? usage['cacheDetails'] : []
  const longest = written.find((entry) => isRecord(entry) && entry['ttl'] === '1h')
  const type = isRecord(tier) ? tier['type'] : undefined
  addBilled(report, {
    serviceTier: typeof type === 'string' ? type : undefined,
    cacheWrite1hTokens: isRecord(longest) ? count(longest['inputTokens']) : undefined,
  })
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
