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
  #batch: ChatCompletionChunk[] = []
  #at = 0
  #reading = false
  #ended = false

  constructor(source: ChunkSource) {
    this.#source = source
    // Who never asks for the reply must not see its failure as an unhandled rejection.
    source.final.catch(() => {})
  }

  /** Who answers and after which attempts; complete once the stream has ended. */
  get meta(): CallMeta {
    return this.#source.meta
  }

  next(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    this.#reading = true
    const chunk = this.#batch[this.#at]
    if (chunk !== undefined) {
      this.#at++
      return Promise.resolve({ value: chunk, done: false })
    }
    return this.#read()
  }

  /** Called when a loop is left early. */
  async return(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    this.#end('The stream was left before its end.')
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    this.#reading = true
    return this
  }

  /** Ends the HTTP request; a pending read and `final()` reject with `APIUserAbortError`. */
  abort(): void {
    this.#end('The stream was aborted.')
  }

  /**
   * The whole reply, with usage and `meta`. Reads the stream to its end when nobody else does.
   * @throws what broke the stream, with what had arrived in `partial`.
   */
  async final(): Promise<Reply> {
    await null // a loop that begins in the same tick is the reader
    if (!this.#reading) {
      for (;;) {
        const { done } = await this.next()
        if (done) break
      }
    }
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
          const body = isModelRelayError(error)
            ? error
            : { error: { message: String(error), type: 'error', param: null, code: null } }
          controller.enqueue(frame(JSON.stringify(body)))
          controller.close()
        }
      },
      cancel: () => this.abort(),
    })
  }

  async #read(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    if (this.#ended) return { value: undefined, done: true }
    let batch: ChatCompletionChunk[] | undefined
    try {
      batch = await this.#source.next()
    } catch (error) {
      this.#ended = true
      throw error
    }
    const first = batch?.[0]
    if (batch === undefined || first === undefined) {
      this.#ended = true
      return { value: undefined, done: true }
    }
    this.#batch = batch
    this.#at = 1
    return { value: first, done: false }
  }

  #end(message: string): void {
    this.#reading = true
    if (this.#ended && this.#batch.length === this.#at) return
    this.#ended = true
    this.#batch = []
    this.#at = 0
    this.#source.cancel(new APIUserAbortError(message))
  }
}
