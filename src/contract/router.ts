import type { CallOptions, ConnectionOptions } from './call.js'
import type { AnyRequest } from './hooks.js'
import type { ModelPrices } from './prices.js'

/**
 * One place that answers for a name: a model with its own connection, limits and weight. Several under one name share
 * its calls. `name` may end in `*` (`'anthropic/*'`): it answers every name that begins so, and a `*` in `model` stands
 * for the rest.
 */
export interface DeploymentConfig
  extends ConnectionOptions,
    Pick<
      CallOptions,
      'timeout' | 'idleTimeout' | 'connectTimeout' | 'dropParams' | 'extraBody' | 'mock' | 'maxResponseBytes'
    > {
  /** What callers ask for. */
  name: string
  /** `'provider/model'`. */
  model: string
  /** Unique; in `meta.deployment`, events and `health()`. Default: `model`, with `#2` and so on where it repeats. */
  id?: string
  /** Share of the calls beside the others of its name. Default 1; 0: only when the others cannot. */
  weight?: number
  /** Tier: the lowest with a healthy deployment is used. Default 0. */
  order?: number
  /** Requests per minute. */
  rpm?: number
  /** Tokens per minute, prompt and answer. */
  tpm?: number
  /** Calls at the same time. */
  maxParallel?: number
  /** Where it is. A call with a `region` takes no other, and none that does not say. */
  region?: string
  /** A call with tags takes only deployments that have all of them. */
  tags?: readonly string[]
  /** In place of the price table's. */
  prices?: ModelPrices
  /** What the deployment really is (`'openai/gpt-4o'`), where its name does not say: for limits, abilities and prices. */
  baseModel?: string
}

/** A deployment as a strategy sees it, at the moment of choosing. */
export interface DeploymentView {
  readonly id: string
  /** The name that it answers for. */
  readonly group: string
  readonly model: string
  readonly weight: number
  readonly order: number
  readonly region: string | undefined
  readonly tags: readonly string[]
  /** Calls under way, streams until their end. */
  readonly inFlight: number
  /** The largest share in use of its rpm, tpm and maxParallel: 0 to 1, 0 where it has no limits. */
  readonly used: number
  /** ms to the first token of a stream, of late; undefined while unknown. */
  readonly firstTokenMs: number | undefined
  /** ms for each token of a whole answer, of late; undefined while unknown. */
  readonly perTokenMs: number | undefined
  /** Measurements behind these two. */
  readonly samples: number
  /** Share of failures among the last calls, 0 to 1. */
  readonly failureRate: number
}

/** What a strategy knows of the call. */
export interface RouteContext {
  readonly group: string
  readonly stream: boolean
  /** Tokens of the prompt, by estimate. */
  readonly promptTokens: number
  readonly tags: readonly string[]
  readonly user: string | undefined
  readonly request: AnyRequest
  /** Unix ms. */
  readonly now: number
  /** 0 to 1, like Math.random. */
  readonly random: () => number
  /** USD that this request would cost there; undefined where the price is unknown. */
  readonly expectedCost: (candidate: DeploymentView) => number | undefined
}

/**
 * Chooses one of the deployments that could take the call. A pure function: what it remembers it must keep itself.
 * Undefined: none of them.
 */
export type Strategy = (candidates: readonly DeploymentView[], context: RouteContext) => DeploymentView | undefined

/** Of `least-busy` and `lowest-usage`. */
export interface ComparisonOptions {
  /**
   * How many deployments are drawn at random and compared. Default: all up to 64 deployments, 2 above. 2 is also right
   * where several processes share counts that reach them late: each would send its calls to the same deployment.
   */
  choices?: number
}

/** Of `lowest-latency`. */
export interface LatencyOptions {
  /** Deployments up to this share slower than the fastest take part of its calls. Default 0.1. */
  buffer?: number
  /** Time that may be lost in looking at slower deployments, as a share of the fastest's. Default 0.02. */
  explore?: number
}

/** A strategy with settings. */
export type StrategyConfig =
  | { name: 'shuffle' | 'lowest-cost' }
  | ({ name: 'least-busy' | 'lowest-usage' } & ComparisonOptions)
  | ({ name: 'lowest-latency' } & LatencyOptions)

export type StrategyName = StrategyConfig['name']

/** A strategy by name, with settings, or a function of your own. */
export type StrategyOption = StrategyName | StrategyConfig | Strategy
