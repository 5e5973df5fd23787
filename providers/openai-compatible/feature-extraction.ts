import {
  APIResponseError,
  BadRequestError,
  type EmbeddingTranslator,
  failureInside,
  isRecord,
  type ProviderCall,
  type ProviderEmbedding,
  type ProviderEmbeddingRequest,
  pathSegments,
  toEmbeddingList,
  type VendorRequest,
} from '../../src/provider.js'

/** Hugging Face's own pipeline for vectors: https://huggingface.co/docs/inference-providers/tasks/feature-extraction */
export function featureExtraction(batch: number): EmbeddingTranslator {
  return { path: '/models', batch: () => batch, toRequest, toEmbeddings }
}

function toRequest(request: ProviderEmbeddingRequest, { report }: Pick<ProviderCall, 'report'>): VendorRequest {
  const { model, input, input_type, encoding_format: _, user, dimensions, ...own } = request
  if (input.some((item) => typeof item !== 'string'))
    throw new BadRequestError('input: Hugging Face takes texts, not tokens.', { param: 'input' })
  if (typeof dimensions === 'number')
    throw new BadRequestError('dimensions: Hugging Face has one length for each model.', { param: 'dimensions' })
  // Which prompt is for queries is the model's own business: `prompt_name`.
  if (input_type) report.droppedParams.push('input_type')
  if (user) report.droppedParams.push('user')
  return { body: { inputs: input, ...own }, path: `/models/${pathSegments(model)}/pipeline/feature-extraction` }
}

/** A list for each text; for a single one perhaps it alone (recording huggingface-hf-inference-35bb8d035e). */
function toEmbeddings(body: unknown, call: ProviderCall, request: ProviderEmbeddingRequest): ProviderEmbedding {
  if (isRecord(body) && body['error'] !== undefined) throw failureInside(body, call)
  if (!Array.isArray(body)) throw new APIResponseError('The answer holds no embeddings.')
  const isAlone = typeof body[0] === 'number'
  return { object: 'list', model: call.model, data: toEmbeddingList(isAlone ? [body] : body, request) }
}
