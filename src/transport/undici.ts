import type { Dispatcher } from 'undici'
import { APIConnectionError, APITimeoutError } from '../contract/errors.js'
import type { Transport, TransportRequest, TransportResponse } from '../contract/transport.js'
import { bodyOf } from './body.js'
import { Connecting } from './connecting.js'
import { shownURL, toConnectionError } from './connection-error.js'
import { proxiesOf } from './proxies.js'
import { targetOf } from './target.js'
import { toWireJson } from './wire-json.js'

type UndiciModule = typeof import('undici')

/** Bytes waiting for a slow reader before the socket is paused. */
const HIGH_WATER_BYTES = 256 * 1024

/**
 * The default transport: keep-alive connections pooled by undici, one pool per origin.
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment are honoured.
 */
export function createUndiciTransport(undici: UndiciModule, env: NodeJS.ProcessEnv = process.env): Transport {
  const connecting = new Connecting()
  // Our own time limits cover every phase; undici's would fire behind their back.
  const options = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 30_000, keepAliveMaxTimeout: 600_000 }
  const proxies = proxiesOf(env)
  const dispatcher: Dispatcher = proxies
    ? new undici.EnvHttpProxyAgent({ ...options, ...proxies })
    : new undici.Agent({ ...options, connect: connecting.track(undici.buildConnector({ timeout: 0 })) })
  return {
    send: (request) => new Promise((resolve, reject) => dispatch(dispatcher, connecting, request, resolve, reject)),
    close: () => dispatcher.destroy(),
  }
}

function dispatch(
  dispatcher: Dispatcher,
  connecting: Connecting,
  request: TransportRequest,
  resolve: (response: TransportResponse) => void,
  reject: (error: unknown) => void,
): void {
  const { signal, method, headers, body } = request
  if (signal.aborted) {
    reject(signal.reason)
    return
  }
  const { origin, path } = targetOf(request)
  const text = body === undefined ? null : toWireJson(body)
  connecting.begin(origin)
  const exchange = new Exchange(request, resolve, reject, (gaveUp) => connecting.end(origin, gaveUp))
  dispatcher.dispatch({ origin, path, method, headers, body: text }, exchange)
}

/** One request and its answer: undici pushes, the reader pulls. */
class Exchange implements Dispatcher.DispatchHandler, AsyncIterableIterator<Uint8Array> {
  #controller: Dispatcher.DispatchController | undefined
  #connectTimer: NodeJS.Timeout | undefined
  readonly #queue: Uint8Array[] = []
  #queuedBytes = 0
  #paused = false
  #ended = false
  #failure: { error: unknown } | undefined
  #waiting: { resolve: (result: IteratorResult<Uint8Array>) => void; reject: (error: unknown) => void } | undefined
  readonly #onAbort = () => this.#abort(this.request.signal.reason)

  constructor(
    readonly request: TransportRequest,
    readonly resolve: (response: TransportResponse) => void,
    readonly reject: (error: unknown) => void,
    /** Told once, when the request has its connection or gave up waiting for one. */
    readonly onConnected: (gaveUp: boolean) => void,
  ) {
    request.signal.addEventListener('abort', this.#onAbort, { once: true })
    this.#connectTimer = setTimeout(
      () =>
        this.#abort(
          new APITimeoutError(
            `No connection to ${shownURL(request.baseURL)} within ${request.connectTimeout} ms (connectTimeout).`,
            { code: 'connect_timeout' },
          ),
        ),
      request.connectTimeout,
    )
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (!this.#ended) this.#connected(false)
    if (this.#failure) controller.abort(new Error('aborted before it was sent'))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return
    const header = (name: string) => {
      const value = headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    }
    this.resolve({ status, header, ...bodyOf(this, header('content-encoding')), discard: () => void this.return() })
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    const waiting = this.#waiting
    if (waiting) {
      this.#waiting = undefined
      waiting.resolve({ value: bytes, done: false })
      return
    }
    this.#queue.push(bytes)
    this.#queuedBytes += bytes.length
    if (this.#queuedBytes > HIGH_WATER_BYTES) {
      this.#paused = true
      controller.pause()
    }
  }

  onResponseEnd(): void {
    this.#settle()
    this.#waiting?.resolve({ value: undefined, done: true })
    this.#waiting = undefined
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#fail(toConnectionError(cause, this.request.baseURL))
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#queue.length > 0) return Promise.resolve({ value: this.#takeQueue(), done: false })
    if (this.#failure) return Promise.reject(this.#failure.error)
    if (this.#ended) return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  /**
   * All that waits, in one piece: undici hands on each chunk of the HTTP framing, mostly a single event, and a turn
   * of every reader above costs more than reading the event.
   */
  #takeQueue(): Uint8Array {
    const [first, second] = this.#queue
    const bytes = first && second === undefined ? first : Buffer.concat(this.#queue, this.#queuedBytes)
    this.#queue.length = 0
    this.#queuedBytes = 0
    if (this.#paused) {
      this.#paused = false
      this.#controller?.resume()
    }
    return bytes
  }

  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#ended) this.#abort(new APIConnectionError('The answer was given up.', { retryable: false }))
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #abort(reason: unknown): void {
    this.#queue.length = 0 // nobody wants the rest
    this.#fail(reason)
    this.#controller?.abort(reason instanceof Error ? reason : new Error('aborted'))
  }

  /** The first failure counts; what undici says after an abort of ours is an echo. */
  #fail(error: unknown): void {
    if (this.#ended) return
    this.#settle()
    this.#failure = { error } // told once what had arrived before it is read
    this.#waiting?.reject(error)
    this.#waiting = undefined
    this.reject(error) // no effect once the answer has begun
  }

  #settle(): void {
    this.#ended = true
    if (this.#controller === undefined) this.#connected(true)
    this.request.signal.removeEventListener('abort', this.#onAbort)
  }

  #connected(gaveUp: boolean): void {
    clearTimeout(this.#connectTimer)
    this.onConnected(gaveUp)
  }
}
