import type { ProviderRequest } from '../contract/chat.js'

const KNOWN = {
  model: true,
  messages: true,
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
  stream: true,
  stream_options: true,
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
  // Complete by type: what a new version of OpenAI's types brings does not compile until it is here.
} as const satisfies Record<keyof ProviderRequest, true>

/** What a request holds beyond OpenAI's parameters and those that several vendors share: it goes to the vendor as it is. */
export function vendorKeys(request: ProviderRequest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(request).filter(([key, value]) => !Object.hasOwn(KNOWN, key) && value !== undefined),
  )
}
