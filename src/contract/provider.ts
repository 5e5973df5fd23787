import type { CallMeta, ConnectionOptions } from './call.js'
import type { ChatCompletionChunk, ProviderCompletion, ProviderRequest } from './chat.js'
import type { ProviderEmbedding, ProviderEmbeddingRequest } from './embedding.js'
import type { BilledUnits } from './prices.js'
import type { Transport } from './transport.js'

/** What a call tells a provider, and what the provider tells back. One per attempt. */
export interface ProviderCall {
  readonly provider: string
  /** The vendor's own model name, without the `provider/` prefix. */
  readonly model: string
  readonly stream: boolean
  readonly signal: AbortSignal
  readonly connection: Readonly<ConnectionOptions>
  readonly extraBody: Readonly<Record<string, unknown>> | undefined
  readonly limits: TransportLimits
  /** What carries the request: the relay's pool, the caller's `fetch` or SDK client. */
  readonly transport: Transport
  /** A provider adds the keys that it uses, so that no error shows them. */
  readonly secrets: string[]
  /** Filled by the provider: it becomes part of `meta`. */
  readonly report: CallReport
}

export interface TransportLimits {
  /** ms. */
  readonly connectTimeout: number
  /** Bytes. */
  readonly maxResponseBytes: number
}

export interface CallReport extends Pick<CallMeta, 'requestId' | 'rateLimit' | 'finishReason'> {
  status?: number
  /** Parameters left out or changed. */
  droppedParams: string[]
  /** What the answer is billed for beyond its usage. */
  billed?: BilledUnits
}

/**
 * One vendor. It turns OpenAI's request into the vendor's and the vendor's answer back, and does nothing else:
 * nothing here retries, caches, prices or logs.
 * Most vendors speak HTTP and JSON and are written with `httpProvider`; this is what lies beneath.
 */
export interface Provider {
  /** The prefix in `'prefix/model'`. */
  readonly id: string
  /** Other prefixes for the same vendor. */
  readonly aliases?: readonly string[]
  /** Body parameters that the model takes, beyond `model`, `messages` and `stream`. `connection` may say what a deployment is. */
  params(model: string, connection?: Readonly<ConnectionOptions>): readonly string[]
  /** Parameters of this request that cannot be combined or are not taken in this form. */
  unsupported?(request: ProviderRequest, model: string, connection?: Readonly<ConnectionOptions>): readonly string[]
  /** Whether the vendor cannot fetch an http(s) URL of an image or file itself: then it gets a data URL. Default: it can. */
  needsDownload?(url: string, model: string): boolean
  /** Sends one request. Throws a `ModelRelayError`. */
  complete(request: ProviderRequest, call: ProviderCall): Promise<ProviderCompletion>
  /**
   * Opens a stream. Each item is what one network read held: handing chunks on in batches keeps the cost
   * of a chunk low. Ending the iteration early must end the request.
   */
  stream(request: ProviderRequest, call: ProviderCall): Promise<AsyncIterable<ChatCompletionChunk[]>>
  /**
   * Input tokens of a request as the vendor's own endpoint counts them; undefined where it counts none for this model.
   * Absent where the vendor has no such endpoint.
   */
  countTokens?(request: ProviderRequest, call: ProviderCall): Promise<number | undefined>
  /** Vectors for one batch of texts. Absent where the vendor has no embeddings. */
  embed?(request: ProviderEmbeddingRequest, call: ProviderCall): Promise<ProviderEmbedding>
  /** Parameters that an embedding model does not take, and whose loss would make other vectors. */
  embedUnsupported?(model: string): readonly string[]
  /** Texts that fit one embedding request. Default: as many as there are. */
  embedBatch?(model: string): number
}
