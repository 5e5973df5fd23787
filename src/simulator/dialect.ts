import type { Answer } from './answer.js'
import type { JsonObject } from './json.js'
import type { SimulatedDialect, SimulatedRequest } from './recorded-request.js'
import type { ErrorFields, RateLimitState, RawStep } from './script.js'

/** One wire protocol. Pure: it makes bodies, frames and headers, and sends nothing. */
export interface Dialect {
  readonly id: SimulatedDialect
  /** The provider of a request without a prefix in its path. */
  readonly maker: string
  /** Whether the path is this protocol's call to a model. */
  handles(path: string): boolean
  /** Default: POST. */
  readonly method?: 'GET'
  /** What the path says of the request. Default: the body's `model` and `stream`. */
  route?(path: string): { model?: string; stream: boolean }
  /** Whether its SDK speaks HTTP/2 alone: then its base URL is that of a listener without TLS. */
  readonly http2?: boolean
  baseURL(origin: string, provider: string): string
  hasKey(request: SimulatedRequest): boolean
  /** What the real API refuses before it calls a model; undefined when nothing is wrong. */
  refuse(request: SimulatedRequest): (ErrorFields & { status: number }) | undefined
  /** What is answered without asking the script: requests that go before a call to a model. */
  unscripted?(request: SimulatedRequest): RawStep | undefined
  readonly missingKey: ErrorFields
  notFound(request: SimulatedRequest): ErrorFields
  /** What the default answer needs to know about a request. */
  facts(body: JsonObject): RequestFacts
  /** The whole answer as JSON. */
  body(answer: Answer, request: SimulatedRequest, now: number): unknown
  /** The content type of a stream. Default: server-sent events. */
  readonly streamType?: string
  /** The streamed answer. */
  frames(answer: Answer, request: SimulatedRequest, now: number): Frame[]
  errorBody(error: ErrorFields & { status: number }, requestId: string): unknown
  errorFrame(error: ErrorFields & { status: number }, requestId: string): string | Uint8Array
  models(names: readonly string[], now: number): unknown
  requestId(random: () => number): string
  headers(requestId: string, status: number): Record<string, string>
  /** Headers that only a whole answer has. */
  answerHeaders?(answer: Answer): Record<string, string>
  rateLimitHeaders(state: RateLimitState, now: number): Record<string, string>
  /** What the vendor sends to keep a silent stream alive. */
  readonly keepAlive: string
}

/** What a frame is, so that faults know where they belong. */
export type FrameKind = 'structure' | 'content' | 'finish' | 'usage' | 'done'

export interface Frame {
  readonly kind: FrameKind
  /** Bytes where the stream is binary. */
  readonly text: string | Uint8Array
}

export interface RequestFacts {
  readonly lastUserText: string
  /** The JSON schema that the answer must fit. */
  readonly schema?: unknown
  /** JSON of any shape was asked for. */
  readonly json: boolean
  /** The tool that must be called. */
  readonly forcedTool?: { readonly name: string; readonly schema: unknown }
  /** How many characters the model reads. */
  readonly inputCharacters: number
}
