import { APITimeoutError } from '../contract/errors.js'

export interface OutageGuardOptions {
  /** ms that an operation may take. */
  readonly timeoutMs: number
  /** Asks whether Redis is well again. */
  readonly probe: () => Promise<unknown>
  /** Once per outage. */
  readonly onDown: (error: unknown) => void
  readonly onUp: () => void
  /** Probes get no answer at all: the connection may be dead without having ended. */
  readonly onHang?: (() => void) | undefined
}

const FIRST_PROBE_MS = 50
const MAX_PROBE_MS = 1_000
/** Probes that hang on a connection; more of them would only fill the client's memory. */
const MAX_HANGING = 3
/** Timers are a little late. */
const LATE_MS = 3

/**
 * Keeps a sick Redis from delaying anybody: the first operation that fails or takes too long ends the wait of all
 * others, and no more are sent until a probe is answered in time.
 */
export class OutageGuard {
  readonly #waiting = new Set<() => void>()
  #down = false
  #closed = false
  #probeMs = FIRST_PROBE_MS
  #hanging = 0
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly options: OutageGuardOptions) {}

  get down(): boolean {
    return this.#down
  }

  /**
   * The result of an operation; undefined: Redis is down or too slow. `late` gets the result of an operation for which
   * nobody waits any more.
   */
  run<T>(operation: () => Promise<T>, late?: (result: T) => void): Promise<T | undefined> {
    if (this.#down || this.#closed) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const end = (result: T | undefined) => {
        stopTimer()
        this.#waiting.delete(giveUp)
        resolve(result)
      }
      const giveUp = () => end(undefined)
      this.#waiting.add(giveUp)
      const stopTimer = afterPoll(this.options.timeoutMs - LATE_MS, () => this.#fail(tooSlow(this.options.timeoutMs)))
      operation().then(
        (result) => (this.#waiting.has(giveUp) ? end(result) : late?.(result)),
        (error: unknown) => {
          if (this.#waiting.has(giveUp)) this.#fail(error)
        },
      )
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const giveUp of this.#waiting) giveUp()
  }

  #fail(error: unknown): void {
    this.#down = true
    this.#probeMs = FIRST_PROBE_MS
    for (const giveUp of this.#waiting) giveUp()
    this.options.onDown(error)
    this.#scheduleProbe()
  }

  #scheduleProbe(): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    this.#timer = setTimeout(() => this.#probe(), this.#probeMs)
    this.#timer.unref()
    this.#probeMs = Math.min(MAX_PROBE_MS, this.#probeMs * 2)
  }

  #probe(): void {
    if (this.#hanging >= MAX_HANGING) {
      this.options.onHang?.()
      this.#scheduleProbe()
      return
    }
    let inTime = true
    const stopTimer = afterPoll(this.options.timeoutMs, () => {
      inTime = false
      this.#scheduleProbe()
    })
    this.#hanging++
    this.options
      .probe()
      .then(
        () => {
          stopTimer()
          if (inTime) return this.#recover()
          // Late, but alive: the next one may be in time.
          this.#probeMs = FIRST_PROBE_MS
          this.#scheduleProbe()
        },
        () => {
          stopTimer()
          if (inTime) this.#scheduleProbe()
        },
      )
      .finally(() => this.#hanging--)
  }

  #recover(): void {
    clearTimeout(this.#timer)
    if (!this.#down || this.#closed) return
    this.#down = false
    this.options.onUp()
  }
}

/** Pieces in which time is counted. */
const PIECES = 3

/**
 * Calls back after `ms` of listening: time in which this process was busy itself does not count, and what has arrived
 * is read before. Gives a function that ends it.
 */
function afterPoll(ms: number, callback: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined
  let left = PIECES
  const tick = () => {
    left--
    if (left > 0) timer = setTimeout(tick, ms / PIECES)
    else immediate = setImmediate(callback)
  }
  let timer = setTimeout(tick, ms / PIECES)
  return () => {
    clearTimeout(timer)
    clearImmediate(immediate)
  }
}

const tooSlow = (ms: number) => new APITimeoutError(`Redis gave no answer within ${ms} ms.`)
