import type { Attempt } from './call.js'
import type { PartialCompletion } from './chat.js'

/** What an error knows. Everything is optional: a validation error has no status, a lost connection no code. */
export interface ErrorDetails {
  /** HTTP status that the provider answered, or would have. */
  status?: number | undefined
  /** The provider's own code (`insufficient_quota`), else ours. */
  code?: string | undefined
  /** The provider's own error type (`invalid_request_error`). */
  type?: string | undefined
  /** The parameter at fault, as a path into the request. */
  param?: string | undefined
  provider?: string | undefined
  model?: string | undefined
  /** The provider's id of the request. */
  requestId?: string | undefined
  /** Overrides what the class says. */
  retryable?: boolean | undefined
  /** How long the provider asks to wait, ms. */
  retryAfterMs?: number | undefined
  /** What had arrived of a stream. */
  partial?: PartialCompletion | undefined
  /** The underlying failure, without secrets. */
  cause?: unknown
}

const MARK = Symbol.for('modelrelay.error')

/** Every error that this library throws, but for the caller's own abort reason. */
export class ModelRelayError extends Error {
  /** Spelt out, so that it survives a bundler that shortens names. */
  static override readonly name: string = 'ModelRelayError'
  // Declared, not initialised: what is not known is not there, so that a printed error is short.
  declare readonly status?: number
  declare readonly code?: string
  declare readonly type?: string
  declare readonly param?: string
  declare provider?: string | undefined
  declare model?: string | undefined
  declare readonly requestId?: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  declare readonly retryAfterMs?: number
  /** Every try of the call, in order. Filled when the call gives up. */
  attempts: Attempt[] = []
  declare partial?: PartialCompletion | undefined

  constructor(message: string, details: ErrorDetails = {}, defaults: ErrorDefaults = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true, writable: true })
    Object.defineProperty(this, MARK, { value: true })
    this.retryable = details.retryable ?? defaults.retryable ?? false
    const { type, param, provider, model, requestId, retryAfterMs, partial } = details
    const known = {
      status: details.status ?? defaults.status,
      code: details.code ?? defaults.code,
      ...{ type, param, provider, model, requestId, retryAfterMs, partial },
    }
    for (const [field, value] of Object.entries(known)) if (value !== undefined) Object.assign(this, { [field]: value })
  }

  /** OpenAI's error body. */
  toJSON(): { error: { message: string; type: string; param: string | null; code: string | null } } {
    return {
      error: {
        message: this.message,
        type: this.type ?? this.name,
        param: this.param ?? null,
        code: this.code ?? null,
      },
    }
  }
}

interface ErrorDefaults {
  status?: number
  code?: string
  retryable?: boolean
}

/** 401: the key is missing, wrong or revoked. */
export class AuthenticationError extends ModelRelayError {
  static override readonly name: string = 'AuthenticationError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 401, code: 'authentication_error', ...defaults })
  }
}

/** 403: the key is valid but may not do this. */
export class PermissionDeniedError extends ModelRelayError {
  static override readonly name: string = 'PermissionDeniedError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 403, code: 'permission_denied', ...defaults })
  }
}

/** 404: no such model, deployment or endpoint. */
export class NotFoundError extends ModelRelayError {
  static override readonly name: string = 'NotFoundError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 404, code: 'not_found', ...defaults })
  }
}

/** 400: the request is wrong; sending it again does not help. */
export class BadRequestError extends ModelRelayError {
  static override readonly name: string = 'BadRequestError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 400, code: 'invalid_request', ...defaults })
  }
}

/** The prompt does not fit the model's context window. */
export class ContextWindowExceededError extends BadRequestError {
  static override readonly name: string = 'ContextWindowExceededError'
  constructor(message: string, details?: ErrorDetails) {
    super(message, details, { code: 'context_length_exceeded' })
  }
}

/** The provider's content filter refused the prompt. */
export class ContentPolicyViolationError extends BadRequestError {
  static override readonly name: string = 'ContentPolicyViolationError'
  constructor(message: string, details?: ErrorDetails) {
    super(message, details, { code: 'content_policy_violation' })
  }
}

/** The model does not take these parameters; `dropParams: true` leaves them out. */
export class UnsupportedParamsError extends BadRequestError {
  static override readonly name: string = 'UnsupportedParamsError'
  /** Names of the parameters. */
  readonly params: readonly string[]
  constructor(message: string, details: ErrorDetails & { params: readonly string[] }) {
    super(message, { ...details, param: details.param ?? details.params[0] }, { code: 'unsupported_params' })
    this.params = details.params
  }
}

/** 422: well-formed, but the provider cannot process it. */
export class UnprocessableEntityError extends ModelRelayError {
  static override readonly name: string = 'UnprocessableEntityError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 422, code: 'unprocessable_entity', ...defaults })
  }
}

/** 429: too many requests or tokens; retryable. */
export class RateLimitError extends ModelRelayError {
  static override readonly name: string = 'RateLimitError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 429, code: 'rate_limit_exceeded', retryable: true, ...defaults })
  }
}

/** The account has no credit or quota left; waiting does not help. */
export class QuotaExceededError extends RateLimitError {
  static override readonly name: string = 'QuotaExceededError'
  constructor(message: string, details?: ErrorDetails) {
    super(message, details, { code: 'insufficient_quota', retryable: false })
  }
}

/** 500: the provider failed; retryable. */
export class InternalServerError extends ModelRelayError {
  static override readonly name: string = 'InternalServerError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 500, code: 'internal_server_error', retryable: true, ...defaults })
  }
}

/** 503 or 529: the provider is overloaded or down; retryable. */
export class ServiceUnavailableError extends ModelRelayError {
  static override readonly name: string = 'ServiceUnavailableError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 503, code: 'service_unavailable', retryable: true, ...defaults })
  }
}

/** A time limit passed: ours (`connectTimeout`, `timeout`, `idleTimeout`) or the provider's (408, 504). Retryable while time is left. */
export class APITimeoutError extends ModelRelayError {
  static override readonly name: string = 'APITimeoutError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { status: 408, code: 'timeout', retryable: true, ...defaults })
  }
}

/** No connection, or it broke; retryable until a stream's first content. */
export class APIConnectionError extends ModelRelayError {
  static override readonly name: string = 'APIConnectionError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { code: 'connection_error', retryable: true, ...defaults })
  }
}

/** The caller ended a stream by `abort()` or by leaving its loop. (An aborted `signal` rejects with its own reason.) */
export class APIUserAbortError extends ModelRelayError {
  static override readonly name: string = 'APIUserAbortError'
  constructor(message: string, details?: ErrorDetails) {
    super(message, details, { code: 'aborted' })
  }
}

/** An answer that cannot be understood: not JSON, no choices, too large, an unknown stop reason. */
export class APIResponseError extends ModelRelayError {
  static override readonly name: string = 'APIResponseError'
  constructor(message: string, details?: ErrorDetails, defaults?: ErrorDefaults) {
    super(message, details, { code: 'invalid_response', retryable: true, ...defaults })
  }
}

/** A budget would be exceeded. */
export class BudgetExceededError extends ModelRelayError {
  static override readonly name: string = 'BudgetExceededError'
  constructor(message: string, details?: ErrorDetails) {
    super(message, details, { status: 429, code: 'budget_exceeded' })
  }
}

/** An optional package is not installed; the message is the command that installs it. */
export class MissingDependencyError extends ModelRelayError {
  static override readonly name: string = 'MissingDependencyError'
  constructor(packageName: string, details?: ErrorDetails) {
    super(`npm install ${packageName}`, details, { code: 'missing_dependency' })
  }
}

/** Structured output that does not fit its schema. */
export class SchemaValidationError extends ModelRelayError {
  static override readonly name: string = 'SchemaValidationError'
  /** What the model wrote. */
  readonly text: string
  /** Each misfit: where and what. */
  readonly issues: ReadonlyArray<{ path: string; message: string }>
  constructor(
    message: string,
    details: ErrorDetails & { text: string; issues: ReadonlyArray<{ path: string; message: string }> },
  ) {
    super(message, details, { code: 'schema_validation_failed' })
    this.text = details.text
    this.issues = details.issues
  }
}

/** True for our errors, even when two copies of the package are installed; `code` narrows to one kind. */
export function isModelRelayError(error: unknown, code?: string): error is ModelRelayError {
  return (
    typeof error === 'object' &&
    error !== null &&
    MARK in error &&
    (code === undefined || ('code' in error && error.code === code))
  )
}
