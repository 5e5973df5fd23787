/** A call that waits for room. */
interface Waiter<T> {
  readonly place: WaitingCall
  readonly attempt: () => T | undefined | Promise<T | undefined>
  readonly finish: (result: T) => void
  readonly fail: (error: unknown) => void
}

/** Where a call stands in the queue. */
export interface WaitingCall {
  /** Higher goes first. */
  readonly priority: number
  /** Calls of the same kind can be answered by the same deployments. */
  readonly kind: string
}

export interface QueueOptions<T> {
  /** Calls that wait at most; more are refused at once. */
  readonly maxQueue: number
  /** ms until there may be room without anybody telling. */
  readonly nextRoomMs: () => number
  /** Gives back what a call got that had left in the meantime. */
  readonly discard: (result: T) => void
}

/** How many waiters of a kind may find no room before a sweep stops asking for it: at full load no other would either. */
const GIVE_UP_AFTER = 3
/** Waiters of all kinds that find none: a sweep is made at each call's end. */
const MOST_FAILURES = 30
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

  /** Whether a call has to stand behind others. */
  hasAhead({ priority, kind }: WaitingCall): boolean {
    return this.#waiters.some(({ place }) => place.priority >= priority && place.kind === kind)
  }

  /** Waits until `attempt` gives something, at most `ms`: then undefined. Rejects with the signal's reason. */
  wait(place: WaitingCall, attempt: Waiter<T>['attempt'], ms: number, signal: AbortSignal): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason)
        return
      }
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
      const fail = (error: unknown) => {
        leave()
        reject(error)
      }
      const onAbort = () => fail(signal.reason)
      const waiter: Waiter<T> = { place, attempt, finish, fail }
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

  /** Sends everybody away. */
  close(error: unknown): void {
    for (const waiter of [...this.#waiters]) waiter.fail(error)
  }

  async #run(): Promise<void> {
    const failures = new Map<string, number>()
    let all = 0
    for (const waiter of [...this.#waiters]) {
      const { kind } = waiter.place
      const failed = failures.get(kind) ?? 0
      if (failed >= GIVE_UP_AFTER || !this.#waiters.includes(waiter)) continue
      try {
        const result = await waiter.attempt()
        if (result === undefined) {
          failures.set(kind, failed + 1)
          if (++all >= MOST_FAILURES) return
        } else if (this.#waiters.includes(waiter)) waiter.finish(result)
        else this.options.discard(result)
      } catch (error) {
        waiter.fail(error)
      }
    }
  }

  #add(waiter: Waiter<T>): void {
    let at = this.#waiters.length
    while (at > 0 && (this.#waiters[at - 1]?.place.priority ?? 0) < waiter.place.priority) at--
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
