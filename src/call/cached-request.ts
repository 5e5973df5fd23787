import type { CacheLayer, Found } from '../cache/cache-layer.js'
import type { CachePlan } from '../cache/plan.js'
import { isStorable } from '../cache/storable.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatCompletion, ChatRequest, ProviderCompletion, ResponseFormat } from '../contract/chat.js'
import { randomId } from '../contract/ids.js'
import { runHooks } from '../hooks/run-hooks.js'
import { answerFrom, toCachedMeta, toEntry } from './cache-entry.js'
import { ChatCall } from './chat-call.js'
import type { Flight } from './flight.js'
import type { Runtime } from './runtime.js'
import type { SharedStream } from './shared-stream.js'

/** A chat call with a cache: what it asks, and how that is kept. */
export interface CachedRequest {
  readonly runtime: Runtime
  /** `performance.now()` at the beginning. */
  readonly startedMs: number
  readonly flights: Flights
  readonly cache: CacheLayer
  readonly plan: CachePlan
  readonly request: ChatRequest
  readonly options: CallOptions
  readonly format: ResponseFormat | undefined
}

/** What is under way in one relay, by key: identical calls join it. */
export class Flights {
  readonly answers = new Map<string, Flight<ChatCompletion>>()
  readonly streams = new Map<string, Flight<SharedStream>>()
}

/** What is needed of a call that no provider is asked for. */
export type AnsweredCall = Pick<ChatCall, 'id' | 'elapsed' | 'event'>

/** A stored answer with the call that it answers. */
export interface StoredAnswer {
  readonly call: AnsweredCall
  readonly found: Found
  readonly completion: ProviderCompletion
}

/**
 * The stored answer where it can be read and fits the caller's schema; a corrupt one is a miss, and is reported.
 * `waiting`: the call, where there is one already.
 */
export async function usable(
  asked: CachedRequest,
  found: Found,
  waiting?: ChatCall,
): Promise<StoredAnswer | undefined> {
  const completion = await answerFrom(found.entry, asked.request.response_format)
  const { cache, plan } = asked
  if (!completion) {
    const why = 'A stored answer cannot be read, or does not fit the schema.'
    return cache.failed(plan.namespace, new TypeError(why), waiting?.event)
  }
  waiting?.close()
  const call = waiting ?? toAnsweredCall(asked)
  cache.count(plan.namespace, found)
  cache.tellLookUp(plan.namespace, call.event, found)
  return { call, found, completion }
}

/** The answer of a call that no provider was asked for, told to the hooks. */
export function answered({ runtime }: CachedRequest, { call, found, completion }: StoredAnswer): ChatCompletion {
  const meta = toCachedMeta(call, found)
  const response: ChatCompletion = Object.assign(completion, { meta })
  if (call.event) runHooks(runtime.hooks, 'onResponse', { call: call.event, response, meta }, runtime.report)
  return response
}

/** Keeps an answer that may be given again. */
export function store(asked: CachedRequest, call: ChatCall, answer: ChatCompletion): ChatCompletion {
  void keep(asked, call, answer)
  return answer
}

/** The same; settles when it is kept, or cannot be. */
export async function keep({ cache, plan }: CachedRequest, call: ChatCall, answer: ChatCompletion): Promise<void> {
  if (plan.write && isStorable(answer) && call.isOwnAnswer()) await cache.write(plan, toEntry(answer), call.event)
}

/** A call that goes to a provider. */
export function beginMiss({ runtime, cache, plan, request }: CachedRequest, call: ChatCall): void {
  cache.count(plan.namespace, undefined)
  cache.tellLookUp(plan.namespace, call.event, undefined)
  runtime.router?.shadow?.(call.id, request, call.options)
}

export function newCall(
  { runtime, request, options, format }: CachedRequest,
  signal: AbortSignal | null | undefined,
): ChatCall {
  const call = new ChatCall(runtime, request, { ...options, signal: signal ?? null }, format)
  call.cacheOutcome = 'miss'
  return call
}

/** Without hooks nobody needs more than an id and a clock. */
function toAnsweredCall(asked: CachedRequest): AnsweredCall {
  if (asked.runtime.hooks.length > 0) {
    const call = newCall(asked, undefined)
    call.close() // its time limit is of no use any more
    return call
  }
  const { startedMs } = asked
  return { id: randomId('call_'), elapsed: () => performance.now() - startedMs, event: undefined }
}
