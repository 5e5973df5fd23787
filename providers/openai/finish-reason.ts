import { APIResponseError, type FinishReason, type ProviderCall } from '../../src/provider.js'

/** Words for why a model stopped, in lower case (7). Together says `eos`, Mistral `model_length`, z.ai `sensitive`. */
const WORDS: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  end: 'stop',
  end_turn: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  stop_sequence: 'stop',
  complete: 'stop',
  completed: 'stop',
  length: 'length',
  max_tokens: 'length',
  max_output_tokens: 'length',
  model_length: 'length',
  time_limit: 'length', // watsonx.ai
  model_context_window_exceeded: 'length',
  tool_calls: 'tool_calls',
  tool_call: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'function_call',
  content_filter: 'content_filter',
  safety: 'content_filter',
  sensitive: 'content_filter',
  refusal: 'content_filter',
}

/** The host failed, not the request: another try may succeed (7, 131). */
const HOST_FAULTS: ReadonlySet<string> = new Set([
  'error',
  'network_error',
  'insufficient_system_resource',
  'internal_error',
  'server_error',
  'overloaded',
  'abort',
  'aborted',
])

/**
 * OpenAI's word for the host's; undefined where it said none (`null`, or Snowflake's `""`).
 * @throws APIResponseError for a word that is not known: it must not pass for a `stop`.
 */
export function toFinishReason(raw: unknown, { provider, model }: ProviderCall): FinishReason | undefined {
  if (typeof raw !== 'string' || raw === '') return undefined
  const word = raw.toLowerCase()
  if (Object.hasOwn(WORDS, word)) return WORDS[word]
  const fault = HOST_FAULTS.has(word)
  throw new APIResponseError(
    fault
      ? `The provider broke the answer off: finish reason ${JSON.stringify(raw.slice(0, 80))}.`
      : `The answer ended for an unknown reason: ${JSON.stringify(raw.slice(0, 80))}.`,
    { provider, model, code: fault ? 'provider_fault' : 'unknown_finish_reason', retryable: fault },
  )
}
