import { estimateFacts } from './call/route-facts.js'
import type { Runtime } from './call/runtime.js'
import { refuseConnection } from './call/target.js'
import type { CallOptions } from './contract/call.js'
import type { ChatRequest } from './contract/chat.js'
import type { EmbeddingRequest } from './contract/embedding.js'
import type { ModelInfo } from './contract/prices.js'
import { parseModel } from './registry.js'
import { type Relay, type RelayConfig, toRelay, toRuntime } from './relay.js'
import type { RoutingConfig } from './router/config.js'
import type { RouterEvents, RouterListener } from './router/events.js'
import { type Explanation, explain } from './router/explain.js'
import { type DeploymentHealth, healthOf } from './router/health.js'
import { toCore } from './router/make-core.js'
import { Shadows } from './router/shadow.js'

/** Options of a router: those of a relay, and where its calls may go. */
export interface RouterConfig extends RelayConfig, RoutingConfig {}

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
  if (config.defaults) refuseConnection(config.defaults, 'defaults.')
  const runtime = toRuntime(config)
  const core = toCore(config, {
    findInfo: (name) => {
      const { prefix, model } = parseModel(name)
      return knownModel(runtime, prefix, model)
    },
    onFailure: (name, error) => runtime.report({ source: 'router', name, error }),
  })
  const relay = toRelay({ ...runtime, router: core })
  if (config.shadow) {
    const shadows = new Shadows(config.shadow, {
      random: core.random,
      group: (name) => core.find(name),
      call: (body, options) => relay.completion({ ...body, stream: false }, options),
      tell: (result) => core.tell('shadow', result),
    })
    core.shadow = (id, request, options) => shadows.copy(id, request, options)
  }
  return {
    ...relay,
    health: () => healthOf(core.all),
    explain: (body, options = {}) => {
      const facts = estimateFacts(body, options)
      const given = options.fallbacks?.filter((name) => typeof name === 'string')
      const steered = core.steering.steer(body.model, facts)
      // A classification that takes time is not waited for: the name is then the one that was given.
      return steered instanceof Promise
        ? explain(core, body.model, facts, given)
        : explain(core, steered.name, steered.facts, given)
    },
    on: (event, listener) => core.events.on(event, listener),
    close: async () => {
      await relay.close()
      await core.close()
    },
  }
}

/** A table that cannot be loaded is reported by the calls, and fails none. */
function knownModel({ prices }: Runtime, prefix: string, model: string): ModelInfo | undefined {
  try {
    return prices.book.find(prefix, model)?.info
  } catch {
    return undefined
  }
}
