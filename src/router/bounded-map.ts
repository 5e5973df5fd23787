interface Kept<Value> {
  readonly value: Value
  /** Unix ms. */
  readonly until: number
}

/** A map of at most so many entries: the least recently used goes first, and each after its time. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Kept<Value>>()

  constructor(private readonly max: number) {}

  get(key: string): Value | undefined {
    const kept = this.#entries.get(key)
    if (kept === undefined) return undefined
    this.#entries.delete(key)
    if (Date.now() >= kept.until) return undefined
    this.#entries.set(key, kept) // a map keeps its entries in the order in which they came
    return kept.value
  }

  /** `ttlMs`: how long it is kept; without it until others push it out. */
  set(key: string, value: Value, ttlMs = Number.POSITIVE_INFINITY): void {
    this.#entries.delete(key)
    if (this.#entries.size >= this.max)
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest)
        break
      }
    this.#entries.set(key, { value, until: Date.now() + ttlMs })
  }

  values(): Value[] {
    return [...this.#entries.values()].map(({ value }) => value)
  }

  get size(): number {
    return this.#entries.size
  }

  clear(): void {
    this.#entries.clear()
  }
}
