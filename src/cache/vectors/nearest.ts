/** The nearest of what was offered, best first. For few: each offer is put in its place by hand. */
export class Nearest {
  readonly #slots: number[] = []
  readonly #similarities: number[] = []

  constructor(
    private readonly limit: number,
    private readonly floor: number,
  ) {}

  offer(slot: number, similarity: number): void {
    const similarities = this.#similarities
    if (similarity < this.floor) return
    if (similarities.length === this.limit && similarity <= (similarities[this.limit - 1] ?? 0)) return
    let at = Math.min(similarities.length, this.limit - 1)
    for (; at > 0 && (similarities[at - 1] ?? 0) < similarity; at--) {
      similarities[at] = similarities[at - 1] ?? 0
      this.#slots[at] = this.#slots[at - 1] ?? 0
    }
    similarities[at] = similarity
    this.#slots[at] = slot
  }

  list(): Array<{ slot: number; similarity: number }> {
    return this.#slots.map((slot, at) => ({ slot, similarity: this.#similarities[at] ?? 0 }))
  }
}
