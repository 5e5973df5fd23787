import type { ProviderRequest } from '../../../src/provider.js'
import { refusedByModel } from '../models.js'

type Param = Exclude<keyof ProviderRequest, 'model' | 'messages' | 'stream' | 'stream_options'>

/** Which of OpenAI's chat parameters `/responses` has, complete by type. */
const PARAMS: Readonly<Record<Param, boolean>> = {
  audio: false,
  frequency_penalty: false,
  function_call: false,
  functions: false,
  logit_bias: false,
  logprobs: true,
  max_completion_tokens: true,
  max_tokens: true,
  metadata: true,
  modalities: false,
  moderation: true,
  n: false,
  parallel_tool_calls: true,
  prediction: false,
  presence_penalty: false,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning_effort: true,
  response_format: true,
  safety_identifier: true,
  seed: false,
  service_tier: true,
  stop: false,
  store: true,
  temperature: true,
  thinking: true,
  tool_choice: true,
  tools: true,
  top_k: false,
  top_logprobs: true,
  top_p: true,
  user: true,
  verbosity: true,
  web_search_options: true,
}

const names = Object.entries(PARAMS).flatMap(([name, taken]) => (taken ? [name] : []))

export const responsesParams: readonly string[] = names

/** Parameters that the model refuses in this request. */
export function refusedInResponses(request: ProviderRequest, model: string, openaiModels: boolean): readonly string[] {
  return openaiModels ? refusedByModel(request, model) : []
}
