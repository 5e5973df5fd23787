import { addBilled, type CallReport, isRecord, toUsage, type Usage } from '../../src/provider.js'

/**
 * OpenAI's usage: what the model read and wrote (`tokens`), the vendor's own preamble included, and not what is billed
 * (`billed_units`), unless nothing else is said. Cached tokens are part of the input. Undefined where nothing was counted.
 */
export function toChatUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined
  const tokens = isRecord(usage['tokens']) ? usage['tokens'] : {}
  const billed = isRecord(usage['billed_units']) ? usage['billed_units'] : {}
  const prompt = count(tokens['input_tokens']) ?? count(billed['input_tokens'])
  const completion = count(tokens['output_tokens']) ?? count(billed['output_tokens'])
  if (prompt === undefined && completion === undefined) return undefined
  return toUsage({
    prompt: prompt ?? 0,
    completion: completion ?? 0,
    cached: count(usage['cached_tokens']),
    reasoning: count(tokens['reasoning_tokens']),
  })
}

/** Cohere's own preamble is read by the model and not billed: `billed_units` is below `tokens` in most recordings. */
export function reportBilled(usage: unknown, report: CallReport): void {
  const billed = isRecord(usage) && isRecord(usage['billed_units']) ? usage['billed_units'] : {}
  addBilled(report, {
    promptTokens: count(billed['input_tokens']),
    completionTokens: count(billed['output_tokens']),
  })
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
