/**
 * One request that several identical calls wait for. Who is aborted leaves alone; when the last has left, the request
 * is aborted too.
 */
export class Flight<T> {
  readonly #controller = new AbortController()
  #members = 0
  #result: Promise<T> | undefined
  /** No more can join: it has ended, or everybody has left. */
  over = false

  /** For the request: aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Begins the request; called once, before anybody joins. */
  start(run: (signal: AbortSignal) => Promise<T>): void {
    const result = run(this.signal)
    this.#result = result
    const end = () => {
      this.over = true
    }
    result.then(end, end)
  }

  /** Waits for the result; rejects with the reason of `signal` when that is aborted first. */
  async join(signal: AbortSignal | null | undefined): Promise<T> {
    if (this.#result === undefined) throw new TypeError('A flight was joined before its start.')
    this.#members++
    let leave: (() => void) | undefined
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        reject(signal?.reason)
        this.#leave(signal?.reason)
      }
    })
    if (signal?.aborted) leave?.()
    else if (leave) signal?.addEventListener('abort', leave, { once: true })
    try {
      return await (signal ? Promise.race([this.#result, left]) : this.#result)
    } finally {
      if (leave) signal?.removeEventListener('abort', leave)
    }
  }

  #leave(reason: unknown): void {
    this.#members--
    if (this.#members > 0 || this.over) return
    this.over = true
    this.#controller.abort(reason)
  }
}
