import type { CallMeta } from '../contract/call.js'
import type { ChatCompletionChunk, ProviderCompletion, ProviderRequest } from '../contract/chat.js'
import { APIResponseError, AuthenticationError, BadRequestError, type ModelRelayError } from '../contract/errors.js'
import { type HeaderOptions, headerEntries } from '../contract/headers.js'
import type { Provider, ProviderCall } from '../contract/provider.js'
import type { TransportRequest, TransportResponse } from '../contract/transport.js'
import { replayChunks } from '../stream/replay.js'
import { createSseReader } from '../transport/sse.js'
import { classifyError } from './classify-error.js'
import { errorFacts } from './error-facts.js'
import { parseJson } from './parse-json.js'
import { rateLimitOf, requestIdOf, retryAfterMsOf, shouldRetryOf } from './response-headers.js'

/** A request in the vendor's form. */
export interface VendorRequest {
  body: object
  /** On top of auth and content type; names in lower case. */
  headers?: Record<string, string>
  /** In place of `chat.path`. */
  path?: string
}

/** Turns the events of one stream into chunks. */
export interface StreamTranslator {
  /** One server-sent event. Throws what `failInStream` makes of an error event. */
  event(data: string, event: string | undefined): void
  /** The stream is over. Throws where it was cut. */
  end(): void
  /** The chunks since the last call. */
  take(): ChatCompletionChunk[]
}

/** The chat endpoint of a vendor: pure functions from OpenAI's shapes to the vendor's and back. */
export interface ChatTranslator {
  /** Appended to the base URL. */
  path: string
  toRequest(request: ProviderRequest, call: ProviderCall): VendorRequest
  /** Throws `failureInside` for an error inside a 200. `request` is what was asked, for answers that depend on it. */
  toCompletion(body: unknown, call: ProviderCall, request: ProviderRequest): ProviderCompletion
  createStream(call: ProviderCall, request: ProviderRequest): StreamTranslator
}

/** A vendor that speaks HTTP with JSON and server-sent events. */
export interface HttpProvider {
  id: string
  aliases?: readonly string[]
  /** For messages: 'Anthropic'. */
  name: string
  /** What the vendor's official SDK has as default; absent where every user has their own. */
  baseURL?: string | undefined
  /** Environment variables that replace it, first one set wins. */
  baseURLEnv?: readonly string[]
  /** Environment variables that hold the key, first one set wins. Empty: no key is needed. */
  apiKeyEnv: readonly string[]
  /** A key is sent if there is one, but none is needed (local servers). */
  keyOptional?: boolean
  /** Headers that authenticate. Default: `authorization: Bearer <key>`. */
  auth?(apiKey: string): Record<string, string>
  /** Headers of every request, such as a version. */
  headers?: Readonly<Record<string, string>>
  /** Headers that hold a comma-separated list: the caller's items are added to ours. */
  listHeaders?: readonly string[]
  /** What is left of the rate limits, where the headers are not `x-ratelimit-…`. */
  rateLimit?(header: TransportResponse['header']): CallMeta['rateLimit'] | undefined
  params: Provider['params']
  unsupported?: Provider['unsupported']
  chat: ChatTranslator
}

const MAX_ERROR_BYTES = 1024 * 1024
const MAX_REDIRECTS = 3

/** A provider over HTTP: the vendor's pure translators, and the sending, reading and failing that are the same for all. */
export function httpProvider(definition: HttpProvider): Provider {
  const { chat } = definition
  return {
    id: definition.id,
    ...(definition.aliases && { aliases: definition.aliases }),
    params: definition.params,
    ...(definition.unsupported && { unsupported: definition.unsupported }),

    async complete(request, call) {
      const response = await send(definition, chat.toRequest(request, call), call)
      const text = await response.text(call.limits.maxResponseBytes)
      return chat.toCompletion(parseJson(text, `The answer of ${definition.name}`), call, request)
    },

    async stream(request, call) {
      const response = await send(definition, chat.toRequest(request, call), call)
      // A host that answers a streaming request with plain JSON failed, or does not stream (quirks.md 19).
      if (response.header('content-type')?.includes('application/json')) {
        const text = await response.text(call.limits.maxResponseBytes)
        if (!/^\s*(?:data|event|id|retry)?:/.test(text)) return wholeAsStream(definition, text, call, request)
        return readEvents(chat.createStream(call, request), [new TextEncoder().encode(text)], call)
      }
      return readEvents(chat.createStream(call, request), response.bytes(), call)
    },
  }
}

/** One batch of chunks for each network read that completed at least one. */
async function* readEvents(
  translator: StreamTranslator,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  call: ProviderCall,
): AsyncGenerator<ChatCompletionChunk[]> {
  const reader = createSseReader((data, event) => translator.event(data, event))
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > call.limits.maxResponseBytes) throw tooLarge(call)
    let failure: { error: unknown } | undefined
    try {
      reader.feed(piece)
    } catch (error) {
      failure = { error }
    }
    // What was understood before a failure in the same read still counts.
    const chunks = translator.take()
    if (chunks.length > 0) yield chunks
    if (failure) throw failure.error
  }
  let failure: { error: unknown } | undefined
  try {
    reader.end()
    translator.end()
  } catch (error) {
    failure = { error }
  }
  const chunks = translator.take()
  if (chunks.length > 0) yield chunks
  if (failure) throw failure.error
}

async function* wholeAsStream(
  definition: HttpProvider,
  text: string,
  call: ProviderCall,
  request: ProviderRequest,
): AsyncGenerator<ChatCompletionChunk[]> {
  const completion = definition.chat.toCompletion(parseJson(text, `The answer of ${definition.name}`), call, request)
  yield replayChunks(completion)
}

const tooLarge = ({ provider, model, limits }: ProviderCall) =>
  new APIResponseError(`The stream is larger than ${limits.maxResponseBytes} bytes (maxResponseBytes).`, {
    provider,
    model,
    code: 'response_too_large',
    retryable: false,
  })

/** Sends one request and gives an answer whose status is 2xx. */
async function send(definition: HttpProvider, vendor: VendorRequest, call: ProviderCall): Promise<TransportResponse> {
  const { connection } = call
  const request: TransportRequest = {
    method: 'POST',
    baseURL: baseURLOf(definition, call),
    path: vendor.path ?? definition.chat.path,
    query: connection.query,
    headers: {
      'content-type': 'application/json',
      ...definition.headers,
      ...authOf(definition, call),
      ...vendor.headers,
    },
    body: call.extraBody ? { ...vendor.body, ...call.extraBody } : vendor.body,
    signal: call.signal,
    connectTimeout: call.limits.connectTimeout,
  }
  applyHeaders(request.headers, connection.headers, definition.listHeaders)
  let response = await call.transport.send(request)
  for (let hops = 0; response.status >= 300 && response.status < 400; hops++)
    response = await call.transport.send(redirected(request, response, hops, call))
  const { report } = call
  report.status = response.status
  const requestId = requestIdOf(response.header)
  if (requestId !== undefined) report.requestId = requestId
  const rateLimit = (definition.rateLimit ?? rateLimitOf)(response.header)
  if (rateLimit) report.rateLimit = rateLimit
  if (response.status >= 400) throw await toError(response, call)
  return response
}

/** 307 and 308 within the origin are followed; anything else would hand the key to a stranger or lose the body. */
function redirected(
  request: TransportRequest,
  response: TransportResponse,
  hops: number,
  { provider, model }: ProviderCall,
): TransportRequest {
  response.discard()
  const location = response.header('location')
  const from = new URL(request.baseURL)
  const to = location && URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
  if (to && to.origin === from.origin && hops < MAX_REDIRECTS && (response.status === 307 || response.status === 308))
    return { ...request, baseURL: to.origin, path: to.pathname + to.search, query: undefined }
  throw new APIResponseError(
    `${from.origin} redirects to ${to?.origin ?? 'an unknown place'}, which is not followed with credentials. Set baseURL to where it should go.`,
    { provider, model, status: response.status, code: 'redirect', retryable: false },
  )
}

async function toError(response: TransportResponse, call: ProviderCall): Promise<ModelRelayError> {
  const text = await response.text(MAX_ERROR_BYTES).catch(() => '')
  let body: unknown = text.slice(0, 2000)
  try {
    body = JSON.parse(text)
  } catch {
    // Plain text or a proxy's page: it is the message.
  }
  const { header } = response
  return classifyError(errorFacts(body, response.status), {
    provider: call.provider,
    model: call.model,
    requestId: call.report.requestId,
    retryAfterMs: retryAfterMsOf(header) ?? retryDelayInBody(text),
    retryable: shouldRetryOf(header),
  })
}

/** Google states the delay in the body: `"retryDelay": "34.07s"` (quirks.md 117). */
function retryDelayInBody(text: string): number | undefined {
  const match = /"retryDelay"\s*:\s*"([\d.]+)(ms|s)"/.exec(text)
  return match ? Number(match[1]) * (match[2] === 's' ? 1000 : 1) : undefined
}

/** The error for an `{ error }` inside a 200 answer, or an error event of a stream. */
export function failureInside(body: unknown, { provider, model, report }: ProviderCall): ModelRelayError {
  return classifyError(errorFacts(body), { provider, model, requestId: report.requestId })
}

function baseURLOf(definition: HttpProvider, { connection }: ProviderCall): string {
  const baseURL = connection.baseURL ?? fromEnvironment(definition.baseURLEnv) ?? definition.baseURL
  if (baseURL !== undefined) return baseURL
  if (connection.client) return 'https://sdk-client.invalid' // the client knows its own
  const variables = definition.baseURLEnv?.length ? `Set ${definition.baseURLEnv[0]} or pass` : 'Pass'
  throw new BadRequestError(`${definition.name} has no base URL of its own. ${variables} baseURL.`, {
    provider: definition.id,
    param: 'baseURL',
  })
}

function authOf(
  definition: HttpProvider,
  { connection, model, secrets }: ProviderCall,
): Record<string, string> | undefined {
  if (connection.client) return undefined
  const apiKey = connection.apiKey ?? fromEnvironment(definition.apiKeyEnv)
  if (apiKey) secrets.push(apiKey)
  if (apiKey) return definition.auth ? definition.auth(apiKey) : { authorization: `Bearer ${apiKey}` }
  if (definition.keyOptional || definition.apiKeyEnv.length === 0 || hasAuthHeader(definition, connection.headers))
    return undefined
  throw new AuthenticationError(`No API key for ${definition.name}. Set ${definition.apiKeyEnv[0]} or pass apiKey.`, {
    provider: definition.id,
    model,
    code: 'missing_api_key',
  })
}

function fromEnvironment(names: readonly string[] = []): string | undefined {
  for (const name of names) {
    const value = globalThis.process?.env[name]
    if (value) return value
  }
  return undefined
}

/** Whether the caller authenticates by a header of their own. */
function hasAuthHeader({ auth }: HttpProvider, headers: HeaderOptions | undefined): boolean {
  if (headers === undefined) return false
  const names = new Set(['authorization', ...Object.keys(auth?.('') ?? {})])
  return headerEntries(headers).some(([name, value]) => names.has(name.toLowerCase()) && value != null)
}

/** The caller's headers over ours: names compare without case, null deletes, lists are joined. */
function applyHeaders(
  target: Record<string, string>,
  headers: HeaderOptions | undefined,
  lists: readonly string[] = [],
): void {
  if (headers === undefined) return
  for (const [name, value] of headerEntries(headers)) {
    const key = name.toLowerCase()
    if (value === null || value === undefined) delete target[key]
    else if (/[\r\n\0]/.test(String(value)))
      throw new BadRequestError(`headers.${name}: a header value may not hold a line break.`, {
        param: `headers.${name}`,
      })
    else if (target[key] && lists.includes(key)) target[key] = mergeList(target[key], String(value))
    else target[key] = String(value)
  }
}

function mergeList(ours: string, theirs: string): string {
  return [
    ...new Set(
      `${ours},${theirs}`
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    ),
  ].join(',')
}
