/** Groups that a strategy remembers; of more, the one that came first is forgotten. */
const MOST_GROUPS = 1_000

/** What a strategy keeps for each group. */
export class PerGroup<State> {
  readonly #states = new Map<string, State>()

  constructor(private readonly create: () => State) {}

  of(group: string): State {
    const known = this.#states.get(group)
    if (known !== undefined) return known
    if (this.#states.size >= MOST_GROUPS) for (const oldest of this.#states.keys()) return this.#replace(oldest, group)
    return this.#add(group)
  }

  #replace(oldest: string, group: string): State {
    this.#states.delete(oldest)
    return this.#add(group)
  }

  #add(group: string): State {
    const state = this.create()
    this.#states.set(group, state)
    return state
  }
}
