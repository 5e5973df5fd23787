import type { CacheEntry, SemanticExplanation } from '../contract/cache.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatRequest, ResponseFormat } from '../contract/chat.js'
import { type CacheLayer, isSemantic } from './cache-layer.js'

export type StoredFacts = Pick<CacheEntry, 'createdAt' | 'expiresAt' | 'provider' | 'model' | 'cost'>

/** What the cache would do for a request. */
export interface CacheExplanation {
  /** `off`: the call is not cached. */
  outcome: 'hit' | 'semantic-hit' | 'miss' | 'off'
  reason: string
  /** 64 hex digits; absent where the call is not cached. */
  key?: string
  /** `''`: none. */
  namespace?: string
  /** Of a hit. */
  stored?: StoredFacts
  /** Of a semantic cache, where the request can be compared: the nearest questions, and what was against them. */
  semantic?: SemanticExplanation
}

/** Looks without counting. */
export async function explainLookUp(
  cache: CacheLayer | undefined,
  request: ChatRequest,
  options: CallOptions,
  format: ResponseFormat | undefined,
): Promise<CacheExplanation> {
  if (!cache) return { outcome: 'off', reason: 'There is no cache that keeps answers.' }
  const plan = cache.planChat(request, format, options)
  if (!plan)
    return { outcome: 'off', reason: 'By its options, its model or the mode of the cache the call is not cached.' }
  const { key, namespace, question } = plan
  if (!plan.read) return { outcome: 'miss', reason: 'The call takes no stored answer (read: false).', key, namespace }
  const exact = await cache.readExact(plan, options.signal)
  if (exact)
    return { outcome: 'hit', reason: 'The same request is stored.', key, namespace, stored: factsOf(exact.entry) }
  const miss: CacheExplanation = { outcome: 'miss', reason: 'The same request is not stored.', key, namespace }
  const { store } = cache
  if (!isSemantic(store)) return miss
  if (!question)
    return {
      ...miss,
      reason: `${miss.reason} Only the same one will do: see semantic: false, and questions that are all text.`,
    }
  const semantic = await store.explain(question)
  if (!semantic.match) return { ...miss, reason: semantic.reason, semantic }
  const stored = factsOf(semantic.match.entry)
  return { outcome: 'semantic-hit', reason: semantic.reason, key, namespace, stored, semantic }
}

function factsOf({ createdAt, expiresAt, provider, model, cost }: CacheEntry): StoredFacts {
  const facts: StoredFacts = { createdAt, provider, model }
  if (expiresAt !== undefined) facts.expiresAt = expiresAt
  if (cost !== undefined) facts.cost = cost
  return facts
}
