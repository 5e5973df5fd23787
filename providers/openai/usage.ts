import { isRecord, type TokenCounts, toUsage, type Usage } from '../../src/provider.js'
import type { Dialect } from './dialect.js'

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

const details = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {})

/**
 * The usage of an answer or a chunk, wherever the host puts it: at the top, in the choice (Moonshot), in `x_groq`
 * (Groq). Undefined where there is none (3).
 */
export function usageIn(body: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const { usage, choices, x_groq } = body
  if (hasCounts(usage)) return usage
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined
  if (isRecord(first) && hasCounts(first['usage'])) return first['usage']
  return isRecord(x_groq) && hasCounts(x_groq['usage']) ? x_groq['usage'] : undefined
}

function hasCounts(usage: unknown): usage is Record<string, unknown> {
  return (
    isRecord(usage) &&
    (count(usage['prompt_tokens']) ?? count(usage['completion_tokens']) ?? count(usage['total_tokens'])) !== undefined
  )
}

/** The host's counts under OpenAI's names, by each host's own arithmetic (4, 5, 134). */
export function toDialectUsage(usage: Readonly<Record<string, unknown>>, dialect: Dialect): Usage {
  const total = count(usage['total_tokens'])
  const prompt = count(usage['prompt_tokens']) ?? Math.max(0, (total ?? 0) - (count(usage['completion_tokens']) ?? 0))
  const completion = count(usage['completion_tokens']) ?? Math.max(0, (total ?? 0) - prompt)
  const counts: TokenCounts = { prompt, completion }
  addPromptDetails(counts, usage)
  addCompletionDetails(counts, usage)
  const { cached = 0, reasoning = 0, promptAudio = 0 } = counts
  // Mistral's prompt leaves audio out; its total does not: recording mistral-chat-746a0d89d8.
  if (promptAudio > 0 && total === prompt + completion + promptAudio) counts.prompt = prompt + promptAudio
  if (dialect.cachedTokens === 'beside-when-larger' && cached > prompt) counts.prompt = prompt + cached
  if (isReasoningBeside(dialect, counts, total)) counts.completion = completion + reasoning
  return toUsage(counts)
}

function isReasoningBeside({ reasoningTokens }: Dialect, counts: TokenCounts, total: number | undefined): boolean {
  const { prompt, completion, reasoning = 0 } = counts
  if (reasoningTokens === 'beside-when-larger') return reasoning > completion
  // The stated total tells: newer models of the same host may count as OpenAI does.
  return reasoningTokens === 'beside' && (total === undefined || total >= prompt + completion + reasoning)
}

function addPromptDetails(counts: TokenCounts, usage: Readonly<Record<string, unknown>>): void {
  const inner = details(usage['prompt_tokens_details'] ?? usage['prompt_token_details'])
  counts.cached =
    count(inner['cached_tokens']) ??
    count(usage['prompt_cache_hit_tokens']) ??
    count(usage['cached_tokens']) ??
    count(usage['num_cached_tokens']) ??
    count(usage['cache_read_input_tokens'])
  counts.cacheCreation =
    count(inner['cache_write_tokens']) ??
    count(inner['cache_creation_tokens']) ??
    count(inner['cache_creation_input_tokens']) ??
    count(usage['cache_creation_input_tokens'])
  counts.promptAudio = count(inner['audio_tokens'])
}

function addCompletionDetails(counts: TokenCounts, usage: Readonly<Record<string, unknown>>): void {
  const inner = details(usage['completion_tokens_details'])
  counts.reasoning = count(inner['reasoning_tokens']) ?? count(usage['reasoning_tokens'])
  counts.completionAudio = count(inner['audio_tokens'])
  counts.acceptedPrediction = count(inner['accepted_prediction_tokens'])
  counts.rejectedPrediction = count(inner['rejected_prediction_tokens'])
}
