import type { DeploymentView } from '../../contract/router.js'

/** Entries kept beyond the candidates of the moment. Of more, all are forgotten. */
const SPARE = 10_000

/**
 * One entry for each deployment of a group. Candidates come in the order of the configuration with some left out, so
 * that one walk beside the entries finds them all, without a look-up by id.
 */
export class Roster<Entry extends { readonly id: string }> {
  readonly #entries: Entry[] = []
  readonly #found: Entry[] = []

  constructor(private readonly create: (id: string) => Entry) {}

  /** The entries of these, in their order; valid until the next call. */
  of(candidates: readonly DeploymentView[]): readonly Entry[] {
    const entries = this.#entries
    const found = this.#found
    if (entries.length > candidates.length + SPARE) entries.length = 0
    found.length = candidates.length
    let at = 0
    for (let i = 0; i < candidates.length; i++) {
      const id = candidates[i]?.id ?? ''
      let next = at
      while (next < entries.length && entries[next]?.id !== id) next++
      if (next === entries.length) next = this.#place(id, at)
      const entry = entries[next]
      if (entry !== undefined) found[i] = entry
      at = next + 1
    }
    return found
  }

  /** Puts one that is new, or that stood further in front, at a place; returns which. */
  #place(id: string, at: number): number {
    const before = this.#entries.findIndex((entry) => entry.id === id)
    const [known] = before === -1 ? [] : this.#entries.splice(before, 1)
    const place = before === -1 ? at : at - 1
    this.#entries.splice(place, 0, known ?? this.create(id))
    return place
  }
}
