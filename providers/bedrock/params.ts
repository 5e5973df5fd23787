import { vendorKeys as keysBeyondOpenAI, type ProviderRequest } from '../../src/provider.js'
import { type ModelFacts, modelFacts } from './models.js'

const SAMPLING = ['temperature', 'top_p', 'top_k'] as const

const COMMON = ['max_tokens', 'max_completion_tokens', 'stop', 'response_format', 'metadata', 'service_tier'] as const

/** Body parameters that a model takes. */
export function params(model: string): readonly string[] {
  const { sampling, topK, reasoning, tools, family } = modelFacts(model)
  return [
    ...COMMON,
    ...(tools ? ['tools', 'tool_choice'] : []),
    ...(family === 'claude' ? ['parallel_tool_calls'] : []),
    ...(family === 'nova' ? ['web_search_options'] : []),
    ...(sampling ? ['temperature', 'top_p', ...(topK ? ['top_k'] : [])] : []),
    ...(reasoning === 'none' ? [] : ['thinking', 'reasoning_effort']),
  ]
}

/** Sampling that a model refuses while it thinks (quirks.md 94). */
export function unsupported(request: ProviderRequest, model: string): readonly string[] {
  if (takesSampling(request, modelFacts(model))) return []
  return SAMPLING.filter((name) => isSet(request, name))
}

export function takesSampling({ thinking, reasoning_effort: effort }: ProviderRequest, facts: ModelFacts): boolean {
  if (!facts.sampling) return false
  if (facts.reasoning === 'none' || facts.family === 'gpt-oss') return true
  // Nova takes no sampling at its highest effort: https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
  if (facts.reasoning === 'nova') return !isHighEffort(effort)
  if (thinking) return thinking.type === 'disabled'
  return !effort || effort === 'none'
}

export function isHighEffort(effort: unknown): boolean {
  return effort === 'high' || effort === 'xhigh' || effort === 'max'
}

/** 1 is every model's own temperature and top_p: leaving it out changes nothing. */
function isSet(request: ProviderRequest, name: (typeof SAMPLING)[number]): boolean {
  const value = request[name]
  return value !== undefined && value !== null && !(value === 1 && name !== 'top_k')
}

/** Fields of Converse itself; every other key is the model's own and goes into `additionalModelRequestFields`. */
const CONVERSE = [
  'additionalModelResponseFieldPaths',
  'guardrailConfig',
  'inferenceConfig',
  'outputConfig',
  'performanceConfig',
  'promptVariables',
  'requestMetadata',
  'serviceTier',
  'system',
  'toolConfig',
]

export interface VendorKeys {
  converse: Record<string, unknown>
  model: Record<string, unknown>
}

/** The keys of a body that OpenAI does not know, by where Converse wants them. */
export function vendorKeys(request: ProviderRequest): VendorKeys {
  const keys: VendorKeys = { converse: {}, model: {} }
  for (const [key, value] of Object.entries(keysBeyondOpenAI(request))) {
    if (key === 'model_id' || key === 'additionalModelRequestFields') continue
    const place = CONVERSE.includes(key) ? keys.converse : keys.model
    place[key] = value
  }
  return keys
}
