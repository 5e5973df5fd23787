import type { CallMeta } from '../contract/call.js'
import type { ChatCompletion, ChatCompletionChunk } from '../contract/chat.js'
import { runHooks } from '../hooks/run-hooks.js'
import { type ChunkSource, CompletionStream } from '../stream/completion-stream.js'
import { answerFrom, toCachedMeta, toEntry } from './cache-entry.js'
import { beginMiss, type CachedRequest, keep, usable } from './cached-request.js'
import type { ChatCall } from './chat-call.js'
import { Flight } from './flight.js'
import { Replay, shownTo } from './replayed-stream.js'
import { openSource } from './stream.js'
import { WaitingCall } from './waiting-call.js'

/** A stream that identical calls share: late ones get what was sent so far, then the rest as it comes. */
export async function sharedStream(asked: CachedRequest): Promise<CompletionStream> {
  const own = new WaitingCall(asked)
  const { streams } = asked.flights
  for (;;) {
    const known = streams.get(asked.plan.key)
    if (!known || known.over) return lead(own)
    try {
      const shared = await own.join(known)
      if (!known.over) return shared.reader(asked, own.call)
    } catch (error) {
      if (!own.mayAskItself(known)) throw own.fail(error)
      if (!known.outOfTime) return (await open(own, asked.options.signal)).reader(asked, undefined)
    }
  }
}

async function lead(own: WaitingCall): Promise<CompletionStream> {
  const { flights, plan, options } = own.asked
  const { streams } = flights
  const flight = new Flight<SharedStream>(options)
  streams.set(plan.key, flight)
  const end = () => {
    flight.end()
    if (streams.get(plan.key) === flight) streams.delete(plan.key)
  }
  flight.start(async (signal) => {
    try {
      return await open(own, signal, end)
    } catch (error) {
      flight.outOfTime = own.call.signal.aborted && !signal.aborted
      end()
      throw error
    }
  })
  return (await flight.join(options.signal)).reader(own.asked, undefined)
}

/** What another process found meanwhile, else the provider's stream. `end`: when nobody can join any more. */
async function open(own: WaitingCall, signal: AbortSignal | null | undefined, end?: () => void): Promise<SharedStream> {
  const { asked, call } = own
  own.endWith(signal)
  const { lease, found } = await own.takeLease().catch((error: unknown) => {
    throw own.fail(error)
  })
  let kept: Promise<void> | undefined
  const over = () => {
    if (lease) asked.cache.release(lease, kept, asked.plan)
  }
  const stored = found && (await usable(asked, found, call))
  if (stored) {
    over()
    return new SharedStream(new Replay(withoutSignal(asked), stored, true), undefined, end)
  }
  beginMiss(asked, call)
  try {
    const shared = await SharedStream.open(call, (answer) => (kept = keep(asked, call, answer)), end)
    shared.ended.then(over, over)
    return shared
  } catch (error) {
    over()
    throw error
  }
}

/** Readers watch their own signals. */
function withoutSignal(asked: CachedRequest): CachedRequest {
  return { ...asked, options: { ...asked.options, signal: null } }
}

/** One stream that several read: who is ahead pulls, the others get what was read already. */
export class SharedStream {
  readonly #batches: ChatCompletionChunk[][] = []
  #pulling: Promise<boolean> | undefined
  #readers = 0
  #over = false
  #failure: { error: unknown } | undefined
  /** Settles when the stream has ended, however it ended. */
  readonly ended: Promise<unknown>

  constructor(
    readonly source: ChunkSource,
    keepAnswer: ((answer: ChatCompletion) => unknown) | undefined,
    private readonly end: () => void = () => {},
  ) {
    this.ended = source.final.then(
      (answer) => {
        keepAnswer?.(answer)
        end()
      },
      () => end(),
    )
  }

  /** Opens a stream for all who ask the same. `keepAnswer` gets the whole answer; `end`: nobody can join any more. */
  static async open(
    call: ChatCall,
    keepAnswer: (answer: ChatCompletion) => unknown,
    end?: () => void,
  ): Promise<SharedStream> {
    return new SharedStream(await openSource(call, true), keepAnswer, end)
  }

  /** A stream of its own over this one. `call`: of a reader whose call did not make the request. */
  reader(asked: CachedRequest, call: ChatCall | undefined): CompletionStream {
    this.#readers++
    return new CompletionStream(new Reader(this, asked, call))
  }

  /** The batch at a place; undefined at the end. */
  async at(place: number): Promise<ChatCompletionChunk[] | undefined> {
    while (place >= this.#batches.length) if (!(await this.#more())) return undefined
    return this.#batches[place]
  }

  /** A reader goes. The last one ends the request. */
  leave(reason: Error): void {
    this.#readers--
    if (this.#readers > 0 || this.#over) return
    this.#over = true
    this.end()
    this.source.cancel(reason)
  }

  #more(): Promise<boolean> {
    if (this.#failure) return Promise.reject(this.#failure.error)
    if (this.#over) return Promise.resolve(false)
    this.#pulling ??= this.#pull().finally(() => {
      this.#pulling = undefined
    })
    return this.#pulling
  }

  async #pull(): Promise<boolean> {
    try {
      const batch = await this.source.next()
      if (batch) this.#batches.push(batch)
      else this.#over = true
      return batch !== undefined
    } catch (error) {
      this.#over = true
      this.#failure = { error }
      throw error
    }
  }
}

/** One reader's place in a shared stream. */
class Reader implements ChunkSource {
  readonly final: Promise<ChatCompletion>
  readonly #showUsage: boolean
  #settle: { resolve: (answer: ChatCompletion) => void; reject: (reason: unknown) => void }
  /** Rejects the read that is under way when the reader goes. */
  #interrupt: ((reason: unknown) => void) | undefined
  #gone: { reason: Error } | undefined
  #settled = false
  #place = 0
  readonly #meta: CallMeta | undefined

  constructor(
    private readonly shared: SharedStream,
    private readonly asked: CachedRequest,
    /** Of a reader that came later; the first one's is the stream's own. */
    private readonly call: ChatCall | undefined,
  ) {
    this.#showUsage = asked.request.stream_options?.include_usage === true
    this.#settle = { resolve: () => {}, reject: () => {} }
    this.final = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    if (call) {
      call.close() // its time limit ends where the stream begins
      this.#meta = toFollowerMeta(call, shared.source.meta)
    }
    shared.source.final.then(
      (answer) => this.#end(answer),
      (error: unknown) => this.#fail(error),
    )
    const { signal } = asked.options
    const end = () => signal?.removeEventListener('abort', this.#onAbort)
    this.final.then(end, end)
    if (signal?.aborted) this.#onAbort()
    else signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  readonly #onAbort = () => this.cancel(this.asked.options.signal?.reason)

  get meta(): CallMeta {
    return this.#meta ?? this.shared.source.meta
  }

  async next(): Promise<ChatCompletionChunk[] | undefined> {
    for (;;) {
      const batch = await this.#interruptible(this.shared.at(this.#place++))
      if (batch === undefined) {
        await this.final.catch(() => {}) // all that it says must be known when the stream ends
        return undefined
      }
      const shown = this.call ? shownTo(batch, this.#showUsage, this.meta) : this.#shownToFirst(batch)
      this.#tell(shown)
      if (shown.length > 0) return shown
    }
  }

  cancel(reason: Error): void {
    if (this.#gone) return
    this.#gone = { reason }
    this.#interrupt?.(reason)
    this.#fail(reason)
    this.shared.leave(reason)
  }

  #shownToFirst(batch: ChatCompletionChunk[]): ChatCompletionChunk[] {
    return this.#showUsage ? batch : batch.filter(({ choices, usage }) => choices.length > 0 || !usage)
  }

  #interruptible<T>(awaited: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#interrupt = reject
      if (this.#gone) reject(this.#gone.reason)
      awaited.then(resolve, reject)
    })
  }

  /** The first reader's chunks are told by the stream itself. */
  #tell(shown: readonly ChatCompletionChunk[]): void {
    const { hooks, report } = this.asked.runtime
    const event = this.call?.event
    if (event) for (const chunk of shown) runHooks(hooks, 'onChunk', { call: event, chunk }, report)
  }

  async #end(answer: ChatCompletion): Promise<void> {
    if (this.#gone) return
    const { call } = this
    const response = call ? await this.#asOwn(call, answer) : answer
    if (this.#settled) return
    this.#settled = true
    this.#settle.resolve(response)
  }

  #fail(error: unknown): void {
    if (this.#settled) return
    this.#settled = true
    const { hooks, report } = this.asked.runtime
    const event = this.call?.event
    const told = error instanceof Error ? error : new Error(String(error))
    if (event && this.#meta) runHooks(hooks, 'onError', { call: event, error: told, meta: this.#meta }, report)
    this.#settle.reject(error)
  }

  /** The answer as that of this reader's own call. */
  async #asOwn(call: ChatCall, answer: ChatCompletion): Promise<ChatCompletion> {
    const { runtime, request, cache, plan } = this.asked
    const found = { entry: toEntry(answer) }
    const completion = await answerFrom(found.entry, request.response_format)
    if (completion === undefined || this.#meta === undefined) return answer
    cache.count(plan.namespace, found)
    cache.tellLookUp(plan.namespace, call.event, found)
    const meta = Object.assign(this.#meta, toCachedMeta(call, found))
    const response: ChatCompletion = Object.assign(completion, { meta })
    if (call.event) runHooks(runtime.hooks, 'onResponse', { call: call.event, response, meta }, runtime.report)
    return response
  }
}

/** Before the end: what the answer costs the call that asked for it is not known yet. */
function toFollowerMeta(call: ChatCall, { provider, model }: CallMeta): CallMeta {
  const now = Date.now()
  const entry = { v: 1 as const, kind: 'chat' as const, createdAt: now, body: '', provider, model }
  const meta = toCachedMeta(call, { entry })
  meta.firstTokenMs = call.elapsed()
  return meta
}
