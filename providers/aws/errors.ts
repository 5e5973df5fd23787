import {
  APIConnectionError,
  APIResponseError,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  classifyError,
  type ErrorDetails,
  isModelRelayError,
  isRecord,
  type ModelRelayError,
  type ProviderCall,
  retryAfterMsOf,
} from '../../src/provider.js'
import type { Named } from './service.js'

/** The HTTP status of each exception that all services share: https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html */
const STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  InternalFailure: 500,
  ServiceUnavailable: 503,
  ThrottlingException: 429,
  UnrecognizedClientException: 403,
  ValidationError: 400,
}

/** Names by which AWS says that the key, token or signature is wrong, and not that it may not do this. */
const WRONG_KEY =
  /^(?:ExpiredToken|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|InvalidClientTokenId|IncompleteSignature|MissingAuthenticationToken|NotAuthorized)/

/** What the SDK throws before it sends anything, when it finds no credentials. */
const NO_CREDENTIALS = /^(?:CredentialsProviderError|TokenProviderError|ProviderError)$/

/** An error of ours for what the SDK threw, or for an exception inside a stream. */
export function toFailure(
  thrown: unknown,
  call: ProviderCall,
  { name: service, statuses, apiKeyEnv }: Named,
): ModelRelayError {
  if (isModelRelayError(thrown)) return thrown
  const { provider, model, report } = call
  const { name, message, status, requestId, retryAfterMs, code } = readError(thrown)
  if (requestId !== undefined) report.requestId ??= requestId
  const details: ErrorDetails = { provider, model, requestId: report.requestId }
  const stated = statusIn(statuses, name) ?? statusIn(STATUS, name)
  if (status !== undefined ? status >= 400 : stated !== undefined)
    return toServiceError({ name, message, status: status ?? stated }, { ...details, retryAfterMs })
  if (NO_CREDENTIALS.test(name))
    return new AuthenticationError(
      `No AWS credentials were found: ${message} ${apiKeyEnv ? `Set ${apiKeyEnv[0]} or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass apiKey or aws.credentials.` : 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass aws.credentials.'}`,
      details,
    )
  if (/region is missing/i.test(message))
    return new BadRequestError('No AWS region is set. Set AWS_REGION or pass aws.region.', {
      ...details,
      param: 'aws.region',
    })
  if (/did not get a response/i.test(message))
    return new APIConnectionError(`The connection to ${service} broke before it answered.`, {
      ...details,
      cause: thrown,
    })
  // Over HTTP/1.1 the SDK gives every broken connection that name, and the code tells them apart.
  if (code === 'ETIMEDOUT' || (name === 'TimeoutError' && code === undefined))
    return new APITimeoutError(`No connection to ${service} in time: ${message}`, { ...details, code })
  if (isConnectionError(code, message))
    return new APIConnectionError(`The connection to ${service} failed: ${message}`, {
      ...details,
      code,
      cause: thrown,
    })
  return new APIResponseError(`The answer of ${service} cannot be read: ${message}`, details)
}

function statusIn(table: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

interface ReadError {
  name: string
  message: string
  status: number | undefined
  requestId: string | undefined
  retryAfterMs: number | undefined
  code: string | undefined
}

/** The SDK's fields: `name`, `$metadata` and the response it read, `$response` (quirks.md 50). */
function readError(thrown: unknown): ReadError {
  const field = (name: string): unknown =>
    typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined
  const metadata = field('$metadata')
  const known = isRecord(metadata) ? metadata : {}
  const response = field('$response')
  const headers = isRecord(response) && isRecord(response['headers']) ? response['headers'] : {}
  const status = known['httpStatusCode'] ?? (isRecord(response) ? response['statusCode'] : undefined)
  const { code, message } = rootOf(thrown)
  return {
    name: String(field('name') ?? ''),
    message: String((code === undefined ? field('message') : message) || field('Message') || ''),
    status: typeof status === 'number' ? status : undefined,
    requestId: typeof known['requestId'] === 'string' ? known['requestId'] : undefined,
    retryAfterMs: retryAfterMsOf((name) => (typeof headers[name] === 'string' ? headers[name] : undefined)),
    code,
  }
}

/** What broke a connection: HTTP/2 hides the socket's error behind one of its own. */
function rootOf(thrown: unknown): { code: string | undefined; message: string } {
  const root = { code: undefined as string | undefined, message: '' }
  for (let at = thrown, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code: unknown = Reflect.get(at, 'code')
    if (typeof code === 'string') Object.assign(root, { code, message: at.message || code })
  }
  return root
}

interface ServiceFailure {
  name: string
  message: string
  status: number | undefined
}

/** By name first: AWS says 403 for wrong keys and 400 for a quota (quirks.md 9, 97). */
function toServiceError({ name, message, status }: ServiceFailure, details: ErrorDetails): ModelRelayError {
  const known = name === 'Error' || name === 'UnknownError' || name === 'Unknown' ? undefined : name
  const said = message === 'UnknownError' || message === 'Unknown' ? '' : message
  if ((status === 401 || status === 403) && WRONG_KEY.test(name))
    return new AuthenticationError(said || name, { ...details, status, type: name })
  return classifyError({ status, message: said || known || '', type: known }, details)
}

function isConnectionError(code: string | undefined, message: string): boolean {
  return (
    /^(?:E[A-Z]+|ERR_HTTP2_|ERR_SSL|ERR_TLS|CERT_|UNABLE_)/.test(code ?? '') || /http2|socket|stream/i.test(message)
  )
}
