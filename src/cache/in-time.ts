import { APITimeoutError } from '../contract/errors.js'

/**
 * What is waited for, where it comes in time; undefined once `signal` is aborted.
 * @throws what it throws; APITimeoutError
 */
export function inTime<T>(awaited: PromiseLike<T>, ms: number, signal?: AbortSignal | null): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let immediate: NodeJS.Immediate | undefined
    const timer = setTimeout(() => {
      // A process that was busy finds the answer and the end of the time at once: what has arrived is read first.
      immediate = setImmediate(() => {
        end()
        reject(new APITimeoutError(`The cache gave no answer within ${ms} ms.`))
      })
    }, ms)
    const onAbort = () => {
      end()
      resolve(undefined)
    }
    const end = () => {
      clearTimeout(timer)
      clearImmediate(immediate)
      signal?.removeEventListener('abort', onAbort)
    }
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
    awaited.then(
      (value) => {
        end()
        resolve(value)
      },
      (error: unknown) => {
        end()
        reject(error)
      },
    )
  })
}

export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
