import {
  APIResponseError,
  classifyError,
  errorFacts,
  type FinishReason,
  isRecord,
  type ModelRelayError,
  type ProviderCall,
} from '../../../src/provider.js'
import type { AnswerContext } from './context.js'
import type { Item } from './items.js'

/** Error codes of OpenAI's that do not say by their words what kind they are. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  server_error: 500,
  rate_limit_exceeded: 429,
  invalid_prompt: 400,
  data_residency_mismatch: 400,
  bio_policy: 400,
  cyber_policy: 400,
  image_content_policy_violation: 400,
  image_too_large: 400,
  image_too_small: 400,
  image_parse_error: 400,
  image_file_too_large: 400,
  image_file_not_found: 400,
  unsupported_image_media_type: 400,
  empty_image_file: 400,
  failed_to_download_image: 400,
}

/**
 * The error of a failed answer or an `error` event: `{ error: { code, message } }`, or the fields beside the event's
 * type (20, 61).
 */
export function toFailure(body: Item, { call, errorFacts: own }: AnswerContext): ModelRelayError {
  const { provider, model, report } = call
  const { type: _, ...flat } = body
  const stated = errorFacts(body['error'] ? { error: body['error'] } : flat)
  const facts = own?.(stated, body['error'] ? body : { error: flat }) ?? stated
  const status =
    facts.code !== undefined && Object.hasOwn(STATUS_OF_CODE, facts.code) ? STATUS_OF_CODE[facts.code] : undefined
  const message = facts.message || 'The provider gave the answer up without saying why.'
  return classifyError({ ...facts, message, status }, { provider, model, requestId: report.requestId })
}

/**
 * How an answer ended (61). Whether it called tools is settled later.
 * @throws the failure that it states, or APIResponseError for an answer that has not ended.
 */
export function toFinishReason(response: Item, context: AnswerContext): FinishReason {
  const { call } = context
  const { status, incomplete_details, error } = response
  const reason = isRecord(incomplete_details) ? incomplete_details['reason'] : undefined
  if (status === 'failed' || (isRecord(error) && status !== 'incomplete')) throw toFailure(response, context)
  if (typeof reason === 'string' && reason !== '') {
    call.report.finishReason ??= reason
    if (reason === 'content_filter') return 'content_filter'
    if (reason.startsWith('max_')) return 'length'
    throw unfinished(`Incomplete: ${JSON.stringify(reason.slice(0, 80))}.`, call)
  }
  if (typeof status === 'string') call.report.finishReason ??= status
  // Some hosts leave the status out.
  if (status === 'completed' || status === undefined || status === null) return 'stop'
  if (status === 'incomplete') return 'length'
  throw unfinished(`Its status is ${JSON.stringify(String(status).slice(0, 80))}.`, call)
}

function unfinished(what: string, { provider, model }: ProviderCall): ModelRelayError {
  return new APIResponseError(`The answer did not come to its end. ${what}`, {
    provider,
    model,
    code: 'unfinished_response',
    retryable: false,
  })
}
