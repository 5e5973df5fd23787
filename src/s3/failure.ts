import {
  APIConnectionError,
  APIResponseError,
  AuthenticationError,
  BadRequestError,
  type ErrorDetails,
  InternalServerError,
  ModelRelayError,
  NotFoundError,
  PermissionDeniedError,
  ServiceUnavailableError,
} from '../contract/errors.js'

/** HTTP status of what the SDK threw; undefined: no answer came. */
export function statusOf(thrown: unknown): number | undefined {
  const metadata = fieldOf(thrown, '$metadata')
  const status = fieldOf(metadata, 'httpStatusCode')
  return typeof status === 'number' ? status : undefined
}

export function nameOf(thrown: unknown): string {
  const name = fieldOf(thrown, 'name')
  return typeof name === 'string' ? name : ''
}

/** Names by which S3 says that the key or signature is wrong. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const WRONG_KEY = /^(?:InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|InvalidToken|CredentialsProviderError)$/

/** An error of ours for what the SDK threw. `what`: what was tried, with the bucket's name. */
export function toFailure(thrown: unknown, what: string): Error {
  if (thrown instanceof ModelRelayError) return thrown
  const status = statusOf(thrown)
  const name = nameOf(thrown)
  const details: ErrorDetails = { cause: thrown }
  if (status !== undefined) details.status = status
  if (name !== '' && name !== 'Error') details.code = name
  const said = `${what}: ${name || 'no answer'}${status === undefined ? '' : ` (${status})`}.`
  if (WRONG_KEY.test(name))
    return new AuthenticationError(
      `${said} Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or pass credentials.`,
      details,
    )
  // S3 says so of an absent object too, to who may not list the bucket.
  if (status === 403)
    return new PermissionDeniedError(`${said} Allow s3:GetObject, s3:PutObject, s3:ListBucket.`, details)
  if (status === 404) return new NotFoundError(said, details)
  if (status === 503 || status === 429) return new ServiceUnavailableError(said, details)
  if (status !== undefined && status >= 500) return new InternalServerError(said, details)
  if (status !== undefined && status >= 400) return new BadRequestError(said, details)
  if (status !== undefined) return new APIResponseError(said, details)
  return new APIConnectionError(said, details)
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
