import {
  APIResponseError,
  isRecord,
  type ProviderCall,
  type ProviderCompletion,
  randomId,
  toUsage,
  type Usage,
} from '../../src/provider.js'
import { toFailure } from './errors.js'

type Fields = Record<string, unknown>

/** OpenAI's completion from a prediction that is over. The reason why a model stopped is not told. */
export function toCompletion(body: unknown, call: ProviderCall): ProviderCompletion {
  const prediction = isRecord(body) ? body : {}
  const { id, status, model, output, created_at: time } = prediction
  if (status !== 'succeeded') throw toFailure(prediction, call)
  call.report.finishReason = status
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN
  const usage = toChatUsage(prediction['metrics'])
  return {
    id: typeof id === 'string' && id !== '' ? id : randomId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor((Number.isFinite(ms) ? ms : Date.now()) / 1000),
    model: typeof model === 'string' && model !== '' ? model : call.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: toText(output, call), refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    ...(usage && { usage }),
  }
}

/** A text, or its pieces. */
function toText(output: unknown, { provider, model }: ProviderCall): string {
  if (typeof output === 'string') return output
  if (output === null || output === undefined) return ''
  if (Array.isArray(output) && output.every((piece) => typeof piece === 'string')) return output.join('')
  throw new APIResponseError('The model on Replicate answers something other than text.', {
    provider,
    model,
    retryable: false,
  })
}

function toChatUsage(metrics: unknown): Usage | undefined {
  const counts: Fields = isRecord(metrics) ? metrics : {}
  const { input_token_count: prompt, output_token_count: completion } = counts
  if (typeof prompt !== 'number' || typeof completion !== 'number') return undefined
  return toUsage({ prompt, completion })
}
