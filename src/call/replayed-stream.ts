import { setTimeout as sleep } from 'node:timers/promises'
import type { CallMeta } from '../contract/call.js'
import type { ChatCompletion, ChatCompletionChunk } from '../contract/chat.js'
import { runHooks } from '../hooks/run-hooks.js'
import { type ChunkSource, CompletionStream } from '../stream/completion-stream.js'
import { naturalChunks } from '../stream/natural-chunks.js'
import { toCachedMeta } from './cache-entry.js'
import type { CachedRequest, StoredAnswer } from './cached-request.js'

/** A stored answer as a stream. */
export function replayed(asked: CachedRequest, answer: StoredAnswer): CompletionStream {
  const showUsage = asked.request.stream_options?.include_usage === true
  return new CompletionStream(new Replay(asked, answer, showUsage))
}

/** What a reader is to see: the usage where it was asked for, then with what this very call cost. */
export function shownTo(
  batch: readonly ChatCompletionChunk[],
  showUsage: boolean,
  meta: CallMeta,
): ChatCompletionChunk[] {
  if (!showUsage) return batch.filter(({ choices, usage }) => choices.length > 0 || !usage)
  return batch.map((chunk) => (chunk.usage ? { ...chunk, meta } : chunk))
}

export class Replay implements ChunkSource {
  readonly final: Promise<ChatCompletion>
  readonly meta: CallMeta
  readonly #chunks: ChatCompletionChunk[]
  readonly #chunkMs: number
  readonly #abort = new AbortController()
  #resolve: (answer: ChatCompletion) => void = () => {}
  #reject: (reason: unknown) => void = () => {}
  #at = 0
  #over = false

  constructor(
    private readonly asked: CachedRequest,
    private readonly answer: StoredAnswer,
    showUsage: boolean,
  ) {
    const { cache, options } = asked
    this.meta = toCachedMeta(answer.call, answer.found)
    this.meta.firstTokenMs = answer.call.elapsed()
    this.#chunkMs = cache.rules.replay?.chunkMs ?? 0
    this.#chunks = shownTo(naturalChunks(answer.completion), showUsage, this.meta)
    this.final = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { signal } = options
    const onAbort = () => this.cancel(signal?.reason)
    const end = () => signal?.removeEventListener('abort', onAbort)
    this.final.then(end, end)
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  }

  async next(): Promise<ChatCompletionChunk[] | undefined> {
    const { signal } = this.#abort
    signal.throwIfAborted()
    const paced = this.#chunkMs > 0
    const batch = paced ? this.#chunks.slice(this.#at, this.#at + 1) : this.#chunks.slice(this.#at)
    if (batch.length === 0) {
      this.#finish()
      return undefined
    }
    if (paced && this.#at > 0) {
      await sleep(this.#chunkMs, undefined, { signal }).catch(() => {})
      signal.throwIfAborted()
    }
    this.#at += batch.length
    const { call } = this.answer
    const { hooks, report } = this.asked.runtime
    if (call.event) for (const chunk of batch) runHooks(hooks, 'onChunk', { call: call.event, chunk }, report)
    return batch
  }

  cancel(reason: Error): void {
    if (this.#over) return
    this.#over = true
    this.#abort.abort(reason)
    const { call } = this.answer
    const { hooks, report } = this.asked.runtime
    this.meta.latencyMs = call.elapsed()
    if (call.event) runHooks(hooks, 'onError', { call: call.event, error: reason, meta: this.meta }, report)
    this.#reject(reason)
  }

  #finish(): void {
    if (this.#over) return
    this.#over = true
    const { runtime } = this.asked
    const { call, completion } = this.answer
    const meta = this.meta
    meta.latencyMs = call.elapsed()
    const response: ChatCompletion = Object.assign(completion, { meta })
    if (call.event) runHooks(runtime.hooks, 'onResponse', { call: call.event, response, meta }, runtime.report)
    this.#resolve(response)
  }
}
