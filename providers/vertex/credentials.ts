import type { GoogleAuth, GoogleAuthOptions } from 'google-auth-library'
import { AuthenticationError, isRecord, MissingDependencyError, type ProviderCall } from '../../src/provider.js'

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'

/** What hands out tokens: google-auth-library's clients, or anything with their one method. */
interface TokenClient {
  getAccessToken(): Promise<unknown>
}

/** Texts and files whose clients are kept: a server may see one for each of its users. */
const MAX_KNOWN = 500

/** google-auth-library's clients by the credentials they stand for: each keeps its token, and renews it ahead of its end. */
export class GoogleCredentials {
  #ofEnvironment: Promise<GoogleAuth> | undefined
  readonly #ofObjects = new WeakMap<object, Promise<GoogleAuth>>()
  readonly #ofFiles = new Map<string, Promise<GoogleAuth>>()
  readonly #texts = new Map<string, object>()

  /** The same call with credentials that are JSON as an object, one for each text, so that its project is known. */
  read(call: ProviderCall): ProviderCall {
    const { connection } = call
    const { credentials: stated, accessToken } = connection.vertex ?? {}
    if (typeof stated !== 'string' || accessToken !== undefined) return call
    const text = stated.trim()
    call.secrets.push(text) // what is taken for a path stands in the error that there is no such file
    if (!text.startsWith('{')) return call
    const credentials = this.#texts.get(text) ?? parse(text, call)
    keep(this.#texts, text, credentials)
    return { ...call, connection: { ...connection, vertex: { ...connection.vertex, credentials } } }
  }

  /** A token for this call: the caller's own, or one of its credentials, or of the application's default ones. */
  async token(call: ProviderCall): Promise<string> {
    const { accessToken, credentials } = call.connection.vertex ?? {}
    if (accessToken !== undefined) {
      const token = typeof accessToken === 'function' ? await askedFor(accessToken, call) : accessToken
      // A token out of a file or a command often ends in a line break.
      if (token?.trim()) return token.trim()
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

  /** A token was refused: the client that keeps it is not used again. */
  forget(call: ProviderCall): void {
    const { credentials, accessToken } = this.read(call).connection.vertex ?? {}
    if (accessToken !== undefined) return
    if (typeof credentials === 'object' && credentials !== null) this.#ofObjects.delete(credentials)
    else if (typeof credentials === 'string') this.#ofFiles.delete(credentials.trim())
    else this.#ofEnvironment = undefined
  }

  /** The project of the credentials; undefined where they have none. */
  async project(call: ProviderCall): Promise<string | undefined> {
    const { credentials } = call.connection.vertex ?? {}
    if (isTokenClient(credentials)) return undefined
    const client = await this.#client(credentials)
    const asked = typeof credentials === 'object' && credentials !== null ? ownProject(client) : client.getProjectId()
    return abortable(asked, call.signal).catch((cause: unknown) => {
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
      const keyFilename = credentials.trim()
      const known = this.#ofFiles.get(keyFilename) ?? open({ keyFilename })
      keep(this.#ofFiles, keyFilename, known)
      known.catch(() => this.#ofFiles.delete(keyFilename))
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

/** The newest is last, the oldest goes. */
function keep<T>(known: Map<string, T>, key: string, value: T): void {
  known.delete(key)
  known.set(key, value)
  for (const oldest of known.keys()) {
    if (known.size <= MAX_KNOWN) return
    known.delete(oldest)
  }
}

/** The parser's own error quotes the text, which holds a private key. */
function parse(text: string, call: ProviderCall): object {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch {}
  throw noCredentials('vertex.credentials begins like JSON, but is none.', call)
}

/** A function of the caller's: what it throws is a failure of the credentials. */
async function askedFor(accessToken: () => string | Promise<string>, call: ProviderCall): Promise<string> {
  try {
    return await abortable(accessToken(), call.signal)
  } catch (cause) {
    if (call.signal.aborted) throw cause
    throw noCredentials('vertex.accessToken failed.', call, cause)
  }
}

/** The project that federated credentials belong to. GoogleAuth's own look-up would find the application's before it. */
async function ownProject(auth: GoogleAuth): Promise<string | undefined> {
  const client = await auth.getClient()
  return 'getProjectId' in client ? ((await client.getProjectId()) ?? undefined) : undefined
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
