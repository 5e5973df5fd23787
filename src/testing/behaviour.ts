import type { Ability } from './options.js'
import type { Subject } from './subject.js'

/** One thing that every provider does. */
export interface Behaviour {
  /** A sentence. */
  readonly name: string
  /** What the provider must be able to do. */
  readonly needs: readonly Ability[]
  /** Throws where the provider does otherwise. */
  run(subject: Subject): Promise<void>
}

export function behaviour(name: string, needs: readonly Ability[], run: Behaviour['run']): Behaviour {
  return { name, needs, run }
}
