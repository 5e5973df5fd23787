import type { ErrorType } from '@anthropic-ai/sdk/resources/shared'
import { classifyError, errorFacts, type ModelRelayError, type ProviderCall } from '../../src/provider.js'

/** The HTTP status of each error type: https://platform.claude.com/docs/en/api/errors */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
} satisfies Partial<Record<ErrorType | 'request_too_large', number>>

/**
 * The error for an `error` event, or an error body in a 200 (quirks.md 83). An overload is retryable as its status
 * would be; a failure inside the vendor after it began to answer is not.
 */
export function toFailure(body: unknown, { provider, model, report }: ProviderCall): ModelRelayError {
  const facts = errorFacts(body)
  const status = facts.type !== undefined && Object.hasOwn(STATUS, facts.type) ? STATUS[facts.type] : undefined
  const details = { provider, model, requestId: report.requestId }
  const failure = classifyError({ ...facts, status }, details)
  return failure.status === 500 ? classifyError({ ...facts, status: 500 }, { ...details, retryable: false }) : failure
}
