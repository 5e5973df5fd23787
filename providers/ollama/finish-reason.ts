import { APIResponseError, type FinishReason, type ProviderCall } from '../../src/provider.js'

/** `load` and `unload` answer a request without a prompt; versions before 0.1.40 gave no reason. */
const FINISH_REASONS = { stop: 'stop', length: 'length', load: 'stop', unload: 'stop' } as const satisfies Record<
  string,
  FinishReason
>

const isKnown = (word: unknown): word is keyof typeof FINISH_REASONS =>
  typeof word === 'string' && Object.hasOwn(FINISH_REASONS, word)

/** @throws APIResponseError for a word that is not known: guessing could pass half an answer off as whole. */
export function toFinishReason(word: unknown, { provider, model, report }: ProviderCall): FinishReason {
  if (word === undefined || word === null || word === '') return 'stop'
  if (isKnown(word)) {
    report.finishReason = word
    return FINISH_REASONS[word]
  }
  throw new APIResponseError(`The answer stopped for an unknown reason: ${JSON.stringify(word).slice(0, 100)}.`, {
    provider,
    model,
    requestId: report.requestId,
    code: 'unknown_stop_reason',
    retryable: typeof word !== 'string', // a whole answer is paid for
  })
}
