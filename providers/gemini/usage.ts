import { addBilled, type CallReport, isRecord, type ProviderRequest, toUsage, type Usage } from '../../src/provider.js'

/**
 * OpenAI's usage from Gemini's: the prompt holds what was cached and what tools put in, the answer the thoughts
 * (quirks.md 110). Undefined where nothing was counted: Vertex names the kind of traffic before the counts.
 */
export function toChatUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined
  const prompt = count(usage['promptTokenCount'])
  const answer = count(usage['candidatesTokenCount'])
  const thoughts = count(usage['thoughtsTokenCount'])
  if (prompt === undefined && answer === undefined && count(usage['totalTokenCount']) === undefined) return undefined
  return toUsage({
    prompt: (prompt ?? 0) + (count(usage['toolUsePromptTokenCount']) ?? 0),
    completion: (answer ?? 0) + (thoughts ?? 0),
    cached: count(usage['cachedContentTokenCount']),
    reasoning: thoughts,
    promptAudio: ofModality(usage['promptTokensDetails'], 'AUDIO'),
    completionAudio: ofModality(usage['candidatesTokensDetails'], 'AUDIO'),
  })
}

/**
 * What the usage says of the bill beyond tokens: the tier (Vertex names the kind of traffic), and which of the tokens
 * are pictures or sound. Those of the prompt's modalities that were read from the cache are told apart.
 */
export function reportBilled(usage: unknown, report: CallReport): void {
  if (!isRecord(usage)) return
  const { serviceTier, trafficType, promptTokensDetails: prompt, cacheTokensDetails: cached } = usage
  const tier = typeof serviceTier === 'string' ? serviceTier : trafficType
  const uncached = (modality: string) =>
    Math.max(0, (ofModality(prompt, modality) ?? 0) - (ofModality(cached, modality) ?? 0))
  addBilled(report, {
    serviceTier: typeof tier === 'string' ? tier : undefined,
    cachedAudioTokens: ofModality(cached, 'AUDIO'),
    promptImageTokens: uncached('IMAGE'),
    promptVideoTokens: uncached('VIDEO'),
    completionImageTokens: ofModality(usage['candidatesTokensDetails'], 'IMAGE'),
  })
}

const TIERS: Readonly<Record<string, 'default' | 'flex' | 'priority'>> = {
  standard: 'default',
  flex: 'flex',
  priority: 'priority',
}

/** The tier that served, in OpenAI's words. */
export function toServiceTier(usage: unknown): 'default' | 'flex' | 'priority' | undefined {
  const tier = isRecord(usage) ? usage['serviceTier'] : undefined
  return typeof tier === 'string' && Object.hasOwn(TIERS, tier) ? TIERS[tier] : undefined
}

/** The tier that was asked for, in the vendor's words. */
export function fromServiceTier(tier: ProviderRequest['service_tier']): 'standard' | 'flex' | 'priority' | undefined {
  if (tier === 'default') return 'standard'
  return tier === 'flex' || tier === 'priority' ? tier : undefined
}

function ofModality(details: unknown, modality: string): number | undefined {
  if (!Array.isArray(details)) return undefined
  const found: unknown = details.find((entry) => isRecord(entry) && entry['modality'] === modality)
  return isRecord(found) ? count(found['tokenCount']) : undefined
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
