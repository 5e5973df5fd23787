import { type CallReport, isRecord, type ProviderRequest, type VendorRequest, vendorKeys } from '../../src/provider.js'
import { toMessages } from './messages.js'
import { toThinking } from './thinking.js'
import { toTools } from './tools.js'
import type { ChatBody } from './wire.js'

/** What the translation needs of a call. */
export interface RequestContext {
  model: string
  stream: boolean
  report: CallReport
}

/** Cohere's request (https://docs.cohere.com/reference/chat) from OpenAI's (quirks.md 136). */
export function toRequest(request: ProviderRequest, { model, stream, report }: RequestContext): VendorRequest {
  const { documents: own, ...ownKeys } = vendorKeys(request)
  const thinking = toThinking(request, model)
  const { messages, documents: files } = toMessages(request.messages, { model, thinking })
  const documents = [...(Array.isArray(own) ? own : []), ...files]
  const maxTokens = request.max_completion_tokens ?? request.max_tokens
  const stop = typeof request.stop === 'string' ? [request.stop] : request.stop
  const body: ChatBody = {
    model,
    messages,
    stream,
    ...(typeof maxTokens === 'number' && { max_tokens: maxTokens }),
    ...(stop && stop.length > 0 && { stop_sequences: stop }),
    ...toSampling(request, report),
    ...(request.logprobs === true && { logprobs: true }),
    ...toTools(request, report),
    ...toResponseFormat(request.response_format),
    ...(thinking && { thinking }),
    ...(documents.length > 0 && { documents }),
  }
  return { body: { ...body, ...ownKeys } }
}

/** The ranges that the reference page states; 1 for `p` would be refused, and 0.99 is nearly the same. */
const RANGES = {
  p: [0.01, 0.99],
  k: [0, 500],
  frequency_penalty: [0, 1],
  presence_penalty: [0, 1],
} as const

function toSampling(request: ProviderRequest, report: CallReport): Partial<ChatBody> {
  const { temperature, seed, top_p: p, top_k: k } = request
  const { frequency_penalty: frequency, presence_penalty: presence } = request
  const within = (name: keyof typeof RANGES, param: string, value: number) => {
    const [least, most] = RANGES[name]
    const fitting = Math.min(most, Math.max(least, value))
    if (fitting !== value && !(name === 'p' && value === 1)) report.droppedParams.push(param)
    return fitting
  }
  return {
    ...(typeof temperature === 'number' && { temperature }),
    ...(typeof seed === 'number' && { seed }),
    ...(typeof p === 'number' && { p: within('p', 'top_p', p) }),
    ...(typeof k === 'number' && { k: within('k', 'top_k', k) }),
    ...(typeof frequency === 'number' && {
      frequency_penalty: within('frequency_penalty', 'frequency_penalty', frequency),
    }),
    ...(typeof presence === 'number' && { presence_penalty: within('presence_penalty', 'presence_penalty', presence) }),
  }
}

function toResponseFormat(format: ProviderRequest['response_format']): Pick<ChatBody, 'response_format'> {
  if (!format || format.type === 'text') return {}
  const schema = format.type === 'json_schema' ? format.json_schema.schema : undefined
  if (!isRecord(schema)) return { response_format: { type: 'json_object' } }
  const { $schema: _, ...json_schema } = schema
  return { response_format: { type: 'json_object', json_schema } }
}
