/** A call that waits for room. */
interface Waiter<T> {
  readonly priority: number
  readonly attempt: () => T | undefined | Promise<T | undefined>
  readonly finish: (result: T) => void
}

export interface QueueOptions<T> {
  /** Calls that wait at most; more are refused at once. */
  readonly maxQueue: number
  /** ms until there may be room without anybody telling. */
  readonly nextRoomMs: () => number
  /** Gives back what a call got that had left in the meantime. */
  readonly discard: (result: T) => void
}

/** How many waiters in a row may find no room before a sweep stops: at full load nobody else would either. */
const GIVE_UP_AFTER = 3
/** Another process may have ended a call. */
const POLL_MS = 500

/** Calls that wait for room, the highest priority first, then the longest waiting. */
export class Queue<T> {
  readonly #waiters: Waiter<T>[] = []
  #poll: NodeJS.Timeout | undefined
  #sweeping = false
  #sweepAgain = false

  constructor(private readonly options: QueueOptions<T>) {}

  get length(): number {
    return this.#waiters.length
  }

  get full(): boolean {
    return this.#waiters.length >= this.options.maxQueue
  }

  /** Whether a call of this priority has to stand behind others. */
  hasAhead(priority: number): boolean {
    const first = this.#waiters[0]
    return first !== undefined && first.priority >= priority
  }

  /** Waits until `attempt` gives something, at most `ms`: then undefined. Rejects with the signal's reason. */
  wait(priority: number, attempt: Waiter<T>['attempt'], ms: number, signal: AbortSignal): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(end)
        signal.removeEventListener('abort', onAbort)
        const at = this.#waiters.indexOf(waiter)
        if (at >= 0) this.#waiters.splice(at, 1)
        if (this.#waiters.length === 0) this.#stopPolling()
      }
      const finish = (result: T | undefined) => {
        leave()
        resolve(result)
      }
      const onAbort = () => {
        leave()
        reject(signal.reason)
      }
      const waiter: Waiter<T> = { priority, attempt, finish }
      const end = setTimeout(() => finish(undefined), ms)
      signal.addEventListener('abort', onAbort, { once: true })
      this.#add(waiter)
      this.#startPolling()
    })
  }

  /** Lets those who wait try again, in order. Called when a call ended or a deployment came back. */
  sweep(): void {
    if (this.#waiters.length === 0) return
    if (this.#sweeping) {
      this.#sweepAgain = true
      return
    }
    this.#sweeping = true
    void this.#run().finally(() => {
      this.#sweeping = false
      if (!this.#sweepAgain) return
      this.#sweepAgain = false
      this.sweep()
    })
  }

  async #run(): Promise<void> {
    let failed = 0
    for (const waiter of [...this.#waiters]) {
      if (failed >= GIVE_UP_AFTER) return
      if (!this.#waiters.includes(waiter)) continue
      const result = await waiter.attempt()
      if (result === undefined) failed++
      else if (this.#waiters.includes(waiter)) waiter.finish(result)
      else this.options.discard(result)
    }
  }

  #add(waiter: Waiter<T>): void {
    let at = this.#waiters.length
    while (at > 0 && (this.#waiters[at - 1]?.priority ?? 0) < waiter.priority) at--
    this.#waiters.splice(at, 0, waiter)
  }

  #startPolling(): void {
    this.#poll ??= setTimeout(
      () => {
        this.#poll = undefined
        this.sweep()
        if (this.#waiters.length > 0) this.#startPolling()
      },
      Math.min(POLL_MS, Math.max(1, this.options.nextRoomMs())),
    )
  }

  #stopPolling(): void {
    clearTimeout(this.#poll)
    this.#poll = undefined
  }
}
