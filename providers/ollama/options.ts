import { isRecord, type ProviderCall, type ProviderRequest } from '../../src/provider.js'
import { OPTIONS, type Options } from './wire.js'

const NAMES: ReadonlySet<string> = new Set(OPTIONS)

/**
 * The model's parameters: OpenAI's under Ollama's names, then the caller's own, said at the top (`num_ctx`) or under
 * `options`. What is left is not the model's, such as `keep_alive`.
 */
export function toOptions(
  request: ProviderRequest,
  vendorKeys: Readonly<Record<string, unknown>>,
): { options: Options; own: Record<string, unknown> } {
  const { options: given, ...keys } = vendorKeys
  const entries = Object.entries(keys)
  return {
    options: {
      ...fromOpenAI(request),
      ...Object.fromEntries(entries.filter(([key]) => NAMES.has(key))),
      ...(isRecord(given) && given),
    },
    own: Object.fromEntries(entries.filter(([key]) => !NAMES.has(key))),
  }
}

/** What `extraBody` says of the model's parameters joins the others, in place of all of them. */
export function withOptions(request: ProviderRequest, call: ProviderCall): [ProviderRequest, ProviderCall] {
  const entries = Object.entries(call.extraBody ?? {})
  const isOption = (key: string) => key === 'options' || NAMES.has(key)
  if (!entries.some(([key]) => isOption(key))) return [request, call]
  const { options, ...named } = Object.fromEntries(entries.filter(([key]) => isOption(key)))
  const before = 'options' in request && isRecord(request.options) ? request.options : {}
  const joined = { ...request, options: { ...before, ...named, ...(isRecord(options) && options) } }
  return [joined, { ...call, extraBody: Object.fromEntries(entries.filter(([key]) => !isOption(key))) }]
}

function fromOpenAI(request: ProviderRequest): Options {
  const maxTokens = request.max_completion_tokens ?? request.max_tokens
  const stop = typeof request.stop === 'string' ? [request.stop] : request.stop
  const { temperature, top_p, top_k, seed, frequency_penalty, presence_penalty } = request
  const numbers = { temperature, top_p, top_k, seed, frequency_penalty, presence_penalty, num_predict: maxTokens }
  return {
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => typeof value === 'number')),
    ...(stop && stop.length > 0 && { stop }),
  }
}
