import type { BilledUnits, Cost, ModelPrices, Usage } from '../../src/index.js'

/** One answer, what its model charges, and what it costs, worked out by hand. */
export interface CostCase {
  title: string
  /** USD per million tokens, as the vendor's page has them. */
  prices: ModelPrices
  usage: Usage
  billed?: BilledUnits
  /** When it was asked. Default 2026-08-01 12:00 UTC, a Saturday. */
  at?: string
  /** USD; a part that is not named is 0. `undefined`: the cost is not known. */
  cost: Partial<Pick<Cost, 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'other'>> | undefined
  source?: Cost['source']
  estimated?: true
}

/** Counts as OpenAI's usage. */
export interface Counts {
  cached?: number
  written?: number
  audio?: number
  reasoning?: number
  answerAudio?: number
}

export function usage(prompt: number, completion: number, counts: Counts = {}): Usage {
  const { cached, written, audio, reasoning, answerAudio } = counts
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      ...(cached !== undefined && { cached_tokens: cached }),
      ...(written !== undefined && { cache_creation_tokens: written }),
      ...(audio !== undefined && { audio_tokens: audio }),
    },
    completion_tokens_details: {
      ...(reasoning !== undefined && { reasoning_tokens: reasoning }),
      ...(answerAudio !== undefined && { audio_tokens: answerAudio }),
    },
  }
}

/** USD for so many tokens at so many USD per million. */
export const at = (rate: number, tokens: number): number => (rate * tokens) / 1_000_000
