import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { abortable } from '../../src/provider.js'

type Handler = BedrockRuntimeClient['config']['requestHandler']
type HttpRequest = Parameters<Handler['handle']>[0]

/** The caller's `fetch` as the SDK's request handler. */
export function createFetchHandler(fetch: typeof globalThis.fetch): Handler {
  return {
    metadata: { handlerProtocol: 'fetch' },
    async handle(request, options) {
      // The call's own signal; the SDK's type is a forerunner of it.
      const signal = (options && 'abortSignal' in options ? options.abortSignal : undefined) as AbortSignal | undefined
      signal?.throwIfAborted()
      const sending = fetch(urlOf(request), {
        method: request.method,
        headers: withoutLength(request.headers),
        // The SDK's bytes are of a class of its own, which `fetch` does not take for bytes.
        body: request.body instanceof Uint8Array ? new Uint8Array(request.body) : request.body,
        redirect: 'manual', // a signature is valid for one host
        ...(signal && signal ? { signal } : {}),
      })
      const response = signal ? await inTime(sending, signal) : await sending
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          // Node's and the DOM's types of one and the same stream differ.
          body: response.body ? Readable.fromWeb(response.body as WebStream, signal ? { signal } : {}) : undefined,
        },
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  }
}

/** A `fetch` of the caller's need not listen to the signal: what it brings too late is given up. */
function inTime(sending: Promise<Response>, signal: AbortSignal): Promise<Response> {
  sending.then((response) => {
    if (signal.aborted) response.body?.cancel().catch(ignore)
  }, ignore)
  return abortable(sending, signal)
}

const ignore = () => {}

/** `fetch` sets these itself, to the same values that were signed. */
function withoutLength({ host: _, 'content-length': __, ...headers }: Record<string, string>): Record<string, string> {
  return headers
}

function urlOf({ protocol, hostname, port, path, query = {} }: HttpRequest): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) search.append(name, String(one ?? ''))
  const suffix = search.size > 0 ? `?${search}` : ''
  return `${protocol}//${hostname}${port ? `:${port}` : ''}${path}${suffix}`
}
