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
