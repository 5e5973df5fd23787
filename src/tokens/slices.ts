import { setImmediate } from 'node:timers/promises'

/** ms of counting after which others get their turn. */
const SLICE_MS = 8

/** Cuts a long count into slices, between which the event loop goes on. */
export class Slices {
  #until = performance.now() + SLICE_MS

  /** Undefined while the slice lasts, so that nothing is awaited for each text. */
  turn(): Promise<void> | undefined {
    return performance.now() < this.#until ? undefined : this.#next()
  }

  async #next(): Promise<void> {
    await setImmediate()
    this.#until = performance.now() + SLICE_MS
  }
}
