import { APITimeoutError } from '../contract/errors.js'

const FAILURES_BEFORE_REST = 3
const FIRST_REST_MS = 1_000
const MAX_REST_MS = 30_000

/**
 * A time limit on every request, and a rest for an S3 that fails: after three failures in a row it is asked nothing for
 * a second, then by one request alone; while that fails too, the rest doubles up to 30 s.
 */
export class Guard {
  #failures = 0
  #restMs = FIRST_REST_MS
  #restsUntil = 0
  #probing = false

  constructor(private readonly now: () => number = Date.now) {}

  /** Whether nothing may be asked at the moment. */
  get resting(): boolean {
    return this.#failures >= FAILURES_BEFORE_REST && (this.#probing || this.now() < this.#restsUntil)
  }

  /**
   * Ends `request` after `ms`, by its signal too.
   * @throws what the request throws; APITimeoutError
   */
  async run<T>(ms: number, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const probe = this.#failures >= FAILURES_BEFORE_REST
    if (probe) this.#probing = true
    try {
      const result = await limited(ms, request)
      this.#failures = 0
      this.#restMs = FIRST_REST_MS
      return result
    } catch (error) {
      this.#fail(probe)
      throw error
    } finally {
      if (probe) this.#probing = false
    }
  }

  #fail(probe: boolean): void {
    this.#failures++
    if (!probe && this.#failures !== FAILURES_BEFORE_REST) return
    this.#restsUntil = this.now() + this.#restMs
    this.#restMs = Math.min(MAX_REST_MS, this.#restMs * 2)
  }
}

/** The result in time; the signal aborts when it is not. Whoever waits is let go at once, however the signal is taken. */
export function limited<T>(ms: number, request: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  return new Promise((resolve, reject) => {
    let immediate: NodeJS.Immediate | undefined
    const expire = () => {
      reject(new APITimeoutError(`S3 gave no answer within ${ms} ms.`))
      controller.abort()
    }
    const timer = setTimeout(() => {
      // A process that was busy finds the answer and the end of the time at once: what has arrived is read first.
      immediate = setImmediate(expire)
    }, ms)
    const end = () => {
      clearTimeout(timer)
      clearImmediate(immediate)
    }
    request(controller.signal).then(resolve, reject).finally(end)
  })
}
