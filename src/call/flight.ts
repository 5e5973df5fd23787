import type { CallOptions } from '../contract/call.js'

/**
 * One request that several identical calls wait for. Who is aborted leaves alone; when the last has left, the request
 * is aborted too.
 */
export class Flight<T> {
  readonly #controller = new AbortController()
  #members = 0
  #result: Promise<T> | undefined
  #over = false
  /** The request ended by the limits of the call that made it, which are not those of the others. */
  outOfTime = false

  /** `options`: of the call that makes the request. */
  constructor(readonly options: CallOptions) {}

  /** No more can join. */
  get over(): boolean {
    return this.#over
  }

  end(): void {
    this.#over = true
  }

  /** Begins the request, whose signal is aborted when nobody waits any more; called once, before anybody joins. */
  start(run: (signal: AbortSignal) => Promise<T>): void {
    this.#result = run(this.#controller.signal)
    this.#result.catch(() => this.end())
  }

  /** Waits for the result; rejects with the reason of a signal that is aborted first. */
  async join(...signals: ReadonlyArray<AbortSignal | null | undefined>): Promise<T> {
    const result = this.#result
    if (result === undefined) throw new TypeError('A flight was joined before its start.')
    this.#members++
    return new Promise<T>((resolve, reject) => {
      const leave = ({ target }: { target: unknown }) => {
        stop()
        const reason: unknown = target instanceof AbortSignal ? target.reason : undefined
        reject(reason)
        this.#leave(reason)
      }
      const stop = () => {
        for (const signal of signals) signal?.removeEventListener('abort', leave)
      }
      const aborted = signals.find((signal) => signal?.aborted)
      if (aborted) {
        leave({ target: aborted })
        return
      }
      for (const signal of signals) signal?.addEventListener('abort', leave, { once: true })
      result.then(resolve, reject).finally(stop)
    })
  }

  #leave(reason: unknown): void {
    this.#members--
    if (this.#members > 0 || this.#over) return
    this.#over = true
    this.#controller.abort(reason)
  }
}

/** What decides besides the key how a request fares: an error of one call is not that of a call with another key. */
const WAY = [
  'apiKey',
  'headers',
  'query',
  'fetch',
  'client',
  'aws',
  'vertex',
  'azure',
  'mock',
  'fallbacks',
  'maxRetries',
  'maxResponseBytes',
] as const satisfies ReadonlyArray<keyof CallOptions>

/** Whether two calls fail alike. */
export function goSameWay(one: CallOptions, other: CallOptions): boolean {
  return WAY.every((name) => isAlike(one[name], other[name]))
}

function isAlike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object') return false
  try {
    return JSON.stringify(one) === JSON.stringify(other)
  } catch {
    return false
  }
}
