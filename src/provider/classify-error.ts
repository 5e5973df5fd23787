import {
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  ContentPolicyViolationError,
  ContextWindowExceededError,
  type ErrorDetails,
  InternalServerError,
  ModelRelayError,
  NotFoundError,
  PermissionDeniedError,
  QuotaExceededError,
  RateLimitError,
  ServiceUnavailableError,
  UnprocessableEntityError,
} from '../contract/errors.js'
import type { ErrorFacts } from './error-facts.js'

/** Codes and types that mean one thing at every vendor that uses them. */
const CODES: Record<string, 'context' | 'content' | 'quota' | 'auth' | 'overloaded' | 'rate'> = {
  context_length_exceeded: 'context',
  exceed_context_size_error: 'context',
  too_many_prompt_tokens: 'context',
  TOO_MANY_TOKENS: 'context',
  string_above_max_length: 'context',
  request_too_large: 'context',
  content_filter: 'content',
  content_policy_violation: 'content',
  image_content_policy_violation: 'content',
  moderation_blocked: 'content',
  insufficient_quota: 'quota',
  billing_error: 'quota',
  billing_hard_limit_reached: 'quota',
  billing_not_active: 'quota',
  insufficient_user_quota: 'quota',
  invalid_api_key: 'auth',
  API_KEY_INVALID: 'auth',
  authentication_error: 'auth',
  overloaded_error: 'overloaded',
  UNAVAILABLE: 'overloaded',
}

/** How vendors word an overflow of the context window (quirks.md 48 and the recordings' README). */
const CONTEXT_TEXT =
  /prompt is too long|exceeds? the context window|maximum context length|input token count.{0,40}exceeds|exceeds the maximum number of tokens|maximum prompt length is|reduce the length of the messages|longer than the model'?s context length|too large for model with \S+ maximum context length|exceeds the available context size|greater than the context length|exceeds the limit of \d+|context window exceeds limit|exceeded model token limit|range of input length should be|input is too long|input tokens exceeded|too many tokens|prompt too long|max(?:imum)? context length|context_length_exceeded/i
const NOT_CONTEXT_TEXT = /rate limit|too many requests|please wait|per minute|throttl/i
const CONTENT_TEXT =
  /content management policy|content[_ ]filter|responsible ?ai ?policy|content policy|flagged by .{0,30}(?:moderation|safety)/i
const QUOTA_TEXT =
  /insufficient[_ ]quota|exceeded your current quota|billing|out of budget|usage limit|insufficient balance|credit balance is too low|more credits|not enough credits|no credits/i
const KEY_TEXT =
  /api key not valid|invalid api[- ]?key|incorrect api key|api_key_invalid|api key (?:is )?(?:not|in)valid/i
/** A request that alone is over the limit: waiting does not make it smaller. */
const TOO_LARGE_TEXT = /request too large for/i

/**
 * The class of a failure: by status and the vendor's code or type first, by its text last (quirks.md 20, 45, 48).
 * A failure inside a 200 has no status; then a numeric code or the words of code, type and message decide.
 */
export function classifyError(
  facts: ErrorFacts,
  details: Omit<ErrorDetails, 'status' | 'code' | 'type'>,
): ModelRelayError {
  const kind = kindOf(facts)
  const status = facts.status ?? statusOfKind(kind) ?? statusFromWords(facts)
  const message = facts.message || `The provider answered ${status} without saying why.`
  const info: ErrorDetails = {
    ...details,
    status,
    code: facts.code,
    type: facts.type,
    param: details.param ?? facts.param,
  }
  if (status === 400 || status === 413 || status === 422) {
    if (kind === 'context' || isOverflow(facts.message)) return new ContextWindowExceededError(message, info)
    if (kind === 'content' || CONTENT_TEXT.test(facts.message)) return new ContentPolicyViolationError(message, info)
    // Gemini and xAI answer 400 for a wrong key.
    if (kind === 'auth' || KEY_TEXT.test(facts.message)) return new AuthenticationError(message, info)
  }
  switch (status) {
    case 400:
      return new BadRequestError(message, info)
    case 401:
      return new AuthenticationError(message, info)
    case 402:
      return new QuotaExceededError(message, info)
    case 403:
      return kind === 'content'
        ? new ContentPolicyViolationError(message, info)
        : new PermissionDeniedError(message, info)
    case 404:
      return new NotFoundError(message, info)
    case 408:
    case 504:
      return new APITimeoutError(message, info)
    case 409:
      return new ModelRelayError(message, info, { retryable: true })
    case 413:
      // Cerebras and proxies say no more about a prompt that is too long (quirks.md 48).
      return facts.message === '' ? overflowWithoutBody(info) : new BadRequestError(message, info)
    case 422:
      return new UnprocessableEntityError(message, info)
    case 429:
      if (kind === 'quota' || isSpent(facts.message, details.retryAfterMs)) return new QuotaExceededError(message, info)
      return new RateLimitError(message, TOO_LARGE_TEXT.test(facts.message) ? { ...info, retryable: false } : info)
    case 498: // Groq: no capacity in the flex tier
    case 503:
    case 529:
      return new ServiceUnavailableError(message, info)
    default:
      return status >= 500 || status === 424
        ? new InternalServerError(message, info)
        : new BadRequestError(message, info)
  }
}

function kindOf({ code, type }: ErrorFacts): (typeof CODES)[string] | undefined {
  for (const word of [code, type]) if (word !== undefined && Object.hasOwn(CODES, word)) return CODES[word]
  return undefined
}

/** Whether a message says that the prompt is too long, and not that too many came at once. */
function isOverflow(message: string): boolean {
  return CONTEXT_TEXT.test(message) && !NOT_CONTEXT_TEXT.test(message)
}

/**
 * Whether the quota is gone for good. Gemini speaks of plan and billing also when a minute's quota is used up, and then
 * says when to come back; `limit: 0` is a model that the plan does not have.
 */
function isSpent(message: string, retryAfterMs: number | undefined): boolean {
  return QUOTA_TEXT.test(message) && (retryAfterMs === undefined || /\blimit: 0\b/.test(message))
}

function overflowWithoutBody(info: ErrorDetails): ContextWindowExceededError {
  return new ContextWindowExceededError(
    `The provider answered ${info.status} without a body, which mostly means that the prompt is too long.`,
    info,
  )
}

/** A filter that stops a stream, or a context that overflows in one, is the request's fault: nothing to try again. */
function statusOfKind(kind: ReturnType<typeof kindOf>): number | undefined {
  return kind === 'content' || kind === 'context' ? 400 : kind === 'quota' ? 429 : undefined
}

/** The status that a failure inside a 200 would have had (quirks.md 20). */
function statusFromWords({ code, type, message }: ErrorFacts): number {
  const numeric = Number(code)
  if (Number.isInteger(numeric) && numeric >= 400 && numeric < 600) return numeric
  const words = `${code ?? ''} ${type ?? ''} ${message}`
  if (/insufficient_quota|rate[ _]?limit|too[ _]?many[ _]?requests|throttl|capacity .{0,20}exceeded/i.test(words))
    return 429
  if (/currently unavailable|overload|high demand|unavailable/i.test(words)) return 503
  if (/authentication|invalid api[- ]?key|incorrect api key/i.test(words)) return 401
  if (/permission/i.test(words)) return 403
  if (/not_found|not found/i.test(words)) return 404
  if (/timeout|timed out/i.test(words)) return 504
  if (/invalid_|bad_request|context_length|tool_use_failed/i.test(words)) return 400
  if (isOverflow(message) || CONTENT_TEXT.test(message)) return 400
  return 500
}
