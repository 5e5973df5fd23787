import type { CallOptions } from '../contract/call.js'
import type { ProviderDefinition } from '../relay.js'
import type { Dialect } from '../simulator/dialect.js'
import type { Simulator } from '../simulator/server.js'

/** What a provider can do, or its vendor can say; each switches the behaviours that need it. */
export type Ability =
  /** Instructions as a message of their own. */
  | 'system'
  | 'stream'
  | 'tools'
  | 'parallelTools'
  /** `tool_choice: 'required'` and by name. */
  | 'toolChoice'
  /** Images by data URL. */
  | 'images'
  /** Images in the result of a tool. */
  | 'toolImages'
  | 'pdf'
  /** Sound in a message of the user. */
  | 'audio'
  /** `response_format: json_schema`. */
  | 'schema'
  | 'stop'
  | 'maxTokens'
  | 'temperature'
  /** The vendor's answers can hold reasoning. */
  | 'reasoning'
  /** Reasoning of earlier turns goes back. */
  | 'reasoningReplay'
  /** Reasoning has a signature that goes back. */
  | 'signatures'
  /** Answers can be stopped by a content filter. */
  | 'contentFilter'
  /** The model can refuse with a text or a stop reason of its own. */
  | 'refusal'
  /** Usage tells cached input. */
  | 'cachedTokens'
  /** Usage tells input written to the cache. */
  | 'cacheWriteTokens'
  /** Usage tells reasoning. */
  | 'reasoningTokens'
  /** Answers carry an id of the request in a header. */
  | 'requestId'
  /** Body keys that no translator knows go to the vendor. */
  | 'unknownParams'
  /** `options.query` is sent. */
  | 'query'
  /** `options.fetch` carries the requests. */
  | 'fetch'
  /** An unknown stop reason is an error. */
  | 'unknownFinish'
  /** A stream that ends without its last words is told from a whole one. */
  | 'streamEnd'
  /** Usage of streams is told too. */
  | 'streamUsage'
  /** An answer that the limit of tokens ended is told from a whole one. */
  | 'length'
  /** A call is one request. */
  | 'singleRequest'
  /** Vectors for texts; told by `embeddingModel`. */
  | 'embeddings'
  /** One request takes only so many texts; told by `embeddingBatch`. */
  | 'embeddingBatches'
  /** Usage of embeddings is told. */
  | 'embeddingUsage'
  /** The length of vectors can be chosen. */
  | 'dimensions'
  /** Queries and documents are embedded differently. */
  | 'inputType'

export interface ProviderTestOptions {
  /** A prefix (`'groq'`), or a provider of one's own. */
  provider: string | ProviderDefinition
  /** The vendor's name of the model that is asked. */
  model: string
  /** What the vendor is told of it, where the provider takes a part of it for itself. Default: all of it. */
  vendorModel?: string
  /** The vendor's name of a model for embeddings; without it, what is about embeddings is left out. */
  embeddingModel?: string
  /** How many texts one request for embeddings takes. Default: no limit. */
  embeddingBatch?: number
  /** What the provider or its vendor cannot do, each with the reason; the behaviours that need it are left out. */
  lacks?: Readonly<Partial<Record<Ability, string>>>
  /** The vendor's wire protocol, where the simulator does not speak it. Default: by the prefix, else OpenAI's. */
  dialect?: Dialect
  /** Options of every call. Default: the simulator's URL for the prefix, and a key. */
  connection?: (simulator: Simulator) => CallOptions
  /** Names of the behaviours to run. Default: all. */
  only?: readonly string[]
}
