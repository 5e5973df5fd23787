// InvokeModel of Bedrock's embedding models, each maker with a body of its own:
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html (Cohere)
// https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html
import type { Answer } from './answer.js'
import { bedrockConverse } from './bedrock-converse.js'
import { COHERE_MOST_TEXTS } from './cohere-embeddings.js'
import { embeddingDialect, textsIn } from './embedding-dialect.js'
import { type JsonObject, valueAt } from './json.js'
import type { SimulatedRequest } from './recorded-request.js'

type Vectors = ReadonlyArray<readonly number[]>

export const bedrockEmbeddings = embeddingDialect(bedrockConverse, {
  id: 'bedrock-embeddings',
  path: /^\/model\/([^/]+)\/invoke$/,
  textsOf: (body) => textsIn(body['texts'] ?? body['inputText'] ?? valueAt(novaParams(body), 'text', 'value')),
  sizeOf: (body) =>
    body['dimensions'] ??
    body['output_dimension'] ??
    valueAt(body, 'embeddingConfig', 'outputEmbeddingLength') ??
    valueAt(novaParams(body), 'embeddingDimension'),
  limit: (model) => (model.includes('cohere.embed') ? COHERE_MOST_TEXTS : 1),
  body: toBody,
  answerHeaders: ({ usage }): Record<string, string> =>
    usage ? { 'x-amzn-bedrock-input-token-count': String(usage.inputTokens) } : {},
})

const novaParams = (body: JsonObject): unknown => body['singleEmbeddingParams']

function toBody(vectors: Vectors, { usage }: Answer, { body, model = '' }: SimulatedRequest): unknown {
  if (model.includes('cohere.embed')) return toCohereBody(vectors, body, model)
  if (novaParams(body) !== undefined)
    return { embeddings: vectors.map((embedding) => ({ embeddingType: 'TEXT', embedding })) }
  return { embedding: vectors[0], ...(usage && { inputTextTokenCount: usage.inputTokens }) }
}

/** Plain lists up to the third generation; from the fourth on, or where types are asked for, lists by type. */
function toCohereBody(vectors: Vectors, body: JsonObject, model: string): unknown {
  const typed = body['embedding_types'] !== undefined || /embed-v[4-9]/.test(model)
  return {
    id: 'simulated',
    texts: body['texts'],
    embeddings: typed ? { float: vectors } : vectors,
    response_type: typed ? 'embeddings_by_type' : 'embeddings_floats',
  }
}
