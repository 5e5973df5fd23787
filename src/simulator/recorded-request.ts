import type { JsonObject } from './json.js'

/** The wire protocols that the simulator speaks; others come by its options. */
export type SimulatedDialect =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic-messages'
  | 'bedrock-converse'
  | 'cohere-chat'
  | 'gemini-content'
  | 'vertex-content'
  | 'vertex-claude'
  | 'vertex-raw'
  | 'vertex-openapi'
  | 'watsonx-chat'
  | 'ibm-iam'
  | 'replicate-predictions'
  | 'replicate-stream'
  | 'sagemaker-invocations'
  | 'ollama-chat'
  | 'openai-embeddings'
  | 'bedrock-embeddings'
  | 'cohere-embeddings'
  | 'gemini-embeddings'
  | 'vertex-embeddings'
  | 'ollama-embeddings'
  | 'watsonx-embeddings'
  | (string & {})

/** One request that the simulator got. */
export interface SimulatedRequest {
  /** 0 for the first request of the simulator. */
  readonly index: number
  readonly method: string
  /** As sent, with the query: `/groq/v1/chat/completions?x=1`. */
  readonly url: string
  /** Without the provider's prefix and the query: `/v1/chat/completions`. */
  readonly path: string
  /** Names in lower case. Keys are among them: do not print them. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON; `{}` where there was none. */
  readonly body: JsonObject
  /** The body as sent. */
  readonly text: string
  /** What `simulator.url(provider)` was asked for; without it, the maker of the protocol. */
  readonly provider: string
  /** Undefined where the path belongs to no protocol. */
  readonly dialect: SimulatedDialect | undefined
  /** The path's, or the body's `model`, which IBM calls `model_id`. */
  readonly model: string | undefined
  readonly stream: boolean
  /** Unix ms. */
  readonly receivedAt: number
  /** The status that was answered; undefined until then. */
  readonly status: number | undefined
  /** True once the client closed the connection before the answer was whole. */
  readonly aborted: boolean
  /** Unix ms. */
  readonly abortedAt: number | undefined
  /** Resolves when the answer is over: sent, cut, aborted or closed with the simulator. */
  readonly ended: Promise<void>
  /** Numbers from 0 to 1 that depend only on the simulator's `seed` and on `index`. */
  readonly random: () => number
}

/** The same, as the server fills it in. */
export type RequestRecord = { -readonly [Key in keyof SimulatedRequest]: SimulatedRequest[Key] }
