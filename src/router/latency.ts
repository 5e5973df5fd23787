/** Measurements that count: one more moves the mean by at least a fiftieth. */
const MEMORY = 49
/** The same of the mean that shows a change first. */
const SHORT_MEMORY = 7
/** Mean distances below the mean from which a value shows a change. */
const FAR = 2.5
/** Mean distances between the two means from which the old values count no more. */
const APART = 1.5
/** ms without a measurement until nothing is known any more. */
const FORGET_MS = 5 * 60_000

/**
 * A mean that moves with the latest values. One outlier is cut to what the usual spread makes likely. Where a mean of
 * fewer values leaves it, the old values count no more. A handful of numbers, however many values.
 */
class MovingMean {
  #mean = 0
  #short = 0
  /** Mean distance from the mean. */
  #deviation = 0
  /** Values behind the mean when the last came. */
  #weight = 0
  #at = Number.NEGATIVE_INFINITY

  /** Values behind the mean: fewer the longer none came, none after FORGET_MS. */
  weight(now: number): number {
    const idleMs = now - this.#at
    if (idleMs >= FORGET_MS) return 0
    return idleMs > 0 ? this.#weight * (1 - idleMs / FORGET_MS) : this.#weight
  }

  value(now: number): number | undefined {
    return now - this.#at < FORGET_MS ? this.#mean : undefined
  }

  record(value: number, now: number): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return
    const weight = this.weight(now)
    if (now > this.#at) this.#at = now
    if (weight === 0) this.#begin(value)
    else this.#add(value, weight)
  }

  #begin(value: number): void {
    this.#mean = value
    this.#short = value
    this.#deviation = value / 4
    this.#weight = 1
  }

  #add(value: number, weightBefore: number): void {
    let weight = weightBefore
    // Of the first values none says yet what is usual: the earlier ones may be the outliers.
    if (weight < 3) this.#mean = this.#short = Math.min(this.#mean, 3 * value)
    // A request is slow by chance, but hardly ever this fast.
    else if (value < this.#mean - FAR * this.#deviation) weight = 1
    const cut = Math.min(value, 2 * this.#mean + 6 * this.#deviation)
    const distance = cut - this.#mean
    const share = 1 / (weight + 1)
    this.#deviation += share * (Math.abs(distance) - this.#deviation)
    this.#mean += share * distance
    this.#short += (cut - this.#short) / (Math.min(weight, SHORT_MEMORY) + 1)
    this.#weight = Math.min(weight + 1, MEMORY)
    if (weight > SHORT_MEMORY && Math.abs(this.#short - this.#mean) > APART * this.#deviation) this.#jump()
  }

  /** What was usual is so no more. */
  #jump(): void {
    this.#mean = this.#short
    this.#weight = SHORT_MEMORY / 2
  }
}

/** How fast a deployment has been of late. The time is passed in, Unix ms. */
export class LatencyWindow {
  readonly #firstToken = new MovingMean()
  readonly #perToken = new MovingMean()

  /** Of a stream: ms from the request to the first token. */
  recordFirstToken(ms: number, now: number): void {
    this.#firstToken.record(ms, now)
  }

  /** Of a whole answer: ms of the call by tokens of the answer. */
  recordPerToken(ms: number, now: number): void {
    this.#perToken.record(ms, now)
  }

  /** Undefined while unknown, and again when nothing was recorded for five minutes. */
  firstTokenMs(now: number): number | undefined {
    return this.#firstToken.value(now)
  }

  perTokenMs(now: number): number | undefined {
    return this.#perToken.value(now)
  }

  /** Measurements that still count, of both kinds; a fraction while they fade. */
  samples(now: number): number {
    return this.#firstToken.weight(now) + this.#perToken.weight(now)
  }
}
