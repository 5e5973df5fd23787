import type {
  CreateEmbeddingResponse,
  EmbeddingCreateParams,
  Embedding as OpenAIEmbedding,
} from 'openai/resources/embeddings'
import type { CallMeta } from './call.js'
import type { KnownModel } from './models.js'

/** OpenAI's embedding request; `model` is `'provider/model'`. */
export interface EmbeddingRequest extends Omit<EmbeddingCreateParams, 'model'> {
  model: KnownModel
  /** What the vectors are for, where the vendor makes two kinds. */
  input_type?: 'query' | 'document'
}

/** The request that a provider sees: one batch, `model` is the vendor's own name. Texts or token lists. */
export type ProviderEmbeddingRequest = Omit<EmbeddingRequest, 'model' | 'input'> & {
  model: string
  input: Array<string | number[]>
}

/** One vector: numbers, or base64 of little-endian 32-bit floats where `encoding_format: 'base64'` was asked for. */
export interface Embedding extends Omit<OpenAIEmbedding, 'embedding'> {
  embedding: number[] | string
}

/** A reply as a provider makes it. `data` is in the order of the input. */
export interface ProviderEmbedding extends Omit<CreateEmbeddingResponse, 'data' | 'usage'> {
  data: Embedding[]
  /** Absent where the vendor counts nothing. */
  usage?: CreateEmbeddingResponse.Usage
}

/** OpenAI's embedding response, and `meta`. */
export interface EmbeddingResponse extends Omit<CreateEmbeddingResponse, 'data'> {
  /** Vectors as numbers; as base64 where that was asked for (OpenAI's own types say number[] for both). */
  data: OpenAIEmbedding[]
  meta: CallMeta
}
