import { type MemoryState, Usage } from '../memory-state.js'
import type { Correction, Layout } from './batch.js'

/** What was counted in this process while Redis was away, to be told when it is back. Bounded by the number of limits. */
export class Untold {
  #counts = new Map<string, Usage>()

  constructor(private readonly layout: Layout) {}

  add({ limitKey, at, requests, tokens }: Omit<Correction, 'sharedAt'>): void {
    let counts = this.#counts.get(limitKey)
    if (!counts) {
      counts = new Usage(this.layout.windowMs, this.layout.buckets)
      this.#counts.set(limitKey, counts)
    }
    counts.requests.add(at, requests)
    counts.tokens.add(at, tokens)
  }

  /** Redis has lost everything: all that this process has in use is to be told. */
  replaceBy(state: MemoryState, now: number): void {
    this.#counts = new Map()
    for (const [limitKey, usage] of state.usages())
      for (const correction of toCorrections(limitKey, usage, now)) this.add(correction)
  }

  /** All of it; nothing is left to tell. */
  take(now: number): Correction[] {
    const corrections = [...this.#counts].flatMap(([limitKey, counts]) => toCorrections(limitKey, counts, now))
    this.#counts = new Map()
    return corrections
  }
}

function toCorrections(limitKey: string, counts: Usage, now: number): Correction[] {
  const requests = counts.requests.entries(now).map(([at, amount]) => ({ limitKey, at, requests: amount, tokens: 0 }))
  const tokens = counts.tokens.entries(now).map(([at, amount]) => ({ limitKey, at, requests: 0, tokens: amount }))
  return [...requests, ...tokens].map((one) => ({ ...one, sharedAt: undefined }))
}
