import {
  APIResponseError,
  APITimeoutError,
  AuthenticationError,
  classifyError,
  fromEnvironment,
  isRecord,
  type ProviderCall,
  type Transport,
} from '../../src/provider.js'

/** Another account's or region's address of it, as LiteLLM names it. */
const URL_ENV = ['WATSONX_IAM_URL']
const IAM = 'https://iam.cloud.ibm.com/identity/token'
/** ms before its end at which a token is replaced. */
const AHEAD = 5 * 60_000
const MAX_ANSWER_BYTES = 64 * 1024
/** ms for one exchange, which several calls may wait for. */
const TIMEOUT = 30_000

/** Keys of one transport whose tokens are kept: a server may see one for each of its users. */
const MAX_KEYS = 500

interface Token {
  value: string
  /** Unix ms. */
  expiresAt: number
}

/**
 * Access tokens by API key, renewed ahead of their end: https://cloud.ibm.com/docs/account?topic=account-iamtoken_from_apikey
 * What one transport was given is no other's: a `fetch` of the caller's may hand out anything.
 */
export class IamTokens {
  readonly #transports = new WeakMap<Transport, Map<string, Promise<Token>>>()

  async token(apiKey: string, call: ProviderCall): Promise<string> {
    const tokens = this.#transports.get(call.transport) ?? new Map<string, Promise<Token>>()
    this.#transports.set(call.transport, tokens)
    const known = tokens.get(apiKey)
    if (known) {
      const token = await abortable(known, call.signal)
      if (token.expiresAt - AHEAD > Date.now()) return token.value
    }
    // Of those who waited for the same old token only the first asks for another.
    const current = tokens.get(apiKey)
    const asked = current !== undefined && current !== known ? current : exchange(apiKey, call)
    if (asked !== current) {
      keep(tokens, apiKey, asked)
      // A failure must not be remembered.
      asked.catch(() => {
        if (tokens.get(apiKey) === asked) tokens.delete(apiKey)
      })
    }
    return (await abortable(asked, call.signal)).value
  }

  /** The token was refused: it was revoked, or belongs to a key that is no more. */
  forget(apiKey: string, { transport }: ProviderCall): void {
    this.#transports.get(transport)?.delete(apiKey)
  }
}

/** The newest is last, the oldest goes. */
function keep(tokens: Map<string, Promise<Token>>, apiKey: string, asked: Promise<Token>): void {
  tokens.delete(apiKey)
  tokens.set(apiKey, asked)
  for (const oldest of tokens.keys()) {
    if (tokens.size <= MAX_KEYS) return
    tokens.delete(oldest)
  }
}

async function exchange(apiKey: string, call: ProviderCall): Promise<Token> {
  const signal = AbortSignal.timeout(TIMEOUT) // not the call's own, since others may wait too
  try {
    return await ask(apiKey, call, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    const { provider, model } = call
    throw new APITimeoutError(`IBM Cloud IAM gave no token within ${TIMEOUT} ms.`, { provider, model, cause: error })
  }
}

async function ask(apiKey: string, call: ProviderCall, signal: AbortSignal): Promise<Token> {
  const { origin, pathname } = new URL(fromEnvironment(URL_ENV) ?? IAM)
  const response = await call.transport.send({
    method: 'POST',
    baseURL: origin,
    path: pathname,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: apiKey }),
    signal,
    connectTimeout: call.limits.connectTimeout,
  })
  const answer = parsed(await response.text(MAX_ANSWER_BYTES))
  if (response.status >= 400) throw toFailure(response.status, answer, call)
  const { access_token: value, expires_in: seconds } = answer
  if (typeof value !== 'string' || value === '') throw new APIResponseError('IBM Cloud IAM gave no access token.')
  return { value, expiresAt: Date.now() + (typeof seconds === 'number' ? seconds : 3600) * 1000 }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

/** A key that is not known is answered with 400. */
function toFailure(status: number, { errorMessage, errorCode }: Record<string, unknown>, call: ProviderCall) {
  const { provider, model } = call
  const message = `IBM Cloud IAM gave no token: ${typeof errorMessage === 'string' ? errorMessage : `status ${status}`}`
  const code = typeof errorCode === 'string' ? errorCode : undefined
  if (status === 400 || status === 401)
    return new AuthenticationError(message, { provider, model, status: 401, ...(code && { code }) })
  return classifyError({ status, message, code }, { provider, model })
}

/** The exchange goes on for others when one call is given up. */
function abortable<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
