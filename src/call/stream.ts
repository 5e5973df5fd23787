import type { CallMeta, Continuation } from '../contract/call.js'
import type { ChatCompletion, ChatCompletionChunk } from '../contract/chat.js'
import { APIResponseError, isModelRelayError } from '../contract/errors.js'
import { runHooks } from '../hooks/run-hooks.js'
import { Accumulator } from '../stream/accumulate.js'
import { type ChunkSource, CompletionStream } from '../stream/completion-stream.js'
import { RepeatedText } from '../stream/repeated-text.js'
import { type Answer, attemptStream, closeStream, type OpenStream } from './attempt.js'
import type { Reached } from './call.js'
import type { ChatCall } from './chat-call.js'
import { continuable, reopen } from './continue-stream.js'
import { parseAnswer } from './parse-answer.js'
import { receivedUsage } from './received-usage.js'
import { route } from './route.js'

/** A stream, from the first attempt until its first content; what follows is read by the caller. */
export async function stream(call: ChatCall): Promise<CompletionStream> {
  return new CompletionStream(await openSource(call, call.request.stream_options?.include_usage === true))
}

/** What a stream draws from. `showUsage`: whether its chunks hold the usage. */
export async function openSource(call: ChatCall, showUsage: boolean): Promise<ChunkSource> {
  try {
    const opened = await route(call, (target, cancel) => attemptStream(call, target, cancel), closeStream)
    call.commitStream()
    return new CallSource(call, opened, showUsage)
  } catch (error) {
    throw call.fail(error)
  }
}

/** Reads one open stream: shows its chunks, puts them together, and ends the call exactly once, however it ends. */
class CallSource implements ChunkSource {
  readonly #reply = deferred<ChatCompletion>()
  readonly #accumulator = new Accumulator()
  #head: ChatCompletionChunk[] | undefined
  #meta: CallMeta
  /** The finish reason has come: what the vendor counts from here on is all of it. */
  #finished = false
  /** What a stream that goes on for a broken one says again. */
  #repeated: RepeatedText | undefined
  readonly #continued: Continuation[] = []
  #over = false

  constructor(
    private readonly call: ChatCall,
    private opened: Answer<OpenStream>,
    private readonly showUsage: boolean,
  ) {
    const { target, report, result } = opened
    this.#head = result.head
    this.#meta = call.meta({ target, report, model: result.head[0]?.model })
  }

  get final(): Promise<ChatCompletion> {
    return this.#reply.promise
  }

  get meta(): CallMeta {
    return this.#meta
  }

  async next(): Promise<ChatCompletionChunk[] | undefined> {
    while (!this.#over) {
      let batch: ChatCompletionChunk[] | undefined
      try {
        batch = this.#head ?? (await this.#pull())
        this.#head = undefined
        if (batch && this.#repeated) batch = this.#withoutRepeated(batch, this.#repeated)
        const loading = batch?.some(hasUsage) === false ? undefined : this.call.runtime.prices.load()
        if (loading) await loading
        if (batch === undefined) {
          if (this.#repeated?.caughtUp === false) throw diverged()
          await this.#finish()
          return undefined
        }
        if (this.#over) return undefined
      } catch (error) {
        const reason = this.call.signal.aborted ? this.call.signal.reason : error
        if (await this.#continue(reason)) continue
        throw this.#fail(reason)
      }
      const shown = this.#take(batch)
      if (shown.length > 0) return shown
    }
    return undefined
  }

  cancel(reason: Error): void {
    if (this.#over) return
    this.call.abort(reason)
    this.#fail(reason)
  }

  /** One batch from the provider, under the idle limit. Only batches with chunks count as life; comments make none. */
  async #pull(): Promise<ChatCompletionChunk[] | undefined> {
    const { rest, limits } = this.opened.result
    const { value, done } = await limits.whileIdle(rest.next())
    return done ? undefined : value
  }

  #withoutRepeated(batch: ChatCompletionChunk[], repeated: RepeatedText): ChatCompletionChunk[] {
    const fresh = repeated.takeNew(batch)
    if (fresh) return fresh
    throw diverged()
  }

  /** Adds a batch to the reply and gives what the caller is to see of it. */
  #take(batch: ChatCompletionChunk[]): ChatCompletionChunk[] {
    let counted = false
    for (const chunk of batch) {
      this.#accumulator.add(chunk)
      if (chunk.usage) counted = true
      if (chunk.choices[0]?.finish_reason) this.#finished = true
    }
    const shown = counted ? this.#withUsage(batch) : batch
    const { event, runtime } = this.call
    if (event) for (const chunk of shown) runHooks(runtime.hooks, 'onChunk', { call: event, chunk }, runtime.report)
    return shown
  }

  /** The chunk with the usage is shown to who asked for it, and says what the call cost. */
  #withUsage(batch: ChatCompletionChunk[]): ChatCompletionChunk[] {
    if (!this.showUsage) return batch.filter((chunk) => chunk.choices.length > 0 || !chunk.usage)
    return batch.map((chunk) => (chunk.usage ? { ...chunk, meta: this.call.meta(this.#reached()) } : chunk))
  }

  /** Goes on at another deployment where that repeats and loses nothing; false: it cannot be done. */
  async #continue(thrown: unknown): Promise<boolean> {
    const { call, opened } = this
    const partial = this.#accumulator.completion
    const said = this.#finished || this.#over ? undefined : continuable(call, thrown, partial)
    if (said === undefined || partial === undefined) return false
    const cost = call.meta(this.#reached()).cost
    closeStream(opened)
    const next = await reopen(call, thrown)
    if (next === undefined || this.#over) {
      if (next) closeStream(next)
      return false
    }
    call.spend(cost)
    const { id, created, model } = partial
    this.#repeated = new RepeatedText(said, { id, created, model })
    this.#continued.push({
      from: opened.target.deployment ?? '',
      to: next.target.deployment ?? '',
      at: said.length,
      ...(cost && { cost }),
    })
    this.opened = next
    this.#head = next.result.head
    return true
  }

  async #finish(): Promise<void> {
    const completion = this.#accumulator.completion
    if (completion === undefined || completion.choices.length === 0)
      throw new APIResponseError('The stream ended without an answer.', { code: 'empty_stream' })
    await parseAnswer(this.call, completion)
    if (this.#over) return
    this.call.succeed(this.#reached().usage)
    const meta = this.#close()
    const response: ChatCompletion = Object.assign(completion, { meta })
    const { event, runtime } = this.call
    if (event) runHooks(runtime.hooks, 'onResponse', { call: event, response, meta }, runtime.report)
    this.#reply.resolve(response)
  }

  /** Ends the call with an error that carries what had arrived; gives it back to be thrown. */
  #fail(thrown: unknown): unknown {
    if (this.#over) return thrown
    const { target, report } = this.opened
    const settled = this.call.settleError(thrown)
    if (isModelRelayError(settled)) {
      settled.provider ??= this.#meta.provider
      settled.model ??= target.model
      settled.partial ??= this.#accumulator.completion
    }
    this.call.blame(settled, this.#reached().usage)
    const meta = this.#close()
    if (isModelRelayError(settled) && settled.partial) settled.partial.meta = meta
    const error = this.call.fail(settled, { target, report }, meta)
    // Ends the request where the failure was ours; after the provider's own end it does nothing.
    this.opened.result.rest.return?.().catch(() => {})
    this.#reply.reject(error)
    return error
  }

  #close(): CallMeta {
    this.#over = true
    this.opened.result.limits.close()
    this.call.close()
    this.#meta = this.call.meta(this.#reached())
    if (this.#continued.length > 0) this.#meta.continued = this.#continued
    this.call.spend(this.#meta.cost)
    return this.#meta
  }

  /** What is known of the answer so far. Counts that came before the finish reason are not the last. */
  #reached(): Reached {
    const { target, report } = this.opened
    const completion = this.#accumulator.completion
    const stated = this.#finished ? completion?.usage : undefined
    const usage = stated ?? receivedUsage(this.call.request, completion)
    return { target, report, model: completion?.model, usage, estimated: stated === undefined }
  }
}

const diverged = () =>
  new APIResponseError('The stream broke, and the one that was to go on for it says something else.', {
    code: 'stream_diverged',
    retryable: false,
  })

const hasUsage = ({ usage }: ChatCompletionChunk) => usage !== undefined && usage !== null

interface Deferred<T> {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
}

function deferred<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => {}
  let reject: Deferred<T>['reject'] = () => {}
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}
