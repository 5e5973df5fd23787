import type { DeploymentConfig } from '../contract/router.js'
import { BoundedMap } from './bounded-map.js'
import type { Group } from './group.js'

/** Names made from wildcards that are remembered with their health. */
const MAX_FROM_WILDCARDS = 1_000

/** Makes the group of a name from its deployments; `rest` is what stands for the `*` of a wildcard. */
export type MakeGroup = (name: string, configs: readonly NamedConfig[], rest: string | undefined) => Group

/** A deployment's configuration with its unique id. */
export interface NamedConfig {
  readonly config: DeploymentConfig
  readonly id: string
}

/** The groups of a router by name: as they are written, by alias, or made from a wildcard on first use. */
export class Groups {
  readonly #exact = new Map<string, Group>()
  readonly #wildcards: Array<{ prefix: string; configs: NamedConfig[] }> = []
  readonly #fromWildcards = new BoundedMap<Group>(MAX_FROM_WILDCARDS)

  constructor(
    configs: readonly NamedConfig[],
    private readonly aliases: ReadonlyMap<string, string>,
    private readonly make: MakeGroup,
  ) {
    const byName = new Map<string, NamedConfig[]>()
    for (const one of configs) byName.set(one.config.name, [...(byName.get(one.config.name) ?? []), one])
    for (const [name, ones] of byName) {
      if (name.endsWith('*')) this.#wildcards.push({ prefix: name.slice(0, -1), configs: ones })
      else this.#exact.set(name, make(name, ones, undefined))
    }
    // The longest says the most.
    this.#wildcards.sort((a, b) => b.prefix.length - a.prefix.length)
  }

  find(name: string): Group | undefined {
    return this.#find(name) ?? this.#find(this.aliases.get(name))
  }

  /** The names that are written down. */
  names(): string[] {
    return [...this.#exact.keys(), ...this.#wildcards.map(({ prefix }) => `${prefix}*`), ...this.aliases.keys()]
  }

  /** The groups there are now. */
  all(): Group[] {
    return [...this.#exact.values(), ...this.#fromWildcards.values()]
  }

  #find(name: string | undefined): Group | undefined {
    if (name === undefined) return undefined
    const known = this.#exact.get(name) ?? this.#fromWildcards.get(name)
    if (known) return known
    const wildcard = this.#wildcards.find(({ prefix }) => name.startsWith(prefix) && name.length > prefix.length)
    if (!wildcard) return undefined
    const group = this.make(name, wildcard.configs, name.slice(wildcard.prefix.length))
    this.#fromWildcards.set(name, group)
    return group
  }
}
