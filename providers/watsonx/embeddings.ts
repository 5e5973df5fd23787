import {
  APIResponseError,
  BadRequestError,
  type EmbeddingTranslator,
  isRecord,
  toEmbeddingList,
} from '../../src/provider.js'
import { scopeOf, versioned } from './request.js'

/** https://cloud.ibm.com/apidocs/watsonx-ai#text-embeddings: at most 1,000 texts at once. */
export const embeddings: EmbeddingTranslator = {
  path: '/ml/v1/text/embeddings',
  batch: () => 1000,
  unsupported: () => ['dimensions'], // each model has one length
  toRequest(request, call) {
    const { model, input, input_type, encoding_format: _, user, dimensions: ___, ...own } = request
    if (input.some((item) => typeof item !== 'string'))
      throw new BadRequestError('input: watsonx.ai takes texts, not tokens.', { param: 'input' })
    if (input_type) call.report.droppedParams.push('input_type')
    if (user) call.report.droppedParams.push('user')
    const body = { model_id: model, inputs: input, ...scopeOf({ ...own, ...call.extraBody }), ...own }
    return { body, path: versioned('/ml/v1/text/embeddings', call) }
  },
  toEmbeddings(body, call, request) {
    const { results, model_id: model, input_token_count: tokens } = isRecord(body) ? body : {}
    if (!Array.isArray(results)) throw new APIResponseError('The answer holds no embeddings.')
    const vectors = results.map((result: unknown) => (isRecord(result) ? result['embedding'] : undefined))
    return {
      object: 'list',
      model: typeof model === 'string' ? model : call.model,
      data: toEmbeddingList(vectors, request),
      ...(typeof tokens === 'number' && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
    }
  },
}
