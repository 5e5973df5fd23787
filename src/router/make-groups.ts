import type { ModelInfo } from '../contract/prices.js'
import type { DeploymentConfig, StrategyOption } from '../contract/router.js'
import type { CooldownOptions } from './breaker.js'
import { Deployment } from './deployment.js'
import { Group } from './group.js'
import { Groups, type NamedConfig } from './groups.js'
import { RetryBudget } from './retry-budget.js'
import type { RouterState } from './state.js'
import { createStrategy } from './strategies/strategies.js'

export interface GroupsOptions {
  readonly strategy: StrategyOption
  readonly state: RouterState
  readonly random: () => number
  readonly maxQueue: number
  readonly checks: boolean
  readonly cooldown: CooldownOptions
  /** Extra attempts for each call, and those always allowed. */
  readonly ratio: number
  readonly floor: number
  readonly findInfo: (model: string) => ModelInfo | undefined
  /** A strategy that threw. */
  readonly onFailure: (error: unknown) => void
}

/** Tokens of an answer whose length nobody bounds; it corrects itself when the usage is known. */
const TYPICAL_OUTPUT_TOKENS = 500

/** The groups of a router from its list of deployments. */
export function toGroups(
  models: readonly DeploymentConfig[],
  aliases: ReadonlyMap<string, string>,
  options: GroupsOptions,
): Groups {
  const { state, cooldown, findInfo, random, maxQueue, checks, ratio, floor, onFailure } = options
  const strategy = createStrategy(options.strategy)
  const make = (name: string, configs: readonly NamedConfig[], rest: string | undefined) => {
    const deployments = configs.map(({ config, id }) => {
      const model = rest === undefined ? config.model : config.model.replace('*', () => rest)
      const own = rest === undefined ? id : `${id}:${rest}`
      return new Deployment(config, own, id, { group: name, model }, state, cooldown, findInfo)
    })
    const retries = new RetryBudget(ratio, floor)
    const written = configs[0]?.config.name ?? name
    return new Group(name, written, deployments, state, {
      strategy,
      trusted: typeof options.strategy !== 'function',
      retries,
      maxQueue,
      checks,
      random,
      onFailure,
      typicalOutput: TYPICAL_OUTPUT_TOKENS,
    })
  }
  return new Groups(withIds(models), aliases, make)
}

/** The model names a deployment, with a number where it repeats. */
function withIds(models: readonly DeploymentConfig[]): NamedConfig[] {
  const taken = new Set(models.flatMap(({ id }) => id ?? []))
  return models.map((config) => {
    if (config.id !== undefined) return { config, id: config.id }
    let id = config.model
    for (let number = 2; taken.has(id); number++) id = `${config.model}#${number}`
    taken.add(id)
    return { config, id }
  })
}
