import type { MemoryState } from '../memory-state.js'
import type { Limited, SharedLatency } from '../state.js'
import type { Batch } from './batch.js'
import { KnownUse } from './known-use.js'
import type { Reply } from './reply.js'

const NOTHING = new KnownUse()

/** What others have told, as far as it has come here: answers without a way to Redis. */
export class SharedView {
  readonly #uses = new Map<string, KnownUse>()
  readonly #speeds = new Map<string, SharedLatency>()
  /** Unix ms until which deployments are out. */
  #downs = new Map<string, number>()
  #processes = 1

  constructor(private readonly own: MemoryState) {}

  use(limitKey: string): KnownUse | undefined {
    return this.#uses.get(limitKey)
  }

  downUntil(key: string): number {
    return this.#downs.get(key) ?? 0
  }

  back(key: string): void {
    this.#downs.delete(key)
  }

  speed(key: string): SharedLatency | undefined {
    return this.#speeds.get(key)
  }

  /** The part of a limit that this process may use while Redis is away. */
  ownPart(limited: Limited): Limited {
    return (this.#uses.get(limited.limitKey) ?? NOTHING).ownPart(limited, this.#processes)
  }

  /** Whether none of the candidates has room, as far as is known. */
  hopeless(candidates: readonly Limited[], tokens: number, now: number): boolean {
    return candidates.every(({ limitKey }) => (this.#uses.get(limitKey)?.roomAt(tokens, now) ?? now) > now)
  }

  learn({ limitKeys, claims }: Batch, { news, uses, answers, speeds, processes }: Reply, now: number): void {
    this.#processes = processes
    if (news) this.#downs = new Map([...news].map(([key, ms]) => [key, now + ms]))
    for (const [key, speed] of speeds) this.#speeds.set(key, speed)
    for (const [index, limitKey] of limitKeys.entries()) {
      const use = uses[index]
      if (use) this.#knownUse(limitKey).learn(use, this.own.usage(limitKey), now)
    }
    for (const [index, claim] of claims.entries())
      for (const [at, refusal] of (answers[index]?.refusals ?? []).entries()) {
        const limitKey = claim.candidates[at]?.limitKey
        if (limitKey !== undefined) this.#uses.get(limitKey)?.refused(refusal, claim, now)
      }
  }

  #knownUse(limitKey: string): KnownUse {
    let known = this.#uses.get(limitKey)
    if (!known) {
      known = new KnownUse()
      this.#uses.set(limitKey, known)
    }
    return known
  }
}
