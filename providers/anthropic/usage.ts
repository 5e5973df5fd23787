import { addBilled, type CallReport, isRecord, toUsage, type Usage } from '../../src/provider.js'

const FIELDS = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens', 'output_tokens'] as const
type Counts = Partial<Record<(typeof FIELDS)[number], number>>

/**
 * OpenAI's usage from Anthropic's, whose `input_tokens` leaves out what was read from and written to the cache
 * (quirks.md 81). Undefined where nothing was counted.
 */
export function toChatUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined
  const counts = ofIterations(usage['iterations']) ?? countsOf(usage)
  const { input_tokens: input, output_tokens: output } = counts
  const { cache_read_input_tokens: cached, cache_creation_input_tokens: cacheCreation } = counts
  if (input === undefined && output === undefined) return undefined
  const details = usage['output_tokens_details']
  return toUsage({
    prompt: (input ?? 0) + (cached ?? 0) + (cacheCreation ?? 0),
    completion: output ?? 0,
    cached,
    cacheCreation,
    reasoning: isRecord(details) ? count(details['thinking_tokens']) : undefined,
  })
}

/** Later counts over earlier ones: they are cumulative, and null means nothing new (quirks.md 81). */
export function mergeUsage(before: Record<string, unknown>, later: unknown): Record<string, unknown> {
  if (!isRecord(later)) return before
  const merged = { ...before }
  for (const [key, value] of Object.entries(later)) if (value !== null && value !== undefined) merged[key] = value
  return merged
}

/** Anthropic's word for the tier that served, as OpenAI's. */
export function toServiceTier(usage: unknown): 'default' | 'priority' | undefined {
  const tier = isRecord(usage) ? usage['service_tier'] : undefined
  return tier === 'priority' ? 'priority' : tier === 'standard' ? 'default' : undefined
}

/** What the usage says of the bill beyond tokens: https://platform.claude.com/docs/en/about-claude/pricing */
export function reportBilled(usage: unknown, report: CallReport): void {
  if (!isRecord(usage)) return
  const { service_tier: tier, cache_creation: written, server_tool_use: tools, inference_geo: geo, speed } = usage
  const uplifts = [...(geo === 'us' ? ['geo:us'] : []), ...(speed === 'fast' ? ['speed:fast'] : [])]
  addBilled(report, {
    serviceTier: typeof tier === 'string' ? tier : undefined,
    cacheWrite1hTokens: isRecord(written) ? count(written['ephemeral_1h_input_tokens']) : undefined,
    webSearches: isRecord(tools) ? count(tools['web_search_requests']) : undefined,
    uplifts: uplifts.length > 0 ? uplifts : undefined,
  })
}

function countsOf(usage: Record<string, unknown>): Counts {
  const counts: Counts = {}
  for (const field of FIELDS) {
    const value = count(usage[field])
    if (value !== undefined) counts[field] = value
  }
  return counts
}

/**
 * The sum over the sampling steps: compaction is billed but not in the totals, advisors are priced by their own model,
 * and a fallback's steps include those of the model that declined (quirks.md 81).
 */
function ofIterations(iterations: unknown): Counts | undefined {
  if (!Array.isArray(iterations)) return undefined
  const steps = iterations.filter(isRecord)
  if (steps.some((step) => step['type'] === 'fallback_message')) return undefined
  const ours = steps.filter((step) => step['type'] === 'message' || step['type'] === 'compaction')
  if (ours.length === 0) return undefined
  const sum: Counts = {}
  for (const step of ours)
    for (const [field, value] of Object.entries(countsOf(step)))
      sum[field as keyof Counts] = (sum[field as keyof Counts] ?? 0) + value // the keys are those of FIELDS
  return sum
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
