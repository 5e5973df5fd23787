import type { ProviderRequest } from '../../src/provider.js'

const PARAMS = [
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'logprobs',
  'top_logprobs',
  'tools',
  'tool_choice',
  'response_format',
  'stream_options',
  'thinking',
  'reasoning_effort',
] as const

/** Body parameters that Ollama takes. */
export function params(): readonly string[] {
  return PARAMS
}

/** A call cannot be forced; that there be none is kept by offering no tools. */
export function unsupported({ tool_choice: choice }: ProviderRequest): readonly string[] {
  return !choice || choice === 'auto' || choice === 'none' || isFreeChoice(choice) ? [] : ['tool_choice']
}

function isFreeChoice(choice: NonNullable<ProviderRequest['tool_choice']>): boolean {
  return typeof choice === 'object' && choice.type === 'allowed_tools' && choice.allowed_tools.mode === 'auto'
}

/** Every key of OpenAI's request and those that are translated: whatever else a request holds goes to the vendor as it is. */
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
} as const satisfies Record<keyof ProviderRequest, true>

/** `keep_alive`, `options`, `num_ctx` and whatever else is Ollama's own. */
export function vendorKeys(request: ProviderRequest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(request).filter(([key, value]) => !Object.hasOwn(KNOWN, key) && value !== undefined),
  )
}
