import {
  BadRequestError,
  type EmbeddingTranslator,
  isRecord,
  type ProviderCall,
  type ProviderEmbedding,
  type ProviderEmbeddingRequest,
  toEmbeddingList,
  type VendorRequest,
} from '../../src/provider.js'
import { toFailure } from './errors.js'

/** https://docs.cohere.com/reference/embed: at most 96 texts at once. */
export const embeddings: EmbeddingTranslator = {
  path: '/v2/embed',
  batch: () => 96,
  toRequest: toEmbedBody,
  toEmbeddings,
}

/** The kind of use is required from the third generation of models on; what is not said is a document. */
function toEmbedBody(
  request: ProviderEmbeddingRequest,
  { model, report }: Pick<ProviderCall, 'model' | 'report'>,
): VendorRequest {
  const { model: _, input, input_type: kind, dimensions, encoding_format: __, user, ...own } = request
  if (user) report.droppedParams.push('user')
  const texts = input.map((item) => {
    if (typeof item === 'string') return item
    throw new BadRequestError('input: Cohere takes texts, not tokens.', { param: 'input' })
  })
  return {
    body: {
      model,
      texts,
      input_type: kind === 'query' ? 'search_query' : 'search_document',
      embedding_types: ['float'],
      ...(typeof dimensions === 'number' && { output_dimension: dimensions }),
      ...own,
    },
  }
}

/** `{ float: [...] }`, or plain lists from the first API (recording cohere-embeddings-2589e7a8a6). */
function toEmbeddings(body: unknown, call: ProviderCall, request: ProviderEmbeddingRequest): ProviderEmbedding {
  const fields = isRecord(body) ? body : {}
  const { embeddings: vectors, meta } = fields
  if (vectors === undefined && (fields['message'] !== undefined || fields['error'] !== undefined))
    throw toFailure(body, call)
  const tokens = tokensOf(meta)
  return {
    object: 'list',
    model: call.model,
    data: toEmbeddingList(isRecord(vectors) ? (vectors['float'] ?? Object.values(vectors)[0]) : vectors, request),
    ...(tokens !== undefined && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  }
}

function tokensOf(meta: unknown): number | undefined {
  const billed = isRecord(meta) ? meta['billed_units'] : undefined
  const tokens = isRecord(billed) ? billed['input_tokens'] : undefined
  return typeof tokens === 'number' ? tokens : undefined
}
