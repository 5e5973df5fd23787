import type { ProviderRequest } from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import { refusedByModel } from './models.js'
import { reasoningControlOf } from './reasoning.js'

type Param = Exclude<keyof ProviderRequest, 'model' | 'messages' | 'stream' | 'stream_options'>

/** OpenAI's parameters, complete by type. `thinking`, `top_k` and `store` depend on the host. */
const OPENAI_PARAMS: Readonly<Record<Exclude<Param, 'thinking' | 'top_k' | 'store'>, true>> = {
  audio: true,
  frequency_penalty: true,
  function_call: true,
  functions: true,
  logit_bias: true,
  logprobs: true,
  max_completion_tokens: true,
  max_tokens: true,
  metadata: true,
  modalities: true,
  moderation: true,
  n: true,
  parallel_tool_calls: true,
  prediction: true,
  presence_penalty: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning_effort: true,
  response_format: true,
  safety_identifier: true,
  seed: true,
  service_tier: true,
  stop: true,
  temperature: true,
  tool_choice: true,
  tools: true,
  top_logprobs: true,
  top_p: true,
  user: true,
  verbosity: true,
  web_search_options: true,
}

/** The parameters that a host takes. */
export function paramsOf(dialect: Dialect): readonly string[] {
  const refused = new Set<string>(dialect.unsupported)
  const taken = new Set<string>([...Object.keys(OPENAI_PARAMS), ...(dialect.extraParams ?? [])])
  if (dialect.store) taken.add('store')
  if (reasoningControlOf(dialect).as === 'nothing') taken.delete('reasoning_effort')
  else taken.add('thinking')
  return [...taken].filter((param) => !refused.has(param))
}

const NOTHING: readonly string[] = []

/** Parameters that the model refuses in this request. */
export function refusedParams(request: ProviderRequest, model: string, { openaiModels }: Dialect): readonly string[] {
  return openaiModels ? refusedByModel(request, model) : NOTHING
}
