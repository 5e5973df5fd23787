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
    usage.prompt_tokens_details = {
      ...(cached !== undefined && { cached_tokens: cached }),
      ...(cacheCreation !== undefined && { cache_creation_tokens: cacheCreation }),
      ...(promptAudio !== undefined && { audio_tokens: promptAudio }),
    }
  }
  if (
    reasoning !== undefined ||
    completionAudio !== undefined ||
    acceptedPrediction !== undefined ||
    rejectedPrediction !== undefined
  ) {
    usage.completion_tokens_details = {
      ...(reasoning !== undefined && { reasoning_tokens: reasoning }),
      ...(completionAudio !== undefined && { audio_tokens: completionAudio }),
      ...(acceptedPrediction !== undefined && { accepted_prediction_tokens: acceptedPrediction }),
      ...(rejectedPrediction !== undefined && { rejected_prediction_tokens: rejectedPrediction }),
    }
  }
  return usage
}
