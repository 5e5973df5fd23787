import type { ModelInfo } from '../contract/prices.js'
import { Budget } from './budget.js'
import { checkRouterConfig } from './check-config.js'
import type { RoutingConfig } from './config.js'
import { RouterEmitter } from './events.js'
import { toGroups } from './make-groups.js'
import { memoryState } from './memory-state.js'
import { RouterCore } from './router-core.js'

export interface CoreTools {
  /** What is known of a model by its full name. */
  readonly findInfo: (model: string) => ModelInfo | undefined
  /** A function of the user's that threw: a listener, a strategy, a classification. */
  readonly onFailure: (name: string, error: unknown) => void
}

/** @throws BadRequestError whose message begins with the option at fault */
export function toCore(config: RoutingConfig, { findInfo, onFailure }: CoreTools): RouterCore {
  checkRouterConfig(config)
  const { state = memoryState(), random = Math.random, fallbackOn = () => true, affinity, retries = {} } = config
  const groups = toGroups(config.models, new Map(Object.entries(config.aliases ?? {})), {
    strategy: config.strategy ?? 'shuffle',
    state,
    random,
    findInfo,
    onFailure: (error) => onFailure('strategy', error),
    maxQueue: config.maxQueue ?? 1_000,
    checks: config.preCallChecks ?? true,
    cooldown: config.cooldown ?? {},
    ratio: retries.ratio ?? 0.2,
    floor: retries.floor ?? 10,
  })
  const rules = {
    fallbacks: {
      general: config.fallbacks ?? {},
      contextWindow: config.contextWindowFallbacks ?? {},
      contentPolicy: config.contentPolicyFallbacks ?? {},
      defaults: config.defaultFallbacks ?? [],
    },
    fallbackOn: typeof fallbackOn === 'function' ? fallbackOn : byName(fallbackOn),
    retries: { max: retries.max ?? 2, byError: retries.byError ?? {} },
    maxAttempts: retries.maxAttempts ?? 8,
    afterOutput: retries.afterOutput ?? false,
    whenUnavailable: config.whenUnavailable ?? 'wait',
    maxWaitMs: config.maxWaitMs ?? 10_000,
    hedgeAfterMs: config.hedge?.afterMs,
    onStreamError: config.onStreamError ?? 'error',
    affinity: affinity === true ? {} : affinity || undefined,
  }
  const steering = {
    classify: config.classify,
    split: config.split ?? {},
    degrade: config.degrade ?? [],
    budget: config.budget && new Budget(config.budget),
    onFailure: (error: unknown) => onFailure('classify', error),
  }
  return new RouterCore(
    rules,
    groups,
    state,
    new RouterEmitter((error) => onFailure('listener', error)),
    random,
    steering,
  )
}

function byName(names: readonly string[]): (error: unknown) => boolean {
  const wanted = new Set(names)
  return (error) => error instanceof Error && wanted.has(error.name)
}
