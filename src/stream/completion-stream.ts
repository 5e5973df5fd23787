import type { CallMeta } from '../contract/call.js'
import type { ChatCompletion, ChatCompletionChunk } from '../contract/chat.js'
import { APIUserAbortError, isModelRelayError } from '../contract/errors.js'

/** What a stream draws from: the call behind it. */
export interface ChunkSource {
  readonly meta: CallMeta
  /** The next chunks to show, at least one; undefined at the end. Rejects with what broke the stream. */
  next(): Promise<ChatCompletionChunk[] | undefined>
  /** Ends the request; `final` rejects with the reason. */
  cancel(reason: Error): void
  /** The assembled reply; settles when the stream has ended, however it ended. */
  readonly final: Promise<ChatCompletion>
}

type Read = IteratorResult<ChatCompletionChunk, undefined>

/**
 * The chunks of one answer, in OpenAI's form. Reading pulls: a slow reader slows the provider.
 * Leaving the loop early ends the HTTP request.
 *
 * @example
 * const stream = await completion({ model: 'openai/gpt-4o-mini', messages, stream: true })
 * for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '')
 * const reply = await stream.final()
 */
export class CompletionStream<Reply = ChatCompletion> implements AsyncIterableIterator<ChatCompletionChunk> {
  readonly #source: ChunkSource
  #batch: readonly ChatCompletionChunk[] = []
  #at = 0
  /** Batches that came before the current one was read. */
  #waiting: ChatCompletionChunk[][] = []
  #waitingAt = 0
  /** The one pull that is under way: reads at the same time share it. */
  #pulling: Promise<boolean> | undefined
  /** Whether somebody reads chunks: then none may be dropped. */
  #hasReader = false
  #ended = false
  /** What broke the stream, until a reader has been told. */
  #failure: { error: unknown } | undefined

  constructor(source: ChunkSource) {
    this.#source = source
    // Who never asks for the reply must not see its failure as an unhandled rejection.
    source.final.catch(() => {})
  }

  /** Who answers and after which attempts; complete once the stream has ended. */
  get meta(): CallMeta {
    return this.#source.meta
  }

  next(): Promise<Read> {
    this.#hasReader = true
    const chunk = this.#take()
    return chunk === undefined ? this.#read() : Promise.resolve({ value: chunk, done: false })
  }

  /** Called when a loop is left early. */
  async return(): Promise<Read> {
    this.#leave('The stream was left before its end.')
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    this.#hasReader = true
    return this
  }

  /** Ends the HTTP request; a pending read and `final()` reject with `APIUserAbortError`. */
  abort(): void {
    this.#leave('The stream was aborted.')
  }

  /**
   * The whole reply, with usage and `meta`. Reads on to the end of the stream; a loop over it still sees every chunk.
   * @throws what broke the stream, with what had arrived in `partial`.
   */
  async final(): Promise<Reply> {
    await null // a loop that begins in the same tick is a reader
    while (await this.#more()) if (!this.#hasReader) this.#drop()
    // The overloads of completion() pair the reply's type with the request's schema.
    return this.#source.final as Promise<Reply>
  }

  /** The stream as server-sent events: `data: {chunk}` each, an `{ error }` frame where it breaks, else `data: [DONE]` last. */
  toReadableStream(): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder()
    const frame = (data: string) => encoder.encode(`data: ${data}\n\n`)
    return new ReadableStream({
      pull: async (controller) => {
        try {
          const { value, done } = await this.next()
          controller.enqueue(frame(done ? '[DONE]' : JSON.stringify(value)))
          if (done) controller.close()
        } catch (error) {
          controller.enqueue(frame(JSON.stringify(errorBody(error))))
          controller.close()
        }
      },
      cancel: () => this.abort(),
    })
  }

  async #read(): Promise<Read> {
    for (;;) {
      const chunk = this.#take()
      if (chunk !== undefined) return { value: chunk, done: false }
      if (await this.#more()) continue
      const last = this.#take() // a read at the same time may have ended the stream
      if (last !== undefined) return { value: last, done: false }
      const failure = this.#failure
      this.#failure = undefined
      if (failure) throw failure.error
      return { value: undefined, done: true }
    }
  }

  #take(): ChatCompletionChunk | undefined {
    if (this.#at === this.#batch.length && this.#waitingAt < this.#waiting.length) {
      this.#batch = this.#waiting[this.#waitingAt++] ?? []
      this.#at = 0
      if (this.#waitingAt === this.#waiting.length) {
        this.#waiting = []
        this.#waitingAt = 0
      }
    }
    const chunk = this.#batch[this.#at]
    if (chunk !== undefined) this.#at++
    return chunk
  }

  /** Gets one more batch; false at the end. */
  #more(): Promise<boolean> {
    this.#pulling ??= this.#pull().finally(() => {
      this.#pulling = undefined
    })
    return this.#pulling
  }

  async #pull(): Promise<boolean> {
    if (this.#ended) return false
    let batch: ChatCompletionChunk[] | undefined
    try {
      batch = await this.#source.next()
    } catch (error) {
      this.#failure = { error }
    }
    if (this.#ended) return false // left meanwhile
    this.#ended = batch === undefined
    if (batch !== undefined) this.#keep(batch)
    return batch !== undefined
  }

  #keep(batch: ChatCompletionChunk[]): void {
    if (this.#at < this.#batch.length || this.#waitingAt < this.#waiting.length) {
      this.#waiting.push(batch)
    } else {
      this.#batch = batch
      this.#at = 0
    }
  }

  #drop(): void {
    this.#batch = []
    this.#at = 0
    this.#waiting = []
    this.#waitingAt = 0
  }

  #leave(message: string): void {
    if (this.#ended && this.#failure === undefined && this.#at >= this.#batch.length) return
    this.#ended = true
    this.#failure = undefined
    this.#drop()
    this.#source.cancel(new APIUserAbortError(message))
  }
}

function errorBody(error: unknown): object {
  if (isModelRelayError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  return { error: { message, type: 'error', param: null, code: null } }
}
