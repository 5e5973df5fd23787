import type { BetaStopReason } from '@anthropic-ai/sdk/resources/beta/messages/messages'
import { APIResponseError, type FinishReason, type ProviderCall } from '../../src/provider.js'

/** quirks.md 82. `pause_turn` and `compaction` end the turn so that the caller may send it back to go on. */
const FINISH_REASONS = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  compaction: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
} as const satisfies Record<BetaStopReason, FinishReason>

/** @throws APIResponseError for a word that is not known: guessing could pass half an answer off as whole. */
export function toFinishReason(stopReason: unknown, { provider, model, report }: ProviderCall): FinishReason {
  if (typeof stopReason === 'string' && Object.hasOwn(FINISH_REASONS, stopReason)) {
    report.finishReason = stopReason
    return FINISH_REASONS[stopReason as BetaStopReason] // hasOwn has just said so
  }
  throw new APIResponseError(
    stopReason === null || stopReason === undefined
      ? 'The answer does not say why it stopped.'
      : `The answer stopped for an unknown reason: ${JSON.stringify(stopReason).slice(0, 100)}.`,
    {
      provider,
      model,
      requestId: report.requestId,
      code: 'unknown_stop_reason',
      retryable: typeof stopReason !== 'string', // a whole answer is paid for
    },
  )
}
