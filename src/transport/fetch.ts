import type { Transport, TransportRequest, TransportResponse } from '../contract/transport.js'
import { bodyOf } from './body.js'
import { toConnectionError } from './connection-error.js'
import { targetOf } from './target.js'
import { toWireJson } from './wire-json.js'

/** A transport over any `fetch`: the caller's own, or the runtime's where undici is not installed. */
export function createFetchTransport(fetch: typeof globalThis.fetch): Transport {
  return {
    async send(request) {
      const { origin, path } = targetOf(request)
      try {
        const response = await fetch(origin + path, {
          method: request.method,
          headers: request.headers,
          ...(request.body !== undefined && { body: toWireJson(request.body) }),
          signal: request.signal,
          redirect: 'manual',
        })
        return fromFetchResponse(response, request)
      } catch (cause) {
        throw failureOf(cause, request)
      }
    },
  }
}

/** A WHATWG Response as ours. fetch has decompressed it already. */
export function fromFetchResponse(response: Response, request: TransportRequest): TransportResponse {
  const pieces = readPieces(response, request)
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    ...bodyOf(pieces, undefined),
    discard: () => void response.body?.cancel().catch(() => {}),
  }
}

async function* readPieces(response: Response, request: TransportRequest): AsyncIterableIterator<Uint8Array> {
  if (!response.body) return
  const reader = response.body.getReader()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      yield value
    }
  } catch (cause) {
    throw failureOf(cause, request)
  } finally {
    // Ends the request when the reader left early; does nothing after the end.
    reader.cancel().catch(() => {})
  }
}

function failureOf(cause: unknown, { signal, baseURL }: TransportRequest): unknown {
  return signal.aborted ? signal.reason : toConnectionError(cause, baseURL)
}
