import type { ProviderRequest } from '../../src/provider.js'
import { type ModelFacts, modelFacts } from './models.js'

const SAMPLING = ['temperature', 'top_p', 'top_k'] as const

const COMMON = [
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'stream_options',
  'user',
  'safety_identifier',
  'metadata',
  'service_tier',
  'web_search_options',
] as const

/** Body parameters that a model takes. */
export function params(model: string): readonly string[] {
  const { sampling, thinking } = modelFacts(model)
  return [...COMMON, ...(sampling ? SAMPLING : []), ...(thinking === 'none' ? [] : ['thinking', 'reasoning_effort'])]
}

/** Parameters that the model refuses in this request: sampling while it thinks (quirks.md 76), thinking where it cannot. */
export function unsupported(request: ProviderRequest, model: string): readonly string[] {
  const facts = modelFacts(model)
  const names: string[] = []
  if (!takesSampling(request, facts)) for (const name of SAMPLING) if (isSet(request, name)) names.push(name)
  if (facts.thinking === 'none') {
    if (request.thinking && request.thinking.type !== 'disabled') names.push('thinking')
    if (request.reasoning_effort && request.reasoning_effort !== 'none') names.push('reasoning_effort')
  }
  return names
}

export function takesSampling({ thinking, reasoning_effort: effort }: ProviderRequest, facts: ModelFacts): boolean {
  if (!facts.sampling) return false
  if (facts.thinking === 'none') return true
  if (thinking) return thinking.type === 'disabled'
  return !effort || effort === 'none'
}

/** 1 is every model's own temperature and top_p: leaving it out changes nothing. */
function isSet(request: ProviderRequest, name: (typeof SAMPLING)[number]): boolean {
  const value = request[name]
  return value !== undefined && value !== null && !(value === 1 && name !== 'top_k')
}
