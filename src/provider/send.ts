import { APIResponseError, type ModelRelayError } from '../contract/errors.js'
import type { ProviderCall } from '../contract/provider.js'
import type { TransportRequest, TransportResponse } from '../contract/transport.js'
import { abortable } from '../transport/abortable.js'
import { classifyError } from './classify-error.js'
import { applyHeaders, authorize, baseURLOf } from './connection.js'
import { errorFacts } from './error-facts.js'
import type { HttpProvider, VendorRequest } from './http-definition.js'
import { rateLimitOf, requestIdOf, retryAfterMsOf, shouldRetryOf } from './response-headers.js'

const MAX_ERROR_BYTES = 1024 * 1024
const MAX_REDIRECTS = 3

/** Sends one request and gives an answer whose status is 2xx. */
export async function send(
  definition: HttpProvider,
  defaultPath: string,
  vendor: VendorRequest,
  call: ProviderCall,
): Promise<TransportResponse> {
  const { connection } = call
  const authorization = authorize(definition, call)
  const request: TransportRequest = {
    method: 'POST',
    baseURL: baseURLOf(definition, call),
    path: vendor.path ?? defaultPath,
    query: connection.query,
    headers: {
      'content-type': 'application/json',
      ...definition.headers,
      ...(authorization instanceof Promise ? await abortable(authorization, call.signal) : authorization),
      ...vendor.headers,
    },
    body: call.extraBody && !vendor.whole ? { ...vendor.body, ...call.extraBody } : vendor.body,
    signal: call.signal,
    connectTimeout: call.limits.connectTimeout,
  }
  applyHeaders(request.headers, definition, call)
  // Some vendors take the key in the query.
  for (const value of Object.values(connection.query ?? {}))
    if (value !== undefined && value.length >= 8) call.secrets.push(value)
  let response = await call.transport.send(request)
  for (let hops = 0; response.status >= 300 && response.status < 400; hops++)
    response = await call.transport.send(redirected(request, response, hops, call))
  const { report } = call
  report.status = response.status
  const requestId = requestIdOf(response.header)
  if (requestId !== undefined) report.requestId = requestId
  const rateLimit = (definition.rateLimit ?? rateLimitOf)(response.header)
  if (rateLimit) report.rateLimit = rateLimit
  if (response.status >= 400) throw await toError(response, definition, call)
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

async function toError(
  response: TransportResponse,
  definition: HttpProvider,
  call: ProviderCall,
): Promise<ModelRelayError> {
  const text = await readBeginning(response)
  let body: unknown = text.slice(0, 2000)
  try {
    body = JSON.parse(text)
  } catch {
    // Plain text or a proxy's page: it is the message.
  }
  const { header } = response
  const facts = errorFacts(body, response.status)
  return classifyError(definition.errorFacts?.(facts, body) ?? facts, {
    provider: call.provider,
    model: call.model,
    requestId: call.report.requestId,
    retryAfterMs: retryAfterMsOf(header) ?? retryDelayInBody(text),
    retryable: shouldRetryOf(header),
  })
}

/** What an error says is in its beginning; a body without end must not hold the call. */
async function readBeginning(response: TransportResponse): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of response.bytes()) {
      pieces.push(piece)
      size += piece.length
      if (size > MAX_ERROR_BYTES) break
    }
  } catch {
    // A connection that breaks here changes nothing about the status.
  }
  return Buffer.concat(pieces).toString('utf8', 0, MAX_ERROR_BYTES)
}

/** Google states the delay in the body, as `"retryDelay": "34.07s"` or in the message alone (quirks.md 117). */
function retryDelayInBody(text: string): number | undefined {
  const match = /"retryDelay"\s*:\s*"([\d.]+)(ms|s)"/.exec(text) ?? /retry in ([\d.]+)(ms|s)\b/i.exec(text)
  return match ? Number(match[1]) * (match[2] === 's' ? 1000 : 1) : undefined
}
