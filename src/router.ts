import { estimateFacts } from './call/route-facts.js'
import type { CallOptions } from './contract/call.js'
import type { ChatRequest } from './contract/chat.js'
import type { EmbeddingRequest } from './contract/embedding.js'
import type { DeploymentConfig, StrategyOption } from './contract/router.js'
import { parseModel } from './registry.js'
import { type Relay, type RelayConfig, toRelay, toRuntime } from './relay.js'
import type { CooldownOptions } from './router/breaker.js'
import { checkRouterConfig, type RetryOptions } from './router/check-config.js'
import { RouterEmitter, type RouterEvents, type RouterListener } from './router/events.js'
import { type Explanation, explain } from './router/explain.js'
import type { FallbackLists } from './router/fallback-lists.js'
import { type DeploymentHealth, healthOf } from './router/health.js'
import { toGroups } from './router/make-groups.js'
import { memoryState } from './router/memory-state.js'
import { RouterCore } from './router/router-core.js'
import type { RouterState } from './router/state.js'

/** Options of a router: those of a relay, and where calls may go. */
export interface RouterConfig extends RelayConfig {
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
  /** Like Math.random; for runs that can be repeated. */
  random?: () => number
}

/** A relay whose calls are spread over deployments. */
export interface Router extends Relay {
  /** How each deployment is, now. */
  health(): DeploymentHealth[]
  /** Which deployment a request would go to and why; nothing is sent. */
  explain(body: ChatRequest | EmbeddingRequest, options?: CallOptions): Explanation
  /** Gives a function that ends it. */
  on<Name extends keyof RouterEvents>(event: Name, listener: RouterListener<Name>): () => void
}

/**
 * Makes a router: `model` in a request is then the name of a group of deployments.
 * @throws BadRequestError whose message begins with the option at fault
 * @example
 * const router = createRouter({
 *   models: [
 *     { name: 'chat', model: 'openai/gpt-4o' },
 *     { name: 'chat', model: 'azure/gpt-4o', baseURL, apiKey },
 *     { name: 'backup', model: 'anthropic/claude-sonnet-4-5' },
 *   ],
 *   fallbacks: { chat: ['backup'] },
 * })
 * await router.completion({ model: 'chat', messages })
 */
export function createRouter(config: RouterConfig): Router {
  checkRouterConfig(config)
  const runtime = toRuntime(config)
  const { state = memoryState(), random = Math.random, fallbackOn = () => true } = config
  const { retries = {}, maxQueue = 1_000, maxWaitMs = 10_000, whenUnavailable = 'wait' } = config
  const groups = toGroups(config.models, new Map(Object.entries(config.aliases ?? {})), {
    strategy: config.strategy ?? 'shuffle',
    state,
    random,
    maxQueue,
    checks: config.preCallChecks ?? true,
    cooldown: config.cooldown ?? {},
    ratio: retries.ratio ?? 0.2,
    floor: retries.floor ?? 10,
    findInfo: (model) => {
      const { prefix, model: name } = parseModel(model)
      return runtime.prices.book.find(prefix, name)?.info
    },
  })
  const events = new RouterEmitter((error) => runtime.report({ source: 'router', name: 'listener', error }))
  const core = new RouterCore(
    {
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
      whenUnavailable,
      maxWaitMs,
    },
    groups,
    state,
    events,
    random,
  )
  const relay = toRelay({ ...runtime, router: core })
  return {
    ...relay,
    health: () => healthOf(core.all),
    explain: (body, options) => explain(core, body.model, estimateFacts(body, options ?? {})),
    on: (event, listener) => events.on(event, listener),
    close: async () => {
      await relay.close()
      await state.close()
    },
  }
}

function byName(names: readonly string[]): (error: unknown) => boolean {
  const wanted = new Set(names)
  return (error) => error instanceof Error && wanted.has(error.name)
}
