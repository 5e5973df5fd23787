import { isRecord, toUsage, type Usage } from '../../../src/provider.js'

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

/** Input holds cached and cache-write tokens, output holds reasoning, at every recorded host (62). Undefined where nothing was counted. */
export function toResponsesUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined
  const input = count(usage['input_tokens'])
  const output = count(usage['output_tokens'])
  if (input === undefined && output === undefined) return undefined
  const { input_tokens_details, output_tokens_details } = usage
  const inputDetails = isRecord(input_tokens_details) ? input_tokens_details : {}
  const outputDetails = isRecord(output_tokens_details) ? output_tokens_details : {}
  return toUsage({
    prompt: input ?? 0,
    completion: output ?? 0,
    cached: count(inputDetails['cached_tokens']),
    cacheCreation: count(inputDetails['cache_write_tokens']),
    reasoning: count(outputDetails['reasoning_tokens']),
  })
}
