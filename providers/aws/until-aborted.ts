/**
 * The events, each awaited no longer than the call lasts: a body that stalls need not hear of the end. With one listener
 * for all, since a stream has many events.
 */
export function untilAborted<T>(events: AsyncIterable<T> | undefined, signal: AbortSignal): AsyncIterable<T> {
  const iterator = events?.[Symbol.asyncIterator]()
  let abort = () => {}
  const onAbort = () => abort()
  signal.addEventListener('abort', onAbort, { once: true })
  const leave = () => {
    signal.removeEventListener('abort', onAbort)
    // Not awaited: where a read stalls, this waits for it.
    iterator?.return?.().catch(() => {})
  }
  const over = { done: true, value: undefined } as const
  return {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise<IteratorResult<T>>((resolve, reject) => {
          abort = () => {
            leave()
            reject(signal.reason)
          }
          if (signal.aborted) abort()
          else if (iterator) iterator.next().then(resolve, reject)
          else resolve(over)
        }),
      return: async () => {
        leave()
        return over
      },
    }),
  }
}
