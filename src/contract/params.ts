import type { ProviderRequest } from './chat.js'

/** The keys of a request that every provider takes, or that we act on. */
type BasicKey = 'model' | 'messages' | 'stream' | 'stream_options'

const PARAMS = {
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
  store: true,
  temperature: true,
  thinking: true,
  tool_choice: true,
  tools: true,
  top_k: true,
  top_logprobs: true,
  top_p: true,
  user: true,
  verbosity: true,
  web_search_options: true,
  // Complete by type: a parameter that a new version of OpenAI's types brings does not compile until it is here.
} as const satisfies Record<Exclude<keyof ProviderRequest, BasicKey>, true>

/** A parameter of OpenAI's, or one that several vendors share. */
export type Param = keyof typeof PARAMS

/** The parameters that a request may hold beside its messages. A provider takes some of them. */
export const KNOWN_PARAMS: ReadonlySet<string> = new Set(Object.keys(PARAMS))

/** All of them but these, for a vendor that takes most. */
export function paramsExcept(...lacking: readonly Param[]): string[] {
  const names: ReadonlySet<string> = new Set(lacking)
  return [...KNOWN_PARAMS].filter((param) => !names.has(param))
}
