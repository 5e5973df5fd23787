import type { GoogleAuth, GoogleAuthOptions } from 'google-auth-library'
import { AuthenticationError, isRecord, MissingDependencyError, type ProviderCall } from '../../src/provider.js'

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'

/** What hands out tokens: google-auth-library's clients, or anything with their one method. */
interface TokenClient {
  getAccessToken(): Promise<unknown>
}

/** google-auth-library's clients by the credentials they stand for: each keeps its token, and renews it ahead of its end. */
export class GoogleCredentials {
  #ofEnvironment: Promise<GoogleAuth> | undefined
  readonly #ofObjects = new WeakMap<object, Promise<GoogleAuth>>()
  readonly #ofTexts = new Map<string, Promise<GoogleAuth>>()

  /** A token for this call: the caller's own, or one of its credentials, or of the application's default ones. */
  async token(call: ProviderCall): Promise<string> {
    const { accessToken, credentials } = call.connection.vertex ?? {}
    if (accessToken !== undefined) {
      const token = typeof accessToken === 'function' ? await abortable(accessToken(), call.signal) : accessToken
      if (token) return token
      throw noCredentials('vertex.accessToken gave no token.', call)
    }
    try {
      const client = isTokenClient(credentials) ? credentials : await this.#client(credentials)
      const token = tokenOf(await abortable(client.getAccessToken(), call.signal))
      if (token) return token
    } catch (cause) {
      if (call.signal.aborted || cause instanceof MissingDependencyError) throw cause
      throw noCredentials('Google gave no access token.', call, cause)
    }
    throw noCredentials('Google gave no access token.', call)
  }

  /** The project of the credentials; undefined where they have none. */
  async project(call: ProviderCall): Promise<string | undefined> {
    const { credentials } = call.connection.vertex ?? {}
    if (isTokenClient(credentials)) return undefined
    const client = await this.#client(credentials)
    return abortable(client.getProjectId(), call.signal).catch((cause: unknown) => {
      if (call.signal.aborted) throw cause
      return undefined // the error that follows says what to set
    })
  }

  #client(credentials: unknown): Promise<GoogleAuth> {
    if (typeof credentials === 'object' && credentials !== null) {
      const known = this.#ofObjects.get(credentials) ?? open({ credentials })
      this.#ofObjects.set(credentials, known)
      known.catch(() => this.#ofObjects.delete(credentials))
      return known
    }
    if (typeof credentials === 'string') {
      const known = this.#ofTexts.get(credentials) ?? open(ofText(credentials))
      this.#ofTexts.set(credentials, known)
      known.catch(() => this.#ofTexts.delete(credentials))
      return known
    }
    const known = this.#ofEnvironment ?? open({})
    this.#ofEnvironment = known
    known.catch(() => {
      this.#ofEnvironment = undefined
    })
    return known
  }
}

async function open(options: GoogleAuthOptions): Promise<GoogleAuth> {
  const library = await import('google-auth-library').catch((cause: unknown) => {
    throw new MissingDependencyError('google-auth-library', { cause })
  })
  return new library.GoogleAuth({ ...options, scopes: SCOPE })
}

/** A service account's JSON, or the path of its file. */
function ofText(credentials: string): GoogleAuthOptions {
  if (!credentials.trimStart().startsWith('{')) return { keyFilename: credentials }
  return { credentials: JSON.parse(credentials) }
}

function isTokenClient(value: unknown): value is TokenClient {
  return (
    typeof value === 'object' &&
    value !== null &&
    'getAccessToken' in value &&
    typeof value.getAccessToken === 'function'
  )
}

/** GoogleAuth gives the token itself, its clients an object with it. */
function tokenOf(answer: unknown): string | undefined {
  const token = isRecord(answer) ? answer['token'] : answer
  return typeof token === 'string' && token !== '' ? token : undefined
}

/** The library takes no signal: the call need not wait for it. */
function abortable<T>(asked: T | Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    Promise.resolve(asked)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}

function noCredentials(what: string, { provider, model }: ProviderCall, cause?: unknown): AuthenticationError {
  return new AuthenticationError(
    `${what} Run "gcloud auth application-default login", set GOOGLE_APPLICATION_CREDENTIALS, or pass vertex.credentials or vertex.accessToken.`,
    { provider, model, code: 'missing_credentials', ...(cause !== undefined && { cause }) },
  )
}
