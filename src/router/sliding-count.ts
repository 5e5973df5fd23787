/** Sums over a sliding window of time, in buckets: constant memory, and nothing to clean up. */
export class SlidingCount {
  readonly #counts: Float64Array
  readonly #bucketMs: number
  /** Number of the newest bucket since the epoch. */
  #newest = 0
  #total = 0

  /**
   * The bucket that is being filled counts beside `buckets` whole ones, so that no window of `windowMs`, wherever it
   * begins, holds more than the total: a limit kept by it is never exceeded.
   */
  constructor(windowMs: number, buckets: number) {
    this.#bucketMs = windowMs / buckets
    this.#counts = new Float64Array(buckets + 1)
  }

  /** Adds `amount` (may be negative, to take back) at a time; one before the window is forgotten. */
  add(at: number, amount: number): void {
    const bucket = Math.floor(at / this.#bucketMs)
    this.#advance(bucket)
    if (bucket <= this.#newest - this.#counts.length) return
    const slot = bucket % this.#counts.length
    this.#counts[slot] = (this.#counts[slot] ?? 0) + amount
    this.#total += amount
  }

  total(now: number): number {
    this.#advance(Math.floor(now / this.#bucketMs))
    return this.#total
  }

  /** Unix ms from which the total will be at most `most`, if nothing is added; `now` where it is already. */
  atMost(most: number, now: number): number {
    // What has left the window since the last look only makes it less.
    if (this.#total <= most) return now
    let left = this.total(now)
    if (left <= most) return now
    const { length } = this.#counts
    for (let bucket = this.#newest - length + 1; bucket <= this.#newest; bucket++) {
      left -= this.#counts[((bucket % length) + length) % length] ?? 0
      if (left <= most) return (bucket + length) * this.#bucketMs
    }
    return (this.#newest + length) * this.#bucketMs
  }

  /** What each bucket holds that is not empty, with the last ms that belongs to it. */
  entries(now: number): Array<[at: number, amount: number]> {
    this.#advance(Math.floor(now / this.#bucketMs))
    const { length } = this.#counts
    const entries: Array<[number, number]> = []
    for (let bucket = this.#newest - length + 1; bucket <= this.#newest; bucket++) {
      const amount = this.#counts[((bucket % length) + length) % length] ?? 0
      if (amount !== 0) entries.push([Math.min(now, Math.ceil((bucket + 1) * this.#bucketMs) - 1), amount])
    }
    return entries
  }

  #advance(bucket: number): void {
    const { length } = this.#counts
    if (bucket - this.#newest >= length) {
      this.#counts.fill(0)
      this.#newest = bucket
      this.#total = 0
      return
    }
    while (this.#newest < bucket) {
      this.#newest++
      const slot = this.#newest % length
      this.#total -= this.#counts[slot] ?? 0
      this.#counts[slot] = 0
    }
  }
}
