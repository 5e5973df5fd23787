/** Groups that a strategy remembers; of more, the one that came first is forgotten. */
const MOST_GROUPS = 1_000

/** What a strategy keeps for each group. */
export class PerGroup<State> {
  readonly #states = new Map<string, State>()

  constructor(private readonly create: () => State) {}

  of(group: string): State {
    const known = this.#states.get(group)
    if (known !== undefined) return known
    const [oldest] = this.#states.size < MOST_GROUPS ? [] : this.#states.keys()
    if (oldest !== undefined) this.#states.delete(oldest)
    const state = this.create()
    this.#states.set(group, state)
    return state
  }
}
