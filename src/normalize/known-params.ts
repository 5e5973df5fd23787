import type { ProviderRequest } from '../contract/chat.js'

// `model`, `messages`, `stream` and `stream_options` are not here: every provider takes them or we act on them.
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
} as const satisfies Record<Exclude<keyof ProviderRequest, 'model' | 'messages' | 'stream' | 'stream_options'>, true>

/** OpenAI's parameters, and those that several vendors share. */
export const KNOWN_PARAMS: ReadonlySet<string> = new Set(Object.keys(PARAMS))

/**
 * Values that mean the same as absence, by OpenAI's documented defaults, so that a model which does not take the
 * parameter loses nothing. Objects and arrays as JSON.
 * Not `thinking: disabled`: absent is not off (quirks.md 43).
 */
export const NEUTRAL_VALUES: ReadonlyMap<string, unknown> = new Map<keyof typeof PARAMS, unknown>([
  ['frequency_penalty', 0],
  ['functions', '[]'],
  ['logit_bias', '{}'],
  ['logprobs', false],
  ['metadata', '{}'],
  ['modalities', '["text"]'],
  ['n', 1],
  ['parallel_tool_calls', true],
  ['presence_penalty', 0],
  ['response_format', '{"type":"text"}'],
  ['service_tier', 'auto'],
  ['stop', '[]'],
  ['store', false],
  ['temperature', 1],
  ['tool_choice', 'auto'],
  ['tools', '[]'],
  ['top_logprobs', 0],
  ['top_p', 1],
  ['verbosity', 'medium'],
])
