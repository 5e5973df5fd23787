import { isRecord } from '../contract/is-record.js'
import type { BilledUnits } from '../contract/prices.js'
import { type AnyUsage, countOf } from './split-usage.js'
import { statedUnits } from './stated-units.js'

/** What an answer's usage says, whoever wrote it. */
export interface ReadUsage {
  usage: AnyUsage
  billed: BilledUnits | undefined
}

/**
 * The usage of an answer that did not come from us: OpenAI's of chat or of responses, Anthropic's, or what others have
 * made of them (LiteLLM, OpenRouter). Undefined where nothing is counted.
 */
export function readUsage(usage: unknown): ReadUsage | undefined {
  if (!isRecord(usage)) return undefined
  if (typeof usage['prompt_tokens'] !== 'number') return 'input_tokens' in usage ? ofInput(usage) : undefined
  const prompt = usage['prompt_tokens_details']
  const details = isRecord(prompt) ? prompt : NONE
  const read = details['cached_tokens'] ?? usage['cache_read_input_tokens'] ?? usage['prompt_cache_hit_tokens']
  const written =
    details['cache_creation_tokens'] ??
    details['cache_write_tokens'] ??
    details['cache_creation_input_tokens'] ??
    usage['cache_creation_input_tokens']
  const billed = statedUnits(usage, details)
  // What already is in OpenAI's form, as nearly all are, is not copied.
  if (isUsage(usage) && read === details['cached_tokens'] && written === details['cache_creation_tokens'])
    return { usage, billed }
  return {
    billed,
    usage: {
      prompt_tokens: countOf(usage['prompt_tokens']),
      completion_tokens: countOf(usage['completion_tokens']),
      prompt_tokens_details: {
        cached_tokens: countOf(read),
        cache_creation_tokens: countOf(written),
        audio_tokens: countOf(details['audio_tokens']),
      },
      ...completionDetails(usage['completion_tokens_details']),
    },
  }
}

const NONE: Readonly<Record<string, unknown>> = {}

// The counts themselves are checked where they are used.
const isUsage = (usage: Record<string, unknown>): usage is Record<string, unknown> & AnyUsage =>
  usage['prompt_tokens_details'] !== null && usage['completion_tokens_details'] !== null

/** `input_tokens`: with details they hold what was cached (OpenAI's responses), without they do not (Anthropic). */
function ofInput(usage: Record<string, unknown>): ReadUsage {
  const inner = usage['input_tokens_details']
  const details = isRecord(inner) ? inner : undefined
  const read = countOf(details?.['cached_tokens'] ?? usage['cache_read_input_tokens'])
  const written = countOf(details?.['cache_write_tokens'] ?? usage['cache_creation_input_tokens'])
  const input = countOf(usage['input_tokens'])
  return {
    billed: statedUnits(usage, details ?? NONE),
    usage: {
      prompt_tokens: details ? input : input + read + written,
      completion_tokens: countOf(usage['output_tokens']),
      prompt_tokens_details: { cached_tokens: read, cache_creation_tokens: written },
      ...completionDetails(usage['output_tokens_details']),
    },
  }
}

function completionDetails(details: unknown): Pick<AnyUsage, 'completion_tokens_details'> {
  if (!isRecord(details)) return {}
  const reasoning = countOf(details['reasoning_tokens'] ?? details['thinking_tokens'])
  return { completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: countOf(details['audio_tokens']) } }
}
