import type { Cache, CacheEntry, SemanticQuestion } from '../contract/cache.js'
import { inTime, isThenable } from './in-time.js'

/** ms after which a write is given up: no call waits for it, but its answer takes room. */
const WRITE_MS = 60_000
/** Answers on their way that are found there. */
const MAX_PENDING = 1_000

/** What is on its way to the store: a question that is asked again at once finds it. */
export class Writes {
  readonly #pending = new Map<string, CacheEntry>()
  readonly #running = new Set<Promise<unknown>>()

  constructor(private readonly store: Cache) {}

  pending(key: string): CacheEntry | undefined {
    return this.#pending.get(key)
  }

  /** @throws what the store throws, and where it takes too long */
  async write(key: string, entry: CacheEntry, question: SemanticQuestion | undefined): Promise<void> {
    const writing = this.store.set(key, entry, question)
    if (!isThenable(writing)) return
    if (this.#pending.size < MAX_PENDING) this.#pending.set(key, entry)
    try {
      await this.track(inTime(writing, WRITE_MS))
    } finally {
      if (this.#pending.get(key) === entry) this.#pending.delete(key)
    }
  }

  /** Closing waits for this too. */
  track<T>(running: Promise<T>): Promise<T> {
    this.#running.add(running)
    const end = () => this.#running.delete(running)
    running.then(end, end)
    return running
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
  }
}
