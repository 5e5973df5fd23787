interface Waiting<T> {
  text: string
  resolve(value: T): void
  reject(error: unknown): void
}

/** Gathers what is asked in one turn of the event loop, or within some ms, into one request. */
export class TextBatches<T> {
  #waiting: Array<Waiting<T>> = []

  constructor(
    private readonly ask: (texts: string[]) => Promise<T[]>,
    private readonly limits: { size: number; waitMs: number },
  ) {}

  add(text: string): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text, resolve, reject })
      if (this.#waiting.length >= this.limits.size) this.#send()
      else if (this.#waiting.length === 1) this.#later()
    })
  }

  #later(): void {
    const { waitMs } = this.limits
    if (waitMs > 0) setTimeout(() => this.#send(), waitMs)
    else setImmediate(() => this.#send())
  }

  async #send(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    try {
      const values = await this.ask(batch.map(({ text }) => text))
      for (const [at, { resolve, reject }] of batch.entries()) {
        const value = values[at]
        if (value === undefined) reject(new RangeError('Fewer answers than texts.'))
        else resolve(value)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
}
