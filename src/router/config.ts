import type { DeploymentConfig, StrategyOption } from '../contract/router.js'
import type { AffinityOptions } from './affinity.js'
import type { CooldownOptions } from './breaker.js'
import type { BudgetOptions } from './budget.js'
import type { DegradeRule } from './degrade.js'
import type { FallbackLists } from './fallback-lists.js'
import type { ShadowRules } from './shadow.js'
import type { SplitRules } from './split.js'
import type { RouterState } from './state.js'
import type { Classify } from './steer.js'

/** How often a call is sent again. */
export interface RetryOptions {
  /** Extra attempts of a call in its group and its fallbacks together. Default 2. A call's `maxRetries` goes before it. */
  max?: number
  /** In place of `max`, by the name of the error: `{ RateLimitError: 3 }`. */
  byError?: Readonly<Record<string, number>>
  /** Attempts of a call, fallbacks included, whatever the lists allow. Default 8. */
  maxAttempts?: number
  /** Extra attempts for each call of a name within 10 s. Default 0.2: an outage is not multiplied. */
  ratio?: number
  /** Extra attempts within 10 s that are allowed whatever the ratio says. Default 10. */
  floor?: number
  /** True: an answer that cost output already but is of no use (a misfit, a broken stream) may be asked for again. Default false. */
  afterOutput?: boolean
}

/** Where the calls of a router may go, and how. */
export interface RoutingConfig {
  /** The deployments. Those of one name share its calls. */
  models: readonly DeploymentConfig[]
  /** Other names for a name. */
  aliases?: Readonly<Record<string, string>>
  /** Which of several deployments takes a call. Default `'shuffle'`: by weight. */
  strategy?: StrategyOption
  /** Names to try, in order, when a name has failed. */
  fallbacks?: FallbackLists
  /** In place of `fallbacks` where the prompt was too long. */
  contextWindowFallbacks?: FallbackLists
  /** In place of `fallbacks` where the vendor's filter refused. */
  contentPolicyFallbacks?: FallbackLists
  /** For names that have no list of their own. */
  defaultFallbacks?: readonly string[]
  /** Names of the errors that go on to a fallback, or a function. Default: all. */
  fallbackOn?: readonly string[] | ((error: unknown) => boolean)
  retries?: RetryOptions
  /** When a deployment is taken out after failures, and for how long. */
  cooldown?: CooldownOptions
  /** Whether a deployment is passed over whose model is known to be too small for the prompt, or unable. Default true. */
  preCallChecks?: boolean
  /** Where limits and health are kept. Default `memoryState()`: this process. */
  state?: RouterState
  /** What a call does when no deployment can take it now: wait for one (default), or fail at once. */
  whenUnavailable?: 'wait' | 'fail'
  /** ms that a call waits at most. Default 10,000. */
  maxWaitMs?: number
  /** Calls that wait at most, for each name. Default 1,000. */
  maxQueue?: number
  /** Streams without a first token after so many ms are asked for a second time, elsewhere; who speaks first is kept. */
  hedge?: { afterMs: number }
  /**
   * What becomes of a stream that breaks after its first content. `error` (default): it rejects with what had arrived.
   * `continue`: where `temperature` is 0 and only text had come, another deployment of the same model says it again,
   * what the reader has is checked and left out, and the stream goes on (`meta.continued`).
   */
  onStreamError?: 'error' | 'continue'
  /** Sessions and long prompts go to the deployment that had them last. Default: off. */
  affinity?: boolean | AffinityOptions
  /** Parts of a name's calls that go another way, for A/B tests. A user keeps their part. */
  split?: SplitRules
  /** Copies of calls to another name, whose answers are ignored. */
  shadow?: ShadowRules
  /** What the calls may cost; beyond it they fail with `BudgetExceededError`. */
  budget?: BudgetOptions
  /** When less important calls go to a cheaper name. */
  degrade?: readonly DegradeRule[]
  /** Chooses the name by what is asked. */
  classify?: Classify
  /** Like Math.random; for runs that can be repeated. */
  random?: () => number
}
