import type { StopReason } from '@aws-sdk/client-bedrock-runtime'
import { APIResponseError, type FinishReason, type ProviderCall } from '../../src/provider.js'

/** quirks.md 98. What the model could not write right has no place among OpenAI's reasons: it is an error. */
const FINISH_REASONS = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
} as const satisfies Record<Exclude<StopReason, `malformed_${string}`>, FinishReason>

/** @throws APIResponseError for a word that is not known: guessing could pass half an answer off as whole. */
export function toFinishReason(stopReason: unknown, { provider, model, report }: ProviderCall): FinishReason {
  if (typeof stopReason === 'string' && Object.hasOwn(FINISH_REASONS, stopReason)) {
    report.finishReason = stopReason
    return FINISH_REASONS[stopReason as keyof typeof FINISH_REASONS] // hasOwn has just said so
  }
  throw new APIResponseError(
    stopReason === null || stopReason === undefined
      ? 'The answer does not say why it stopped.'
      : `The answer stopped for a reason that leaves nothing to use: ${JSON.stringify(stopReason).slice(0, 100)}.`,
    {
      provider,
      model,
      requestId: report.requestId,
      code: 'unknown_stop_reason',
      retryable: typeof stopReason !== 'string', // a whole answer is paid for
    },
  )
}
