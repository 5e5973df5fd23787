import type { Attempt, CallMeta } from './call.js'
import type { ChatCompletion, ChatCompletionChunk, ChatRequest } from './chat.js'
import type { EmbeddingRequest, EmbeddingResponse } from './embedding.js'
import type { ModelRelayError } from './errors.js'

/** The body of a call, of whatever kind. */
export type AnyRequest = ChatRequest | EmbeddingRequest

/** What every event of one call carries; the same object at each, so that a hook may key its own state on it. */
export interface HookCall {
  /** `meta.id` of the reply. */
  readonly id: string
  /** Unix ms. */
  readonly startedAt: number
  /** The model as the caller named it. */
  readonly model: string
  readonly kind: 'chat' | 'embedding'
  readonly stream: boolean
  readonly request: AnyRequest
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  readonly tags: readonly string[]
  readonly user: string | undefined
}

export interface CacheEvent {
  /** Undefined where the cache failed before the call had its `onRequest`. */
  call: HookCall | undefined
  outcome: 'hit' | 'semantic-hit' | 'miss' | 'stored' | 'error'
  /** The cache's name: `'memory'`, `'memory+redis'`. */
  cache: string
  /** `''`: none. */
  namespace: string
  /** Of a hit: USD that the answer had cost. */
  savedCost?: number
  /** Of a hit: ms that the answer had taken. */
  savedMs?: number
  /** Of an error. */
  error?: unknown
}

/** What each hook is told. */
export interface HookEvents {
  /** Once, before anything is sent. */
  onRequest: { call: HookCall }
  /** After each try, also the failed ones. */
  onAttempt: { call: HookCall; attempt: Attempt; error?: Error }
  /** For each chunk that the caller gets. */
  onChunk: { call: HookCall; chunk: ChatCompletionChunk }
  /** Once, when the answer is whole. */
  onResponse: { call: HookCall; response: ChatCompletion | EmbeddingResponse; meta: CallMeta }
  /**
   * Once, when the call failed, was aborted or its stream was left; `error.partial` is what had arrived.
   * Not for a body or options that are refused: then there was no call.
   */
  onError: { call: HookCall; error: ModelRelayError | Error; meta: CallMeta }
  /**
   * What the cache did for a call; without a cache never. A call has a hit or a miss; `stored` comes after its
   * `onResponse`. `error`: the cache failed, which is a miss for the call.
   */
  onCache: CacheEvent
  /**
   * When `registerModels` has read a table from a URL or a file: how many models it has, or why it was refused and the
   * one before stays.
   */
  onPrices: { source: string; models?: number; error?: Error }
}

/**
 * Observers of a call, run in the order given and not waited for.
 * A hook that throws or rejects is reported through `onFailure` of the relay and never fails the call.
 */
export type Hooks = { [Name in keyof HookEvents]?: (event: HookEvents[Name]) => unknown }
