import type { SemanticQuestion } from '../contract/cache.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatRequest, ResponseFormat } from '../contract/chat.js'
import type { CacheConfig } from './config.js'
import { type CacheContext, chatKey, partitionKey } from './key.js'
import { placeOf } from './place.js'
import { questionOf } from './question.js'

/** What becomes of one call's answer. */
export interface CachePlan {
  readonly key: string
  readonly namespace: string
  readonly read: boolean
  readonly write: boolean
  readonly ttl: number | undefined
  /** ms: an older answer is none. */
  readonly maxAge: number | undefined
  /** What a semantic cache compares; undefined: only the same request will do. */
  readonly question: SemanticQuestion | undefined
}

export type CacheRules = Omit<CacheConfig, 'store'>

/** What all calls of a kind are planned by. */
export interface Planner {
  readonly rules: CacheRules
  /** Whether the cache finds questions in other words. */
  readonly semantic: boolean
}

/** How a chat call is cached. */
export function planChat(
  { rules, semantic }: Planner,
  context: CacheContext,
  request: ChatRequest,
  format: ResponseFormat | undefined,
  { cache }: CallOptions,
): CachePlan {
  const asked = typeof cache === 'object' ? cache : {}
  const random = (request.temperature ?? 0) > 0 && rules.temperature !== 'any'
  const text = semantic && asked.semantic !== false ? questionOf(request) : undefined
  return {
    key: chatKey(request, format, context),
    namespace: context.scope.namespace ?? '',
    read: asked.read ?? true,
    write: asked.write ?? !random,
    ttl: asked.ttl ?? rules.ttl,
    maxAge: asked.maxAge,
    question: text === undefined ? undefined : { partition: partitionKey(request, format, context), text },
  }
}

/** How the vector of one input is cached. */
export function planVector(rules: CacheRules, context: CacheContext, key: string, { cache }: CallOptions): CachePlan {
  const asked = typeof cache === 'object' ? cache : {}
  return {
    key,
    namespace: context.scope.namespace ?? '',
    read: asked.read ?? true,
    write: asked.write ?? true,
    ttl: asked.ttl ?? rules.ttl,
    maxAge: asked.maxAge,
    question: undefined,
  }
}

/** Whether a call is cached at all. */
export function isCached(rules: CacheRules, model: string, { cache }: CallOptions): boolean {
  const { mode = 'on', models } = rules
  if (cache === false || (mode === 'opt-in' && cache === undefined)) return false
  return models === undefined || (typeof models === 'function' ? models(model) : models.includes(model))
}

/** What of a call is part of every key. */
export function toContext(rules: CacheRules, request: { user?: string | null }, options: CallOptions): CacheContext {
  const { cache, user, extraBody, dropParams, mock } = options
  const own = typeof cache === 'object' ? cache.namespace : undefined
  const { namespace } = rules
  return {
    scope: {
      namespace: own === undefined ? namespace : `${namespace ?? ''}/${own}`,
      user,
      endUser: request.user ?? undefined,
    },
    place: placeOf(options),
    extraBody,
    dropParams,
    mocked: mock !== undefined,
  }
}
