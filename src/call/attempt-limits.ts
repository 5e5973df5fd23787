import { APITimeoutError } from '../contract/errors.js'
import type { Call } from './call.js'
import type { Target } from './target.js'

/** setTimeout fires at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The time limits of one attempt, under the call's own: its failure is not the call's, and may be retried. */
export class AttemptLimits {
  /** Aborted when the call or this attempt is. */
  readonly signal: AbortSignal
  readonly #controller: AbortController | undefined
  readonly #idleTimeout: number
  #timer: NodeJS.Timeout | undefined
  #idleTimer: NodeJS.Timeout | undefined
  #waiting = false

  constructor(call: Call, { timeout, idleTimeout }: Target, cancel?: AbortSignal) {
    this.#idleTimeout = idleTimeout
    if (!call.stream && timeout === undefined && cancel === undefined) {
      this.signal = call.signal // nothing of its own to limit
      return
    }
    this.#controller = new AbortController()
    this.signal = AbortSignal.any([call.signal, this.#controller.signal, ...(cancel ? [cancel] : [])])
    if (timeout !== undefined && timeout <= MAX_TIMER_MS)
      this.#timer = setTimeout(
        () => this.#abort(`The attempt took longer than ${timeout} ms (timeout).`, 'timeout'),
        timeout,
      )
  }

  /** The first chunk of a stream is there: from now on only silence ends it. */
  begun(): void {
    clearTimeout(this.#timer)
  }

  /** Waits for a stream to go on. Only the wait counts: a slow reader is not a silent provider. */
  async whileIdle<T>(step: Promise<T>): Promise<T> {
    this.#waiting = true
    if (this.#idleTimer) this.#idleTimer.refresh()
    else if (this.#idleTimeout <= MAX_TIMER_MS) this.#idleTimer = setTimeout(() => this.#onIdle(), this.#idleTimeout)
    try {
      return await step
    } finally {
      this.#waiting = false
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#idleTimer)
  }

  #onIdle(): void {
    if (this.#waiting)
      this.#abort(`No content for ${this.#idleTimeout} ms in the middle of a stream (idleTimeout).`, 'idle_timeout')
  }

  #abort(message: string, code: string): void {
    this.#controller?.abort(new APITimeoutError(message, { code }))
  }
}
