import type { CacheLayer, CachePlan, Found } from '../cache/cache-layer.js'
import { isStorable } from '../cache/storable.js'
import type { CallOptions } from '../contract/call.js'
import type { ChatCompletion, ChatRequest, ProviderCompletion, ResponseFormat } from '../contract/chat.js'
import { isModelRelayError } from '../contract/errors.js'
import { randomId } from '../contract/ids.js'
import { runHooks } from '../hooks/run-hooks.js'
import type { CompletionStream } from '../stream/completion-stream.js'
import { answerFrom, toCachedMeta, toEntry } from './cache-entry.js'
import { ChatCall } from './chat-call.js'
import { complete } from './complete.js'
import { Flight } from './flight.js'
import type { Runtime } from './runtime.js'
import { replayed, SharedStream } from './shared-stream.js'

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

/** A chat call that a cache may answer: from there, from an identical call under way, else from a provider. */
export async function cachedChat(asked: CachedRequest): Promise<ChatCompletion | CompletionStream> {
  const { cache, plan, request } = asked
  const reading = cache.read(plan)
  const found = reading instanceof Promise ? await reading : reading
  const answer = found && (await usable(asked, found))
  if (answer) {
    cache.count(plan.namespace, found)
    return request.stream === true ? replayed(asked, answer) : answered(asked, answer)
  }
  return request.stream === true ? sharedStream(asked) : sharedAnswer(asked)
}

/** What is needed of a call that no provider is asked for. */
export type AnsweredCall = Pick<ChatCall, 'id' | 'elapsed' | 'event' | 'close'>

/** A stored answer with the call that it answers. */
export interface StoredAnswer {
  readonly call: AnsweredCall
  readonly found: Found
  readonly completion: ProviderCompletion
}

/** The stored answer where it can be read and fits the caller's schema; a corrupt one is a miss, and is reported. */
async function usable(asked: CachedRequest, found: Found): Promise<StoredAnswer | undefined> {
  const completion = await answerFrom(found.entry, asked.request.response_format)
  if (completion) return { call: toAnsweredCall(asked), found, completion }
  asked.cache.failed(asked.plan.namespace, new TypeError('A stored answer cannot be read, or does not fit the schema.'))
  return undefined
}

function answered({ runtime }: CachedRequest, { call, found, completion }: StoredAnswer): ChatCompletion {
  const meta = toCachedMeta(call, found)
  const response: ChatCompletion = Object.assign(completion, { meta })
  call.close()
  if (call.event) runHooks(runtime.hooks, 'onResponse', { call: call.event, response, meta }, runtime.report)
  return response
}

async function sharedAnswer(asked: CachedRequest): Promise<ChatCompletion> {
  const { flights, cache, plan, options } = asked
  if (cache.config.singleFlight === false || !plan.read)
    return store(asked, await complete(toMiss(asked, options.signal)))
  const { answers } = flights
  const known = answers.get(plan.key)
  if (known && !known.over) {
    try {
      return await follow(asked, await known.join(options.signal))
    } catch (error) {
      // The first caller's own limit is not ours.
      if (!isModelRelayError(error) || error.name !== 'APITimeoutError' || options.signal?.aborted) throw error
    }
  }
  const flight = new Flight<ChatCompletion>()
  answers.set(plan.key, flight)
  flight.start(async (signal) => {
    try {
      return store(asked, await complete(toMiss(asked, signal)))
    } finally {
      if (answers.get(plan.key) === flight) answers.delete(plan.key)
    }
  })
  return flight.join(options.signal)
}

/** The answer of an identical call, as that of this one. */
async function follow(asked: CachedRequest, answer: ChatCompletion): Promise<ChatCompletion> {
  const found = { entry: toEntry(answer) }
  const stored = await usable(asked, found)
  if (!stored) throw new TypeError('An answer could not be shared.')
  asked.cache.count(asked.plan.namespace, found)
  return answered(asked, stored)
}

/** Keeps an answer that may be given again. */
export function store({ cache, plan }: CachedRequest, answer: ChatCompletion): ChatCompletion {
  if (plan.write && isStorable(answer)) cache.write(plan, toEntry(answer))
  return answer
}

async function sharedStream(asked: CachedRequest): Promise<CompletionStream> {
  const { flights, cache, plan, options } = asked
  const open = async (signal: AbortSignal | null | undefined) =>
    SharedStream.open(toMiss(asked, signal), (answer) => store(asked, answer))
  if (cache.config.singleFlight === false || !plan.read) return (await open(options.signal)).reader(asked, true)
  const { streams } = flights
  const known = streams.get(plan.key)
  if (known && !known.over) return (await known.join(options.signal)).reader(asked, false)
  const flight = new Flight<SharedStream>()
  streams.set(plan.key, flight)
  const end = () => {
    if (streams.get(plan.key) === flight) streams.delete(plan.key)
  }
  flight.start(async (signal) => {
    try {
      const shared = await open(signal)
      shared.ended.then(end, end)
      return shared
    } catch (error) {
      end()
      throw error
    }
  })
  return (await flight.join(options.signal)).reader(asked, true)
}

/** Without hooks nobody needs more than an id and a clock. */
function toAnsweredCall(asked: CachedRequest): AnsweredCall {
  if (asked.runtime.hooks.length > 0) return toCall(asked, undefined)
  const { startedMs } = asked
  return { id: randomId('call_'), elapsed: () => performance.now() - startedMs, event: undefined, close: () => {} }
}

/** A call that the cache had no answer for. `signal`: of whoever waits for it, together. */
function toMiss(asked: CachedRequest, signal: AbortSignal | null | undefined): ChatCall {
  const call = toCall(asked, signal)
  call.cacheOutcome = 'miss'
  asked.cache.count(asked.plan.namespace, undefined)
  return call
}

function toCall(
  { runtime, request, options, format }: CachedRequest,
  signal: AbortSignal | null | undefined,
): ChatCall {
  return new ChatCall(runtime, request, { ...options, signal: signal ?? null }, format)
}
