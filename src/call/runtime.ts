import type { Connections } from '../connections.js'
import type { CallOptions, ConnectionOptions } from '../contract/call.js'
import type { Hooks } from '../contract/hooks.js'
import type { MediaOptions } from '../contract/media.js'
import type { CallPrices } from '../cost/call-prices.js'
import type { Failure } from '../hooks/run-hooks.js'
import type { Registry } from '../registry.js'
import type { RouterCore } from '../router/router-core.js'
import type { Caching } from './caching.js'

/** What the calls of one relay share. */
export interface Runtime {
  readonly registry: Registry
  readonly connections: Connections
  /** Settings of each provider, by prefix. */
  readonly settings: ReadonlyMap<string, ConnectionOptions>
  readonly defaults: CallOptions
  /** In place of the pool, where a provider's settings and the call name no other. */
  readonly fetch: ConnectionOptions['fetch']
  readonly media: MediaOptions
  readonly hooks: readonly Hooks[]
  readonly prices: CallPrices
  /** Where calls are spread over deployments; a plain relay has none. */
  readonly router?: RouterCore
  /** The cache, loaded on first use; undefined where there is none. */
  readonly caching?: () => Caching | Promise<Caching>
  readonly report: (failure: Failure) => void
}
