/** The leases that calls of this process hold, by limit. */
export class Leases {
  readonly #held = new Map<string, Set<string>>()
  #count = 0

  constructor(private readonly processName: string) {}

  /** A name for a lease that no other has. */
  next(): string {
    return `${this.processName}:${++this.#count}`
  }

  get empty(): boolean {
    return this.#held.size === 0
  }

  add(limitKey: string, lease: string): void {
    const held = this.#held.get(limitKey)
    if (held) held.add(lease)
    else this.#held.set(limitKey, new Set([lease]))
  }

  delete(limitKey: string, lease: string): void {
    const held = this.#held.get(limitKey)
    held?.delete(lease)
    if (held?.size === 0) this.#held.delete(limitKey)
  }

  *all(): Iterable<[limitKey: string, lease: string]> {
    for (const [limitKey, held] of this.#held) for (const lease of held) yield [limitKey, lease]
  }
}
