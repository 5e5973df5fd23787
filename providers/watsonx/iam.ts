import {
  APIResponseError,
  AuthenticationError,
  classifyError,
  fromEnvironment,
  isRecord,
  type ProviderCall,
} from '../../src/provider.js'

/** Another account's or region's address of it, as LiteLLM names it. */
const URL_ENV = ['WATSONX_IAM_URL']
const IAM = 'https://iam.cloud.ibm.com/identity/token'
/** ms before its end at which a token is replaced. */
const AHEAD = 5 * 60_000
const MAX_ANSWER_BYTES = 64 * 1024
/** ms for one exchange, which several calls may wait for. */
const TIMEOUT = 30_000

interface Token {
  value: string
  /** Unix ms. */
  expiresAt: number
}

/** Access tokens by API key, renewed ahead of their end: https://cloud.ibm.com/docs/account?topic=account-iamtoken_from_apikey */
export class IamTokens {
  readonly #asked = new Map<string, Promise<Token>>()

  async token(apiKey: string, call: ProviderCall): Promise<string> {
    const known = this.#asked.get(apiKey)
    if (known) {
      const token = await abortable(known, call.signal)
      if (token.expiresAt - AHEAD > Date.now()) return token.value
    }
    // Of those who waited for the same old token only the first asks for another.
    const current = this.#asked.get(apiKey)
    const asked = current !== undefined && current !== known ? current : exchange(apiKey, call)
    this.#asked.set(apiKey, asked)
    asked.catch(() => this.#asked.delete(apiKey)) // a failure must not be remembered
    return (await abortable(asked, call.signal)).value
  }
}

async function exchange(apiKey: string, call: ProviderCall): Promise<Token> {
  const { origin, pathname } = new URL(fromEnvironment(URL_ENV) ?? IAM)
  const response = await call.transport.send({
    method: 'POST',
    baseURL: origin,
    path: pathname,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: apiKey }),
    signal: AbortSignal.timeout(TIMEOUT), // not the call's own, since others may wait too
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
