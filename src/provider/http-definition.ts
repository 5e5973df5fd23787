import type { CallMeta } from '../contract/call.js'
import type { ChatCompletionChunk, ProviderCompletion, ProviderRequest } from '../contract/chat.js'
import type { ProviderEmbedding, ProviderEmbeddingRequest } from '../contract/embedding.js'
import type { Provider, ProviderCall } from '../contract/provider.js'
import type { TransportResponse } from '../contract/transport.js'
import type { ErrorFacts } from './error-facts.js'

/** A request in the vendor's form. */
export interface VendorRequest {
  body: object
  /** True: `extraBody` is in it already, at the places where the vendor wants it. Default: it is merged in at the top. */
  whole?: boolean
  /** On top of auth and content type; names in lower case. */
  headers?: Record<string, string>
  /** In place of `chat.path`. */
  path?: string
}

/** Turns the events of one stream into chunks. */
export interface StreamTranslator {
  /** One server-sent event, or one line of JSON. Throws what `failureInside` makes of an error event. */
  event(data: string, event: string | undefined): void
  /** The stream is over. Throws where it was cut. */
  end(): void
  /** The chunks since the last call. */
  take(): ChatCompletionChunk[]
}

/** The chat endpoint of a vendor: pure functions from OpenAI's shapes to the vendor's and back. */
export interface ChatTranslator {
  /** Appended to the base URL. */
  path: string
  /** How the pieces of a stream are told apart. Default: server-sent events. */
  framing?: 'sse' | 'json-lines'
  toRequest(request: ProviderRequest, call: ProviderCall): VendorRequest
  /** Throws `failureInside` for an error inside a 200. `request` is what was asked, for answers that depend on it. */
  toCompletion(body: unknown, call: ProviderCall, request: ProviderRequest): ProviderCompletion
  createStream(call: ProviderCall, request: ProviderRequest): StreamTranslator
}

/** The embeddings endpoint of a vendor. */
export interface EmbeddingTranslator {
  /** Appended to the base URL. */
  path: string
  /** Texts that one request takes. Default: no limit. */
  batch?(model: string): number
  /** Parameters that the model does not take, and that must not be left out unasked. */
  unsupported?(model: string): readonly string[]
  toRequest(request: ProviderEmbeddingRequest, call: ProviderCall): VendorRequest
  /** Throws `failureInside` for an error inside a 200. */
  toEmbeddings(body: unknown, call: ProviderCall, request: ProviderEmbeddingRequest): ProviderEmbedding
}

/** The endpoint of a vendor that counts the input tokens of a request. */
export interface TokenTranslator {
  /** Appended to the base URL. */
  path: string
  toRequest(request: ProviderRequest, call: ProviderCall): VendorRequest
  /** The number in the answer; anything else is an `APIResponseError`. */
  toTokens(body: unknown): unknown
}

/** A vendor that speaks HTTP with JSON and server-sent events. */
export interface HttpProvider {
  id: string
  aliases?: readonly string[]
  /** For messages: 'Anthropic'. */
  name: string
  /** What the vendor's official SDK has as default; absent where every user has their own. */
  baseURL?: string | ((call: ProviderCall) => string | undefined) | undefined
  /** Environment variables that replace it, first one set wins. */
  baseURLEnv?: readonly string[]
  /** Environment variables that hold the key, first one set wins. Empty: no key is needed. */
  apiKeyEnv: readonly string[]
  /** A key is sent if there is one, but none is needed (local servers). */
  keyOptional?: boolean
  /** Headers that authenticate. Default: `authorization: Bearer <key>`. */
  auth?(apiKey: string): Record<string, string>
  /**
   * Headers that authenticate where a key is not enough, such as tokens that expire: asked for at every request.
   * In place of `auth`; undefined falls back to the key. Add what is secret to `call.secrets`.
   */
  authorize?(call: ProviderCall): Record<string, string> | undefined | Promise<Record<string, string> | undefined>
  /** Headers of every request, such as a version. */
  headers?: Readonly<Record<string, string>>
  /** Headers that hold a comma-separated list: the caller's items are added to ours. */
  listHeaders?: readonly string[]
  /** What is left of the rate limits, where the headers are not `x-ratelimit-…`. */
  rateLimit?(header: TransportResponse['header']): CallMeta['rateLimit'] | undefined
  /** What an error answer says, set right where the vendor's status or silence misleads. `body`: JSON, or the text. */
  errorFacts?(facts: ErrorFacts, body: unknown): ErrorFacts
  params: Provider['params']
  unsupported?: Provider['unsupported']
  needsDownload?: Provider['needsDownload']
  /** One translator, or one for each kind of model. */
  chat: ChatTranslator | ((call: ProviderCall) => ChatTranslator)
  embeddings?: EmbeddingTranslator
  /** One translator, or one for each kind of model; undefined where the vendor counts none for it. */
  tokens?: TokenTranslator | ((call: ProviderCall) => TokenTranslator | undefined)
}
