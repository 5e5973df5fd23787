import { APIConnectionError, APITimeoutError, isModelRelayError, type ModelRelayError } from '../contract/errors.js'

/** What the network said, as an error that names the host and what to look at. */
export function toConnectionError(cause: unknown, baseURL: string): ModelRelayError {
  if (isModelRelayError(cause)) return cause
  const code = codeOf(cause)
  const details = { code, cause }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return new APITimeoutError(`No connection to ${baseURL} in time (${code}).`, details)
  const why = code ?? (cause instanceof Error ? cause.message : String(cause))
  return new APIConnectionError(`The connection to ${baseURL} failed: ${why}.${adviceFor(code)}`, details)
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
