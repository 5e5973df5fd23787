import { Readable } from 'node:stream'
import type { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { APIResponseError, headerEntries, isRecord, type ProviderCall } from '../../src/provider.js'
import { counted, readAll } from './answer-body.js'

/** The part of an SDK command that we add to: middleware of this one request. */
export interface Command {
  middlewareStack: object
}

/** What the wire said, as far as the SDK does not tell. */
export interface Exchange {
  /** A header of the answer by its lower-case name. */
  header(name: string): string | undefined
  /** The body of a whole answer, for what the SDK leaves out of it. */
  body(): Uint8Array | undefined
  /** What we ourselves refused: the SDK rewrites the message of an error that passes through it. */
  refused(): Error | undefined
}

interface SentRequest {
  headers: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
}

/** Headers that only the SDK sets: the signature is about them (quirks.md 100). */
const OWN_HEADERS = /^(?:host|authorization|content-length|x-amz-.*)$/

/** Adds the caller's headers, query and body fields before the request is signed, and reads the head of the answer. */
export function prepare(command: Command, call: ProviderCall): Exchange {
  let headers: Record<string, unknown> = {}
  let refused: Error | undefined
  let body: Uint8Array | undefined
  // Every command has such a stack; what is added looks at the request and the response alone, which all have in common.
  const stack = command.middlewareStack as ConverseCommand['middlewareStack']
  stack.add(
    (next) => (args) => {
      if (isSentRequest(args.request)) addTo(args.request, call)
      return next(args)
    },
    { step: 'build', priority: 'high', name: 'modelrelayRequest' },
  )
  stack.add(
    (next) => async (args) => {
      if (isSentRequest(args.request)) keepSecrets(args.request, call)
      const result = await next(args)
      const { response } = result
      if (!isResponse(response)) return result
      headers = response.headers
      readHead(response, call)
      if (!(response.body instanceof Readable)) return result
      const limit = {
        maxBytes: call.limits.maxResponseBytes,
        refuse: () => {
          refused = tooLarge(call)
          return refused
        },
      }
      const streamed = call.stream && Number(response.statusCode) < 300
      if (!streamed) body = await readAll(response.body, limit)
      response.body = body ?? counted(response.body, limit)
      return result
    },
    // Nearest to the wire: what stands before it parses.
    { step: 'deserialize', priority: 'low', name: 'modelrelayResponse' },
  )
  return {
    header: (name) => (typeof headers[name] === 'string' ? headers[name] : undefined),
    body: () => body,
    refused: () => refused,
  }
}

function isSentRequest(value: unknown): value is SentRequest {
  return isRecord(value) && isRecord(value['headers'])
}

function addTo(request: SentRequest, { connection, extraBody }: ProviderCall): void {
  for (const [name, value] of connection.headers ? headerEntries(connection.headers) : []) {
    const key = name.toLowerCase()
    if (OWN_HEADERS.test(key)) continue
    for (const old of Object.keys(request.headers)) if (old.toLowerCase() === key) delete request.headers[old]
    if (value !== undefined && value !== null) request.headers[key] = String(value)
  }
  const query = Object.entries(connection.query ?? {}).filter(([, value]) => value !== undefined)
  if (query.length > 0) request.query = { ...request.query, ...Object.fromEntries(query) }
  // The SDK sends only the fields that it knows; `extraBody` is there for those that it does not.
  const text = extraBody || holdsSurrogate(request.body) ? textOf(request.body) : undefined
  if (text === undefined) return
  const json = extraBody ? JSON.stringify({ ...JSON.parse(text), ...extraBody }) : text
  request.body = new TextEncoder().encode(json.replace(LONE_SURROGATE, '$1'))
}

/** A refused signature is answered with what was signed, session token included: no error may show it. */
function keepSecrets({ headers }: SentRequest, { secrets }: ProviderCall): void {
  const token = headers['x-amz-security-token']
  const key = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1]
  for (const secret of [token, key]) if (secret) secrets.push(secret)
}

/** Half of a UTF-16 pair alone, as JSON.stringify writes it (quirks.md 23); an even number of backslashes before it is text. */
const LONE_SURROGATE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g

function holdsSurrogate(body: unknown): boolean {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.length).includes('\\ud')
  return typeof body === 'string' && body.includes('\\ud')
}

function textOf(body: unknown): string | undefined {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  return typeof body === 'string' ? body : undefined
}

interface ReceivedResponse {
  statusCode: unknown
  headers: Record<string, unknown>
  body: unknown
}

function isResponse(value: unknown): value is ReceivedResponse {
  return isRecord(value) && 'statusCode' in value && isRecord(value['headers'])
}

function readHead({ statusCode, headers }: ReceivedResponse, { report }: ProviderCall): void {
  if (typeof statusCode === 'number') report.status = statusCode
  const id = headers['x-amzn-requestid'] ?? headers['x-amzn-request-id'] ?? headers['x-amz-request-id']
  if (typeof id === 'string') report.requestId = id
}

function tooLarge({ provider, model, limits }: ProviderCall): APIResponseError {
  return new APIResponseError(`The answer is larger than ${limits.maxResponseBytes} bytes (maxResponseBytes).`, {
    provider,
    model,
    code: 'response_too_large',
    retryable: false,
  })
}
