import type { FinishReason as VendorReason } from '@google/genai'
import { APIResponseError, type FinishReason, type ProviderCall } from '../../src/provider.js'

/** Words that Vertex has and the SDK does not know yet. */
type Word = `${VendorReason}` | 'MODEL_ARMOR' | 'MISSING_THOUGHT_SIGNATURE' | 'MALFORMED_RESPONSE'
/** An answer that ended so is not one. */
type Failure = { failure: string }

/** quirks.md 108. */
const FINISH_REASONS = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  // The limit of one request: `continuationToken` goes on.
  CONTINUATION: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
  LANGUAGE: { failure: 'the language is not supported' },
  MALFORMED_FUNCTION_CALL: { failure: 'the model wrote a function call that cannot be read' },
  UNEXPECTED_TOOL_CALL: { failure: 'the model called a tool that it was not given' },
  TOO_MANY_TOOL_CALLS: { failure: 'the model called too many tools in a row' },
  MALFORMED_RESPONSE: { failure: 'the model wrote an answer that cannot be read' },
  MISSING_THOUGHT_SIGNATURE: { failure: 'a thought signature is missing in the request' },
  NO_IMAGE: { failure: 'the model made no image' },
  IMAGE_OTHER: { failure: 'the image could not be made' },
  OTHER: { failure: 'no reason is given' },
  FINISH_REASON_UNSPECIFIED: { failure: 'no reason is given' },
} as const satisfies Record<Word, FinishReason | Failure>

/** The numbers of `$alt=json;enum-encoding=int`, in the order of the vendor's protocol buffers. */
const BY_NUMBER: readonly Word[] = [
  'FINISH_REASON_UNSPECIFIED',
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'OTHER',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'IMAGE_SAFETY',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
]

/** @throws APIResponseError for an answer that failed, and for a word that is not known. */
export function toFinishReason(
  stated: unknown,
  detail: unknown,
  { provider, model, report }: ProviderCall,
): FinishReason {
  const word = typeof stated === 'number' ? BY_NUMBER[stated] : stated
  const known = typeof word === 'string' && Object.hasOwn(FINISH_REASONS, word)
  const meaning = known ? FINISH_REASONS[word as Word] : undefined // hasOwn has just said so
  if (typeof word === 'string') report.finishReason = word
  if (typeof meaning === 'string') return meaning
  const shown = JSON.stringify(word ?? stated)?.slice(0, 100)
  const why = typeof detail === 'string' && detail !== '' ? `: ${detail.slice(0, 500)}` : ''
  throw new APIResponseError(
    meaning
      ? `The answer ended with ${shown}, ${meaning.failure}${why}`
      : `The answer stopped for an unknown reason: ${shown}${why}`,
    {
      provider,
      model,
      requestId: report.requestId,
      code: known ? String(word).toLowerCase() : 'unknown_stop_reason',
      retryable: word === undefined, // a whole answer is paid for
    },
  )
}
