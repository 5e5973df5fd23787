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
import { isError, toFailure } from './errors.js'

/** https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings */
export const embeddings: EmbeddingTranslator = { path: '/api/embed', toRequest: toEmbedBody, toEmbeddings }

function toEmbedBody(
  request: ProviderEmbeddingRequest,
  { model, report }: Pick<ProviderCall, 'model' | 'report'>,
): VendorRequest {
  const { model: _, input, input_type, encoding_format: __, user, dimensions, ...own } = request
  if (input.some((item) => typeof item !== 'string'))
    throw new BadRequestError('input: Ollama takes texts, not tokens.', { param: 'input' })
  if (input_type) report.droppedParams.push('input_type')
  if (user) report.droppedParams.push('user')
  return { body: { model, input, ...(typeof dimensions === 'number' && { dimensions }), ...own } }
}

function toEmbeddings(body: unknown, call: ProviderCall, request: ProviderEmbeddingRequest): ProviderEmbedding {
  const answer = isRecord(body) ? body : {}
  if (isError(answer)) throw toFailure(answer, call)
  const { model, prompt_eval_count: tokens } = answer
  return {
    object: 'list',
    model: typeof model === 'string' && model !== '' ? model : call.model,
    data: toEmbeddingList(answer['embeddings'], request),
    ...(typeof tokens === 'number' && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  }
}
