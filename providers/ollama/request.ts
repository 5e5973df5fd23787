import { isRecord, type ProviderRequest, type VendorRequest, vendorKeys } from '../../src/provider.js'
import { toMessages } from './messages.js'
import { toOptions } from './options.js'
import { toTools } from './tools.js'
import type { ChatBody } from './wire.js'

/** What the translation needs of a call. */
export interface RequestContext {
  model: string
  stream: boolean
}

/** Ollama's request (https://github.com/ollama/ollama/blob/main/docs/api.md) from OpenAI's (quirks.md 145). */
export function toRequest(request: ProviderRequest, { model, stream }: RequestContext): VendorRequest {
  const { options, own } = toOptions(request, vendorKeys(request))
  const tools = toTools(request)
  const format = toFormat(request.response_format)
  const think = toThink(request, model)
  const { top_logprobs: alternatives } = request
  const body: ChatBody = {
    model,
    messages: toMessages(request.messages),
    stream,
    ...(tools.length > 0 && { tools }),
    ...(format !== undefined && { format }),
    ...(think !== undefined && { think }),
    ...(request.logprobs === true && { logprobs: true }),
    ...(typeof alternatives === 'number' && { top_logprobs: alternatives }),
    ...(Object.keys(options).length > 0 && { options }),
  }
  return { body: { ...body, ...own } }
}

function toFormat(format: ProviderRequest['response_format']): ChatBody['format'] {
  if (!format || format.type === 'text') return undefined
  const schema = format.type === 'json_schema' ? format.json_schema.schema : undefined
  return isRecord(schema) ? schema : 'json'
}

/** gpt-oss takes a level and cannot be turned off, all others an on or off (https://docs.ollama.com/capabilities/thinking). */
function toThink({ thinking, reasoning_effort: effort }: ProviderRequest, model: string): ChatBody['think'] {
  if (thinking?.type === 'disabled') return false
  if (!thinking && effort === 'none') return false
  if (!effort || effort === 'none') return thinking ? true : undefined
  if (!/(?:^|\/)gpt-oss/.test(model)) return true
  if (effort === 'minimal' || effort === 'low') return 'low'
  return effort === 'medium' ? 'medium' : 'high'
}
