import { APIResponseError, createFetchTransport, isRecord, type Transport } from '../../src/provider.js'

/**
 * What we use of an instance of `GoogleGenAI` (@google/genai 2 and 3): the client beneath its `models`, which puts auth,
 * host, version, project, headers and extra body to a request. The SDK calls it internal, so it is looked at before use.
 */
export interface GoogleClient {
  readonly vertexai: boolean
  readonly apiClient: {
    request(request: object): Promise<unknown>
    getBaseUrl(): string
    getHeaders(): Record<string, string>
    /** Absent before 2.30 or so: then errors come without their headers. */
    getFetch?(): Fetch | undefined
    readonly clientOptions?: { readonly httpOptions?: { readonly retryOptions?: object } }
  }
}

type Fetch = typeof globalThis.fetch

const METHODS = ['request', 'getBaseUrl', 'getHeaders']

export function isGoogleClient(value: unknown): value is GoogleClient {
  if (!isRecord(value) || typeof value['vertexai'] !== 'boolean') return false
  const { apiClient } = value
  return isRecord(apiClient) && METHODS.every((name) => typeof apiClient[name] === 'function')
}

const transports = new WeakMap<GoogleClient, Transport>()

/** A transport over the instance. Its retries and its time limit are left aside: the call has its own. */
export function transportOf(client: GoogleClient): Transport {
  const known = transports.get(client)
  if (known) return known
  const baseURL = () => client.apiClient.getBaseUrl().replace(/\/+$/, '')
  const through = createFetchTransport((input, init = {}) => {
    // The instance has a version of its own, and says it itself.
    const place = String(input)
      .slice(baseURL().length)
      .replace(/^\/(?:v\d[^/]*\/)?/, '/')
    return carry(client, new URL(place, 'https://path.invalid/'), init)
  })
  const transport: Transport = { send: (request) => through.send({ ...request, baseURL: baseURL() }) }
  transports.set(client, transport)
  return transport
}

async function carry({ apiClient }: GoogleClient, place: URL, init: RequestInit): Promise<Response> {
  const { body, method, signal } = init
  let answer: Response | undefined
  const fetch: Fetch = async (input, sdkInit) => {
    const own = apiClient.getFetch?.() ?? unhurried
    answer = await own(input, { ...sdkInit, redirect: 'manual' })
    // The SDK would read what is ours to read.
    return answer.ok ? answer : new Response(null, { status: answer.status >= 400 ? answer.status : 500 })
  }
  const request = {
    path: place.pathname.slice(1),
    queryParams: Object.fromEntries(place.searchParams),
    ...(body !== undefined && { body }),
    httpMethod: method,
    abortSignal: signal,
    httpOptions: {
      fetch,
      timeout: 0,
      headers: spelledAs(apiClient.getHeaders(), init.headers),
      ...(apiClient.clientOptions?.httpOptions?.retryOptions && { retryOptions: { attempts: 1 } }),
    },
  }
  try {
    const carried = await apiClient.request(request)
    answer ??= responseIn(carried)
  } catch (cause) {
    answer ??= errorIn(cause)
    if (answer === undefined) throw cause
  }
  if (answer === undefined) throw new APIResponseError('The GoogleGenAI client gave no answer.')
  return answer.status >= 300 && answer.status < 400 ? refuse(answer) : answer
}

/** Our headers in the spelling of the instance's: two that differ in case alone would be joined. */
function spelledAs(own: Record<string, string>, ours: RequestInit['headers']): Record<string, string> {
  const spelling = new Map(Object.keys(own).map((name) => [name.toLowerCase(), name]))
  const headers: Record<string, string> = {}
  for (const [name, value] of new Headers(ours)) headers[spelling.get(name) ?? name] = value
  return headers
}

const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1')

/** Node's fetch gives up after five minutes without a byte; the SDK's does not, and the call has limits of its own. */
const unhurried: Fetch = (input, init) => {
  const dispatcher = {
    dispatch(options: object, handler: object): unknown {
      const found: unknown = Reflect.get(globalThis, GLOBAL_DISPATCHER)
      if (!isRecord(found) || typeof found['dispatch'] !== 'function') throw new Error('fetch has no dispatcher.')
      return found['dispatch']({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler)
    },
  }
  new Headers() // makes Node load its dispatcher
  return globalThis.fetch(input, Object.assign({ dispatcher }, init))
}

/** The raw answer in the SDK's wrapper. */
function responseIn(carried: unknown): Response | undefined {
  const inner = isRecord(carried) ? carried['responseInternal'] : undefined
  return inner instanceof Response ? inner : undefined
}

/** The SDK's error has the body as its message. */
function errorIn(cause: unknown): Response | undefined {
  if (!(cause instanceof Error) || !('status' in cause) || typeof cause.status !== 'number') return undefined
  const { status, message } = cause
  if (status < 400 || status > 599) return undefined
  return new Response(message, { status, headers: { 'content-type': 'application/json' } })
}

function refuse(answer: Response): never {
  answer.body?.cancel().catch(() => {})
  throw new APIResponseError(
    "The GoogleGenAI client's base URL redirects elsewhere, which is not followed with credentials. Set its baseUrl to where it should go.",
    { status: answer.status, code: 'redirect', retryable: false },
  )
}
