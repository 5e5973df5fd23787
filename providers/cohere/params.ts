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
