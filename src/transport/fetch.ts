import type { Transport, TransportRequest, TransportResponse } from '../contract/transport.js'
import { abortable } from './abortable.js'
import { bodyOf } from './body.js'
import { toConnectionError } from './connection-error.js'
import { targetOf } from './target.js'
import { toWireJson } from './wire-json.js'

/** A transport over any `fetch`: the caller's own, or the runtime's where undici is not installed. */
export function createFetchTransport(fetch: typeof globalThis.fetch): Transport {
  return {
    async send(request) {
      const { origin, path } = targetOf(request)
      const body = request.body === undefined ? undefined : toWireJson(request.body)
      try {
        // A fetch of the caller's need not listen to the signal.
        const sending = fetch(origin + path, {
          method: request.method,
          headers: request.headers,
          ...(body !== undefined && { body }),
          signal: request.signal,
          redirect: 'manual',
        })
        sending.then((response) => {
          if (request.signal.aborted) response.body?.cancel().catch(ignore)
        }, ignore)
        return fromFetchResponse(await abortable(sending, request.signal), request)
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
      const { value, done } = await abortable(reader.read(), request.signal)
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

const ignore = () => {}

function failureOf(cause: unknown, { signal, baseURL }: TransportRequest): unknown {
  return signal.aborted ? signal.reason : toConnectionError(cause, baseURL)
}
