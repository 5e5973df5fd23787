import {
  APIConnectionError,
  APITimeoutError,
  BadRequestError,
  isModelRelayError,
  type ModelRelayError,
} from '../contract/errors.js'

/** What the network said, as an error that names the host and what to look at. */
export function toConnectionError(cause: unknown, baseURL: string): ModelRelayError {
  if (isModelRelayError(cause)) return cause
  const code = codeOf(cause)
  const details = { code, cause }
  if (code === 'UND_ERR_INVALID_ARG')
    return new BadRequestError(`The request cannot be sent: ${messageOf(cause)}`, details)
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return new APITimeoutError(`No connection to ${shownURL(baseURL)} in time (${code}).`, details)
  const why = code ?? messageOf(cause)
  return new APIConnectionError(`The connection to ${shownURL(baseURL)} failed: ${why}.${adviceFor(code)}`, details)
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

/** A URL as an error may show it: without query, user name and password, which may be secret. */
export function shownURL(url: string): string {
  if (!URL.canParse(url)) return 'the base URL'
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/$/, '')
}

/** The code of an error or of what caused it: fetch hides the socket's error in `cause`. */
function codeOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 4; depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
    at = 'cause' in at ? at.cause : undefined
  }
  return undefined
}

function adviceFor(code: string | undefined): string {
  switch (code) {
    case 'ECONNREFUSED':
      return ' Is the server running, and is baseURL right?'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return ' Check the host in baseURL and the network.'
    default:
      return ''
  }
}
