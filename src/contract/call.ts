import type { ProviderCompletion, ProviderRequest } from './chat.js'
import type { HeaderOptions } from './headers.js'
import type { ModelPrices } from './prices.js'

export type { HeaderOptions } from './headers.js'

/** The connection to a provider; what is absent comes from the provider's environment variables. */
export interface ConnectionOptions {
  apiKey?: string
  /** What the provider's own official SDK would take as its base URL. */
  baseURL?: string
  headers?: HeaderOptions
  /** Query parameters added to every request. */
  query?: Record<string, string | undefined>
  /** Replaces the HTTP transport. */
  fetch?: typeof globalThis.fetch
  /** An instance of the provider's official SDK to send through; its auth, proxy and middleware apply. */
  client?: object
  aws?: { region?: string; credentials?: unknown; profile?: string }
  vertex?: { project?: string; location?: string; credentials?: unknown; accessToken?: TokenSource }
  azure?: { apiVersion?: string; adToken?: TokenSource; baseModel?: string }
}

/** A token, or a function asked for one at every request. */
export type TokenSource = string | (() => string | Promise<string>)

/** What stands in for the provider's answer: a text, a whole reply, an error to throw, or a function that gives one of them. */
export type Mock =
  | string
  | ProviderCompletion
  | Error
  | ((request: ProviderRequest) => MockAnswer | Promise<MockAnswer>)
export type MockAnswer = string | ProviderCompletion | Error

/** How one call is cached. */
export interface CacheOptions {
  /** ms that its answer is kept. */
  ttl?: number
  /** ms: an older answer is not taken. */
  maxAge?: number
  /** Whether a stored answer is taken. Default true. */
  read?: boolean
  /** Whether its answer is stored. Default true, but for a `temperature` above 0. */
  write?: boolean
  /** Only calls of the same namespace share answers. */
  namespace?: string
  /** False: only the very same request will do, in a semantic cache too. */
  semantic?: boolean
}

/** Options of one call. Never sent to the provider as they are. */
export interface CallOptions extends ConnectionOptions {
  /** ms for the whole call, retries and fallbacks included; for a stream, until its first chunk. Default 600,000. */
  timeout?: number
  /** ms between two chunks of a stream, from its first on; keep-alive comments do not count. Default 300,000. */
  idleTimeout?: number
  /** ms to open a connection; without effect where a `fetch` or `client` carries the request. Default 10,000. */
  connectTimeout?: number
  /** Aborting ends the HTTP request and rejects with the signal's reason. */
  signal?: AbortSignal | null
  /** Extra attempts after a retryable failure, one budget for the call and its fallbacks. Default 2. */
  maxRetries?: number
  /** Tried in order when the model before has failed for good: each once, and again while retries are left. */
  fallbacks?: ReadonlyArray<string | Fallback>
  /** True: parameters that the model does not take are left out and listed in `meta.droppedParams`. Default false: `UnsupportedParamsError`. */
  dropParams?: boolean
  /** Merged into the vendor's request body as is. */
  extraBody?: Record<string, unknown>
  cache?: false | CacheOptions
  /** Handed to hooks, logs, budgets and routing. */
  metadata?: Record<string, unknown>
  tags?: readonly string[]
  user?: string
  /** Only deployments of a router that are there: the name of one region, or of several that will do. */
  region?: string | readonly string[]
  /** Where calls wait for a router's deployment: higher goes first. Default 0. */
  priority?: number
  /** No request is made; everything else runs. */
  mock?: Mock
  /** What the model charges, in place of any table: for deployments and models with prices of one's own. */
  prices?: ModelPrices
  /** Largest answer in bytes; more is an `APIResponseError`. Default 64 MiB. */
  maxResponseBytes?: number
}

/**
 * A model to fall back on, with what differs for it. `timeout` is then ms for one attempt at it, within the call's own.
 * What belongs to the call as a whole (`maxRetries`, `signal`, `cache`, `metadata` …) stays there.
 */
export interface Fallback
  extends Omit<
    CallOptions,
    'fallbacks' | 'maxRetries' | 'signal' | 'cache' | 'metadata' | 'tags' | 'user' | 'region' | 'priority'
  > {
  model: string
}

/** One try at one provider. */
export interface Attempt {
  provider: string
  model: string
  deployment?: string
  /** HTTP status, where there was one. */
  status?: number
  /** Name of the error; absent on the attempt that answered. `'Cancelled'`: another one was faster. */
  error?: string
  /** What an attempt that was cancelled cost nevertheless, by estimate. */
  cost?: Cost
  /** ms from its start to its answer (a stream: to its first content) or failure. */
  ms: number
}

/** What is left of a rate limit, as the provider's headers say. */
export interface RateLimitWindow {
  limit?: number
  remaining?: number
  /** Unix ms. */
  resetAt?: number
}

/** What a call cost, in USD. The parts add up to the total. */
export interface Cost {
  /** Prompt tokens that were neither read from nor written to the vendor's prompt cache. */
  input: number
  /** Answer, reasoning included. */
  output: number
  cacheRead: number
  cacheWrite: number
  /** What is not charged by token: requests, images, tools that the vendor ran. All of it where the vendor stated the cost. */
  other: number
  total: number
  /** `table`: from the price table; `custom`: from prices given by the user; `provider`: the vendor stated the total. */
  source: 'table' | 'custom' | 'provider'
  /**
   * True where not all of it was stated: the usage of a stream that broke is counted from what was received; a service
   * tier without known prices is priced as the standard one; a tool without a known price is left out.
   */
  estimated?: true
}

/** Where a stream broke, and another deployment of the same model went on. */
export interface Continuation {
  from: string
  to: string
  /** Characters of the answer that the first had given. */
  at: number
  /** What the part of the first cost, by estimate. `meta.cost` is the second's, whole. */
  cost?: Cost
}

/** What we know about a call beyond OpenAI's fields. */
export interface CallMeta {
  /** Ours, unique per call; also the trace key. */
  id: string
  /** Who answered. */
  provider: string
  /** The model that answered, as the provider names it. */
  model: string
  deployment?: string
  attempts: Attempt[]
  cache: 'off' | 'miss' | 'hit' | 'semantic-hit'
  /** Of a semantic hit: cosine of the question to the stored one. */
  similarity?: number
  /** Of a semantic hit: the question that the answer was stored for. */
  storedQuestion?: string
  /** Absent when the price is unknown. */
  cost?: Cost
  /** On a cache hit: USD that the stored answer had cost. */
  savedCost?: number
  /** ms from the call's start to its answer's end. */
  latencyMs: number
  /** ms from the call's start to the first content of a stream. */
  firstTokenMs?: number
  /** The provider's id of the request. */
  requestId?: string
  rateLimit?: { requests?: RateLimitWindow; tokens?: RateLimitWindow }
  /** Parameters left out or changed because the model does not take them. */
  droppedParams?: string[]
  /** The provider's own word for why it stopped. */
  finishReason?: string
  /** Streams only, under a router's `onStreamError: 'continue'`. */
  continued?: Continuation[]
}
