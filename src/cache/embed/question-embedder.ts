import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { EmbedTexts } from '../../contract/cache.js'
import { APIResponseError, APITimeoutError, BadRequestError } from '../../contract/errors.js'
import { toUnitVector } from '../vectors/unit-vector.js'
import { withinMs } from '../within-ms.js'
import type { Embed } from './embed.js'
import { TextBatches } from './text-batches.js'

export interface QuestionEmbedderOptions {
  embed: Embed
  /** ms that the embedder has for one batch. Default 2,000. */
  timeout?: number | undefined
  /** Vectors of questions that are remembered. Default 1,000. */
  remember?: number | undefined
  /** Texts that one request takes. Default 96. */
  batch?: number | undefined
  /** ms that a question waits for others to be embedded with. Default 0: those that are asked in the same turn. */
  batchMs?: number | undefined
}

const TIMEOUT_MS = 2_000
const REMEMBERED = 1_000
const BATCH = 96

/** Unit vectors of questions: batched, remembered, limited in time. */
export class QuestionEmbedder {
  readonly #embed: Embed
  readonly #timeoutMs: number
  readonly #remembered: LRUCache<string, Promise<Float32Array>>
  readonly #batches: TextBatches<Float32Array>
  #relay: EmbedTexts | undefined

  constructor({ embed, timeout, remember, batch, batchMs }: QuestionEmbedderOptions) {
    this.#embed = embed
    this.#timeoutMs = timeout ?? TIMEOUT_MS
    this.#remembered = new LRUCache({ max: remember ?? REMEMBERED })
    this.#batches = new TextBatches((texts) => this.#ask(texts), { size: batch ?? BATCH, waitMs: batchMs ?? 0 })
  }

  /** Name of the model, where it is known. */
  get model(): string | undefined {
    return typeof this.#embed === 'string' ? this.#embed : this.#embed.model
  }

  connect(relay: EmbedTexts): void {
    this.#relay = relay
  }

  /** Rejects when the embedder fails, is late, or gives something that is no vector. */
  embed(text: string): Promise<Float32Array> {
    const digest = createHash('sha256').update(text).digest('base64')
    const known = this.#remembered.get(digest)
    if (known) return known
    const asked = this.#batches.add(text)
    this.#remembered.set(digest, asked)
    asked.catch(() => {
      if (this.#remembered.peek(digest) === asked) this.#remembered.delete(digest)
    })
    return asked
  }

  async #ask(texts: string[]): Promise<Float32Array[]> {
    const vectors = await withinMs(
      this.#timeoutMs,
      () => this.#late(),
      (signal) => this.#call(texts, signal),
    )
    if (vectors.length !== texts.length)
      throw new APIResponseError(`The embedder gave ${vectors.length} vectors for ${texts.length} texts.`)
    return vectors.map(toUnitVector)
  }

  #late(): APITimeoutError {
    return new APITimeoutError(`The embedder did not answer within ${this.#timeoutMs} ms.`)
  }

  async #call(texts: string[], signal: AbortSignal): Promise<Array<ArrayLike<number>>> {
    const embed = this.#embed
    if (typeof embed === 'function') return embed(texts, signal)
    if (this.#relay) return this.#relay(embed, texts, signal)
    throw new BadRequestError(`embed: '${embed}' is a model: hand the cache to createRelay, or pass a function.`)
  }
}
