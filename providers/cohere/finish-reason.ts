import { APIResponseError, type FinishReason, type ProviderCall } from '../../src/provider.js'
import type { FinishWord } from './wire.js'

/** quirks.md 136. `ERROR` and `TIMEOUT` are failures. */
const FINISH_REASONS = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool_calls',
} as const satisfies Partial<Record<FinishWord, FinishReason>>

const isKnown = (word: unknown): word is keyof typeof FINISH_REASONS =>
  typeof word === 'string' && Object.hasOwn(FINISH_REASONS, word)

/** @throws APIResponseError for a word that is not known: guessing could pass half an answer off as whole. */
export function toFinishReason(word: unknown, { provider, model, report }: ProviderCall): FinishReason {
  if (isKnown(word)) {
    report.finishReason = word
    return FINISH_REASONS[word]
  }
  throw new APIResponseError(
    word === null || word === undefined
      ? 'The answer does not say why it stopped.'
      : `The answer stopped for an unknown reason: ${JSON.stringify(word).slice(0, 100)}.`,
    {
      provider,
      model,
      requestId: report.requestId,
      code: 'unknown_stop_reason',
      retryable: typeof word !== 'string', // a whole answer is paid for
    },
  )
}

/** Whether the vendor says by its finish reason that it failed. */
export function isFailure(word: unknown): boolean {
  return word === 'ERROR' || word === 'TIMEOUT'
}
