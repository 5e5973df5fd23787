/** What the work gives, or the error once the time is up; its signal is aborted then. */
export async function withinMs<T>(
  ms: number,
  late: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const control = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = late()
      control.abort(error)
      reject(error)
    }, ms)
  })
  try {
    return await Promise.race([work(control.signal), timeUp])
  } finally {
    clearTimeout(timer)
  }
}
