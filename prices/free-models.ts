import { isRecord } from '../src/contract/is-record.js'
import type { ModelTable } from '../src/contract/prices.js'

/** Models that their vendor gives away: its own page or name says so. */
const FREE: ReadonlyArray<readonly [RegExp, string]> = [
  [/^openrouter\/.*(?::free|\/free)$/, 'https://openrouter.ai/docs/faq'],
  [/^openai\/(?:omni|text)-moderation-/, 'https://platform.openai.com/docs/guides/moderation'],
  [/^zai\/glm-4\.[57]-flash$/, 'https://docs.z.ai/guides/overview/pricing'],
  [/^gemini\/gemma-3/, 'https://ai.google.dev/gemini-api/docs/pricing'],
  [/^together_ai\/.*-Free$/, 'https://www.together.ai/models'],
]

export function isFree(name: string): boolean {
  return FREE.some(([pattern]) => pattern.test(name))
}

/** genai-prices writes no prices at all, where a model is free and where it does not know them. */
export function toFree(name: string, entry: ModelTable[string]): ModelTable[string] {
  if (entry.prices === undefined || Object.keys(entry.prices).length > 0) return entry
  const { prices: _, ...rest } = entry
  return isFree(name) ? { ...rest, prices: { input: 0, output: 0 } } : rest
}

/**
 * A model whose prices are all 0 has no prices: in LiteLLM's map that stands for a server of one's own, a
 * subscription, a preview or a gap, as often as for a gift.
 */
export function withoutPlaceholders(info: ModelTable[string]): ModelTable[string] {
  if (info.prices === undefined) return info
  const { prices, ...rest } = info
  const { tiers: _, service: __, ...base } = prices
  return hasPositive(base) ? info : rest
}

function hasPositive(value: unknown): boolean {
  if (typeof value === 'number') return value > 0
  return (isRecord(value) || Array.isArray(value)) && Object.values(value).some(hasPositive)
}
