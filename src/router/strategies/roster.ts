import type { DeploymentView } from '../../contract/router.js'

/** Entries of deployments that were not among the candidates of late and are kept all the same. */
const SPARE = 256

/**
 * One entry for each deployment of a group. Candidates come in the order of the configuration with some left out, so
 * that one walk beside the entries finds them all, without a look-up by id.
 */
export class Roster<Entry extends { readonly id: string }> {
  #entries: Entry[] = []
  readonly #found: Entry[] = []

  constructor(private readonly create: (id: string) => Entry) {}

  /** The entries of these, in their order; valid until the next call. */
  of(candidates: readonly DeploymentView[]): readonly Entry[] {
    if (!this.#walk(candidates)) {
      this.#reorder(candidates)
      this.#walk(candidates)
    }
    return this.#found
  }

  #walk(candidates: readonly DeploymentView[]): boolean {
    const entries = this.#entries
    const found = this.#found
    found.length = candidates.length
    let at = 0
    for (let i = 0; i < candidates.length; i++) {
      const id = candidates[i]?.id
      while (at < entries.length && entries[at]?.id !== id) at++
      const entry = entries[at++]
      if (entry === undefined) return false
      found[i] = entry
    }
    return true
  }

  /** Puts these first, in their order, with new entries where there were none. */
  #reorder(candidates: readonly DeploymentView[]): void {
    const others = new Map(this.#entries.map((entry) => [entry.id, entry]))
    const entries: Entry[] = []
    for (const { id } of candidates) {
      entries.push(others.get(id) ?? this.create(id))
      others.delete(id)
    }
    for (const entry of others.values()) if (entries.length < candidates.length * 2 + SPARE) entries.push(entry)
    this.#entries = entries
  }
}
