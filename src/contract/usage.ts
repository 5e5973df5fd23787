import type { Usage } from './chat.js'

/** Token counts of one answer, by what they mean rather than by any vendor's name. */
export interface TokenCounts {
  /** All input, cached tokens included. */
  prompt: number
  /** All output, reasoning included. */
  completion: number
  cached?: number | undefined
  cacheCreation?: number | undefined
  reasoning?: number | undefined
  promptAudio?: number | undefined
  completionAudio?: number | undefined
  acceptedPrediction?: number | undefined
  rejectedPrediction?: number | undefined
}

/** OpenAI's usage; details only where a count was stated. `total_tokens` is always the sum. */
export function toUsage(counts: TokenCounts): Usage {
  const usage: Usage = {
    prompt_tokens: counts.prompt,
    completion_tokens: counts.completion,
    total_tokens: counts.prompt + counts.completion,
  }
  const { cached, cacheCreation, promptAudio, reasoning, completionAudio, acceptedPrediction, rejectedPrediction } =
    counts
  if (cached !== undefined || cacheCreation !== undefined || promptAudio !== undefined) {
    const details: NonNullable<Usage['prompt_tokens_details']> = {}
    if (cached !== undefined) details.cached_tokens = cached
    if (cacheCreation !== undefined) details.cache_creation_tokens = cacheCreation
    if (promptAudio !== undefined) details.audio_tokens = promptAudio
    usage.prompt_tokens_details = details
  }
  if (
    reasoning !== undefined ||
    completionAudio !== undefined ||
    acceptedPrediction !== undefined ||
    rejectedPrediction !== undefined
  ) {
    const details: NonNullable<Usage['completion_tokens_details']> = {}
    if (reasoning !== undefined) details.reasoning_tokens = reasoning
    if (completionAudio !== undefined) details.audio_tokens = completionAudio
    if (acceptedPrediction !== undefined) details.accepted_prediction_tokens = acceptedPrediction
    if (rejectedPrediction !== undefined) details.rejected_prediction_tokens = rejectedPrediction
    usage.completion_tokens_details = details
  }
  return usage
}
