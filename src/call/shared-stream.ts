import { setTimeout as sleep } from 'node:timers/promises'
import type { CallMeta } from '../contract/call.js'
import type { ChatCompletion, ChatCompletionChunk } from '../contract/chat.js'
import { runHooks } from '../hooks/run-hooks.js'
import { type ChunkSource, CompletionStream } from '../stream/completion-stream.js'
import { naturalChunks } from '../stream/natural-chunks.js'
import { answerFrom, toCachedMeta, toEntry } from './cache-entry.js'
import type { CachedRequest, StoredAnswer } from './cached-chat.js'
import { ChatCall } from './chat-call.js'
import { openSource } from './stream.js'

/** One stream that several read: who is ahead pulls, the others get what was read already. */
export class SharedStream {
  readonly #batches: ChatCompletionChunk[][] = []
  #pulling: Promise<boolean> | undefined
  #readers = 0
  #over = false
  #failure: { error: unknown } | undefined
  /** Settles when the stream has ended, however it ended. */
  readonly ended: Promise<unknown>

  private constructor(
    readonly source: ChunkSource,
    keep: (answer: ChatCompletion) => void,
  ) {
    this.ended = source.final.then(keep, () => {})
  }

  /** Opens a stream for all who ask the same. `keep` gets the whole answer. */
  static async open(call: ChatCall, keep: (answer: ChatCompletion) => void): Promise<SharedStream> {
    return new SharedStream(await openSource(call, true), keep)
  }

  /** A stream of its own over this one. `first`: of the call that made the request. */
  reader(asked: CachedRequest, first: boolean): CompletionStream {
    this.#readers++
    return new CompletionStream(new Reader(this, asked, first))
  }

  /** The batch at a place; undefined at the end. */
  async at(place: number): Promise<ChatCompletionChunk[] | undefined> {
    while (place >= this.#batches.length) if (!(await this.#more())) return undefined
    return this.#batches[place]
  }

  /** A reader goes. The last one ends the request. */
  leave(reason: Error): void {
    this.#readers--
    if (this.#readers <= 0 && !this.#over) this.source.cancel(reason)
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
  /** Of a reader that came later, for its id and hooks; the first one's call is the stream's own. */
  readonly #call: ChatCall | undefined
  readonly #left: Promise<never>
  #leave: (reason: Error) => void = () => {}
  #gone = false
  #place = 0
  #meta: CallMeta | undefined

  constructor(
    private readonly shared: SharedStream,
    private readonly asked: CachedRequest,
    first: boolean,
  ) {
    const { runtime, request, options, format } = asked
    this.#showUsage = request.stream_options?.include_usage === true
    this.#left = new Promise<never>((_, reject) => {
      this.#leave = reject
    })
    this.#left.catch(() => {})
    if (!first) this.#call = new ChatCall(runtime, request, { ...options, signal: null }, format)
    const { final } = shared.source
    this.final = Promise.race([first ? final : final.then((answer) => this.#asOwn(answer)), this.#left])
    const { signal } = options
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    const end = () => {
      signal?.removeEventListener('abort', this.#onAbort)
      this.#call?.close()
    }
    this.final.then(end, end)
    if (signal?.aborted) this.#onAbort()
  }

  readonly #onAbort = () => this.cancel(this.asked.options.signal?.reason)

  get meta(): CallMeta {
    return this.#meta ?? this.shared.source.meta
  }

  async next(): Promise<ChatCompletionChunk[] | undefined> {
    for (;;) {
      const batch = await Promise.race([this.shared.at(this.#place++), this.#left])
      if (batch === undefined) return undefined
      const shown = this.#showUsage ? batch : batch.filter(({ choices, usage }) => choices.length > 0 || !usage)
      if (shown.length > 0) return shown
    }
  }

  cancel(reason: Error): void {
    if (this.#gone) return
    this.#gone = true
    this.#leave(reason)
    this.shared.leave(reason)
  }

  /** The answer as that of this reader's own call. */
  async #asOwn(answer: ChatCompletion): Promise<ChatCompletion> {
    const call = this.#call
    const { runtime, request, cache, plan } = this.asked
    const found = { entry: toEntry(answer) }
    const completion = await answerFrom(found.entry, request.response_format)
    if (call === undefined || completion === undefined) return answer
    cache.count(plan.namespace, found)
    const meta = toCachedMeta(call, found)
    this.#meta = meta
    const response: ChatCompletion = Object.assign(completion, { meta })
    if (call.event) runHooks(runtime.hooks, 'onResponse', { call: call.event, response, meta }, runtime.report)
    return response
  }
}

/** A stored answer as a stream. */
export function replayed(asked: CachedRequest, answer: StoredAnswer): CompletionStream {
  return new CompletionStream(new Replay(asked, answer))
}

class Replay implements ChunkSource {
  readonly final: Promise<ChatCompletion>
  readonly meta: CallMeta
  readonly #chunks: ChatCompletionChunk[]
  readonly #chunkMs: number
  readonly #abort = new AbortController()
  #resolve: (answer: ChatCompletion) => void = () => {}
  #reject: (reason: unknown) => void = () => {}
  #at = 0

  constructor(
    private readonly asked: CachedRequest,
    private readonly answer: StoredAnswer,
  ) {
    const { request, cache, options } = asked
    this.meta = toCachedMeta(answer.call, answer.found)
    this.meta.firstTokenMs = answer.call.elapsed()
    this.#chunkMs = cache.config.replay?.chunkMs ?? 0
    const chunks = naturalChunks(answer.completion)
    const showUsage = request.stream_options?.include_usage === true
    this.#chunks = showUsage ? chunks : chunks.filter(({ choices, usage }) => choices.length > 0 || !usage)
    this.final = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { signal } = options
    const onAbort = () => this.cancel(signal?.reason)
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
    const end = () => signal?.removeEventListener('abort', onAbort)
    this.final.then(end, end)
  }

  async next(): Promise<ChatCompletionChunk[] | undefined> {
    this.#abort.signal.throwIfAborted()
    const paced = this.#chunkMs > 0
    const batch = paced ? this.#chunks.slice(this.#at, this.#at + 1) : this.#chunks.slice(this.#at)
    if (batch.length === 0) {
      this.#finish()
      return undefined
    }
    if (paced && this.#at > 0) await sleep(this.#chunkMs, undefined, { signal: this.#abort.signal })
    this.#at += batch.length
    return batch
  }

  cancel(reason: Error): void {
    if (this.#abort.signal.aborted) return
    this.#abort.abort(reason)
    this.answer.call.close()
    this.#reject(reason)
  }

  #finish(): void {
    const { runtime } = this.asked
    const { call, completion } = this.answer
    const meta = this.meta
    meta.latencyMs = call.elapsed()
    const response: ChatCompletion = Object.assign(completion, { meta })
    call.close()
    if (call.event) runHooks(runtime.hooks, 'onResponse', { call: call.event, response, meta }, runtime.report)
    this.#resolve(response)
  }
}
