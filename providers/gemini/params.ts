import type { ProviderRequest } from '../../src/provider.js'
import type { Api } from './media-parts.js'
import { modelFacts } from './models.js'

const PARAMS = [
  'audio',
  'frequency_penalty',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'modalities',
  'n',
  'presence_penalty',
  'reasoning_effort',
  'response_format',
  'seed',
  'stop',
  'stream_options',
  'temperature',
  'thinking',
  'tool_choice',
  'tools',
  'top_k',
  'top_logprobs',
  'top_p',
  'web_search_options',
] as const

/** Only the Gemini API sells tiers by request (quirks.md 118). */
const WITH_TIER = [...PARAMS, 'service_tier'] as const

/** Body parameters that the models take. */
export function paramsOf(api: Api): readonly string[] {
  return api === 'gemini' ? WITH_TIER : PARAMS
}

/** What this request holds that the model refuses. */
export function unsupported(request: ProviderRequest, model: string): readonly string[] {
  const facts = modelFacts(model)
  const names: string[] = []
  if (facts.thinking.as === 'nothing') {
    // Not to think is what they do.
    if (request.thinking && request.thinking.type !== 'disabled') names.push('thinking')
    if (request.reasoning_effort && request.reasoning_effort !== 'none') names.push('reasoning_effort')
  }
  const format = request.response_format?.type
  const json = format === 'json_object' || format === 'json_schema'
  // Function calling with a response mime type is refused before Gemini 3 (quirks.md 115).
  if (json && !facts.jsonWithTools && request.tools?.some((tool) => tool.type === 'function'))
    names.push('response_format')
  return names
}
