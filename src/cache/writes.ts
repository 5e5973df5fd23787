import type { Cache, CacheEntry, SemanticQuestion } from '../contract/cache.js'
import { inTime, isThenable } from './in-time.js'

/** ms after which a write is given up: no call waits for it, but its answer takes room. */
const WRITE_MS = 60_000
/** Answers on their way that are found there. */
const MAX_PENDING = 1_000

/** ms that a search waits for a question on its way: its vector is made at that moment, or it takes too long to wait for. */
const QUESTION_MS = 100

const nothing = () => {}

/** What is on its way to the store: a question that is asked again at once finds it. */
export class Writes {
  readonly #pending = new Map<string, CacheEntry>()
  readonly #running = new Set<Promise<unknown>>()
  /** The last question on its way, by partition. */
  readonly #questions = new Map<string, Promise<unknown>>()

  constructor(private readonly store: Cache) {}

  pending(key: string): CacheEntry | undefined {
    return this.#pending.get(key)
  }

  /** @throws what the store throws, and where it takes too long */
  async write(key: string, entry: CacheEntry, question: SemanticQuestion | undefined): Promise<void> {
    const writing = this.store.set(key, entry, question)
    if (!isThenable(writing)) return
    if (this.#pending.size < MAX_PENDING) this.#pending.set(key, entry)
    const kept = this.track(inTime(writing, WRITE_MS))
    if (question && this.#questions.size < MAX_PENDING) this.#questions.set(question.partition, kept)
    try {
      await kept
    } finally {
      if (this.#pending.get(key) === entry) this.#pending.delete(key)
      if (question && this.#questions.get(question.partition) === kept) this.#questions.delete(question.partition)
    }
  }

  /** Settles when a question of this partition that is on its way is stored, or soon; undefined where there is none. */
  questionIn(partition: string): Promise<void> | undefined {
    const running = this.#questions.get(partition)
    return running && inTime(running, QUESTION_MS).then(nothing, nothing)
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
