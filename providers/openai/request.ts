import type { ProviderCall, ProviderRequest } from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import { type RequestContext, toMessages } from './messages.js'
import { isReasoningModel } from './models.js'
import { applyReasoning } from './reasoning.js'
import { applyResponseFormat } from './response-format.js'
import { applyTools } from './tools.js'
import { markPrefix } from './turns.js'
import type { ChatBody } from './wire.js'

/**
 * The request as the host takes it. The caller's objects are never changed; a plain request to a plain host is one
 * shallow copy. Keys that nobody here knows go out as they are.
 */
export function toChatBody(
  request: ProviderRequest,
  call: Pick<ProviderCall, 'model' | 'stream'>,
  context: RequestContext,
): ChatBody {
  const { dialect } = context
  const { tools, response_format } = request
  const body: ChatBody = { ...request, model: call.model, messages: toMessages(request.messages, context) }
  // Hosts count in streams only when asked (24).
  const counted = call.stream && !dialect.noStreamOptions
  if (call.stream) body.stream = true
  else if (body.stream !== undefined) body.stream = undefined
  if (counted) body.stream_options = { ...request.stream_options, include_usage: true }
  else if (body.stream_options !== undefined) body.stream_options = undefined
  if (tools) applyTools(body, tools, request.tool_choice, dialect)
  if (response_format) applyResponseFormat(body, response_format, dialect)
  applyReasoning(body, request, dialect)
  applyLimits(body, dialect)
  if (dialect.prefill === 'prefix') body.messages = markPrefix(body.messages)
  if (dialect.toolStream && call.stream && body.tools) body['tool_stream'] ??= true
  for (const key in dialect.body) body[key] ??= dialect.body[key]
  if (dialect.rename) rename(body, dialect.rename)
  return body
}

/** Names and bounds of single parameters. */
function applyLimits(body: ChatBody, dialect: Dialect): void {
  const name = maxTokensName(body, dialect)
  if (name !== undefined) {
    const limit = body.max_completion_tokens ?? body.max_tokens
    body.max_tokens = undefined
    body.max_completion_tokens = undefined
    body[name] = limit
  }
  const { maxTemperature, promptCacheKeyLength } = dialect
  if (maxTemperature !== undefined && (body.temperature ?? 0) > maxTemperature) body.temperature = maxTemperature
  const key = body.prompt_cache_key
  if (promptCacheKeyLength !== undefined && key && key.length > promptCacheKeyLength)
    body.prompt_cache_key = [...key].slice(0, promptCacheKeyLength).join('')
}

/** The one name that the host has for the output limit, if the request holds the other (38, 53). */
function maxTokensName(body: ChatBody, dialect: Dialect): 'max_tokens' | 'max_completion_tokens' | undefined {
  const name = dialect.openaiModels && isReasoningModel(body.model) ? 'max_completion_tokens' : dialect.maxTokens
  if (name === undefined) return undefined
  return (name === 'max_tokens' ? body.max_completion_tokens : body.max_tokens) === undefined ? undefined : name
}

function rename(body: ChatBody, names: Readonly<Record<string, string>>): void {
  for (const [ours, theirs] of Object.entries(names)) {
    if (body[ours] === undefined) continue
    body[theirs] ??= body[ours]
    body[ours] = undefined
  }
}
