import type { ProviderRequest } from '../../src/provider.js'
import { thinks } from './models.js'

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
  'tools',
  'tool_choice',
  'response_format',
  'stream_options',
  'thinking',
  'reasoning_effort',
] as const

/** Body parameters that Cohere takes. */
export function params(): readonly string[] {
  return PARAMS
}

/**
 * A schema beside tools or documents is refused (https://docs.cohere.com/reference/chat), and so is thinking by models
 * that cannot.
 */
export function unsupported(request: ProviderRequest, model: string): readonly string[] {
  const names: string[] = []
  const format = request.response_format
  if (format && format.type !== 'text' && (offersTools(request) || hasDocuments(request))) names.push('response_format')
  if (!thinks(model)) {
    if (request.thinking && request.thinking.type !== 'disabled') names.push('thinking')
    if (request.reasoning_effort && request.reasoning_effort !== 'none') names.push('reasoning_effort')
  }
  return names
}

const offersTools = ({ tools }: ProviderRequest): boolean => (tools?.length ?? 0) > 0

function hasDocuments(request: ProviderRequest): boolean {
  if ('documents' in request && Array.isArray(request.documents) && request.documents.length > 0) return true
  return request.messages.some(
    ({ role, content }) => role === 'user' && Array.isArray(content) && content.some(({ type }) => type === 'file'),
  )
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

/** `documents`, `safety_mode`, `citation_options` and whatever else is Cohere's own. */
export function vendorKeys(request: ProviderRequest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(request).filter(([key, value]) => !Object.hasOwn(KNOWN, key) && value !== undefined),
  )
}
