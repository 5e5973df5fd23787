import type { buildConnector } from 'undici'

interface Destroyable {
  destroy(error?: Error): unknown
}

const NOBODY_WAITS = new Error('No request waits for this connection.')

/**
 * Connections that are still being made. undici ties a request to a socket only once it is open: without this, a call
 * that is aborted or timed out during a handshake would leave the socket behind until undici gives it up.
 */
export class Connecting {
  readonly #waiting = new Map<string, number>()
  readonly #sockets = new Map<string, Set<Destroyable>>()

  /** Wraps undici's connector so that sockets are known from their first moment. */
  track(connect: buildConnector.connector): buildConnector.connector {
    return (options, callback) => {
      const origin = `${options.protocol}//${options.host}`
      // undici's connector returns the socket, though its type does not say so.
      const socket: unknown = connect(options, (...result) => {
        if (isDestroyable(socket)) this.#sockets.get(origin)?.delete(socket)
        callback(...result)
      })
      if (!isDestroyable(socket)) return
      if (!this.#waiting.has(origin)) {
        socket.destroy(NOBODY_WAITS)
        return
      }
      const sockets = this.#sockets.get(origin) ?? new Set()
      sockets.add(socket)
      this.#sockets.set(origin, sockets)
    }
  }

  /** A request begins to wait for a connection. */
  begin(origin: string): void {
    this.#waiting.set(origin, (this.#waiting.get(origin) ?? 0) + 1)
  }

  /** It has one, or gave up: when nobody waits for the origin any more, its half-open sockets are closed. */
  end(origin: string, gaveUp: boolean): void {
    const left = (this.#waiting.get(origin) ?? 1) - 1
    if (left > 0) {
      this.#waiting.set(origin, left)
      return
    }
    this.#waiting.delete(origin)
    if (!gaveUp) return
    for (const socket of this.#sockets.get(origin) ?? []) socket.destroy(NOBODY_WAITS)
    this.#sockets.delete(origin)
  }
}

function isDestroyable(value: unknown): value is Destroyable {
  return typeof value === 'object' && value !== null && 'destroy' in value && typeof value.destroy === 'function'
}
