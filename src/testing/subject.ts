import { ok } from 'node:assert/strict'
import type { CallOptions } from '../contract/call.js'
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionMessage, ChatRequest } from '../contract/chat.js'
import type { EmbeddingRequest, EmbeddingResponse } from '../contract/embedding.js'
import { isModelRelayError, type ModelRelayError } from '../contract/errors.js'
import { createRelay, type ProviderDefinition, type Relay } from '../relay.js'
import type { SimulatedRequest } from '../simulator/recorded-request.js'
import type { Script } from '../simulator/script.js'
import { type Simulator, startSimulator } from '../simulator/server.js'
import type { CompletionStream } from '../stream/completion-stream.js'
import type { ProviderTestOptions } from './options.js'

/** The key that every call brings; it may be seen in one header and nowhere else. */
export const KEY = 'sk-test-7Qx2mVb9Lr4Tz8Wk'

export type Body = Partial<ChatRequest>

export type EmbeddingBody = Partial<Omit<EmbeddingRequest, 'model'>>

export interface Streamed {
  chunks: ChatCompletionChunk[]
  reply: ChatCompletion
}

/** The provider under test, a relay that reaches it, and the simulator that plays its vendor. */
export class Subject {
  readonly prefix: string
  readonly model: string
  readonly vendorModel: string

  private constructor(
    readonly relay: Relay,
    readonly simulator: Simulator,
    private readonly options: ProviderTestOptions,
  ) {
    this.prefix = prefixOf(options.provider)
    this.model = options.model
    this.vendorModel = options.vendorModel ?? options.model
  }

  static async open(options: ProviderTestOptions): Promise<Subject> {
    const { provider, dialect } = options
    const simulator = await startSimulator({ requireKey: false, ...(dialect && { dialects: [dialect] }) })
    const relay = createRelay(typeof provider === 'string' ? {} : { providers: [provider] })
    return new Subject(relay, simulator, options)
  }

  async close(): Promise<void> {
    await this.relay.close()
    await this.simulator.close()
  }

  script(script: Script | undefined): void {
    this.simulator.setScript(script)
  }

  body(body: Body = {}): ChatRequest {
    return { messages: [{ role: 'user', content: 'Hello' }], ...body, model: `${this.prefix}/${this.model}` }
  }

  callOptions(options: CallOptions = {}): CallOptions {
    const connection = this.options.connection?.(this.simulator) ?? { baseURL: this.simulator.url(this.prefix) }
    return { apiKey: KEY, maxRetries: 0, ...connection, ...options }
  }

  /** A whole answer. */
  async ask(body?: Body, options?: CallOptions): Promise<ChatCompletion> {
    return this.relay.completion({ ...this.body(body), stream: false }, this.callOptions(options))
  }

  /** A stream that nobody has read yet. */
  async open(body?: Body, options?: CallOptions): Promise<CompletionStream> {
    return this.relay.completion({ ...this.body(body), stream: true }, this.callOptions(options))
  }

  /** A stream read to its end. */
  async stream(body?: Body, options?: CallOptions): Promise<Streamed> {
    const stream = await this.open(body, options)
    const chunks: ChatCompletionChunk[] = []
    for await (const chunk of stream) chunks.push(chunk)
    return { chunks, reply: await stream.final() }
  }

  /** The error of a whole answer. */
  async failure(body?: Body, options?: CallOptions): Promise<ModelRelayError> {
    return failureOf(this.ask(body, options))
  }

  /** The error of a stream, whenever it comes. */
  async streamFailure(body?: Body, options?: CallOptions): Promise<ModelRelayError> {
    return failureOf(this.stream(body, options))
  }

  /** Vectors. */
  async embed(body?: EmbeddingBody, options?: CallOptions): Promise<EmbeddingResponse> {
    const model = `${this.prefix}/${this.options.embeddingModel ?? this.model}`
    return this.relay.embedding({ input: 'Hello', ...body, model }, this.callOptions(options))
  }

  /** The error of a call for vectors. */
  async embedFailure(body?: EmbeddingBody, options?: CallOptions): Promise<ModelRelayError> {
    return failureOf(this.embed(body, options))
  }

  /** How many texts one request for embeddings takes; undefined: any number. */
  get embeddingBatch(): number | undefined {
    return this.options.embeddingBatch
  }

  get requests(): readonly SimulatedRequest[] {
    return this.simulator.requests
  }

  /** The last request that the vendor got. */
  get sent(): SimulatedRequest {
    const last = this.requests.at(-1)
    ok(last, 'the vendor got no request')
    return last
  }
}

export function messageOf(reply: {
  choices: ReadonlyArray<{ message: ChatCompletionMessage }>
}): ChatCompletionMessage {
  const message = reply.choices[0]?.message
  ok(message, 'the reply has no choice')
  return message
}

export function finishOf(reply: ChatCompletion): string {
  return reply.choices[0]?.finish_reason ?? ''
}

/** The error of a call that must fail, as one of ours. */
export async function failureOf(promise: Promise<unknown>): Promise<ModelRelayError> {
  const error = await rejection(promise)
  ok(isModelRelayError(error), `a foreign error came out: ${String(error)}`)
  return error
}

/** What a promise that must reject rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`the call succeeded: ${JSON.stringify(value)?.slice(0, 300)}`)
}

function prefixOf(provider: string | ProviderDefinition): string {
  return typeof provider === 'string' ? provider : provider.id
}
