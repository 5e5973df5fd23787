import { APIResponseError, type EmbeddingTranslator, isRecord, toEmbeddingList } from '../../src/provider.js'
import { embeddings as geminiEmbeddings, ownKeys, TASK_TYPES, textsOf, valuesOf } from '../gemini/embeddings.js'
import { failureOf } from '../gemini/errors.js'
import { modelPath } from './gemini.js'
import { parentOf } from './location.js'

/** Models that have `embedContent` in place of `predict`. */
const usesEmbedContent = (model: string): boolean => /gemini-embedding-(?!001)/.test(model)

/** https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api */
export const embeddings: EmbeddingTranslator = {
  path: '/v1beta1',
  // Gemini's models take one text per request, older ones 250 and 20,000 tokens.
  batch: (model) => (/gemini-embedding/.test(model) ? 1 : 100),
  toRequest(request, call) {
    const { dimensions, input_type: use } = request
    const texts = textsOf(request)
    const size = typeof dimensions === 'number' ? { outputDimensionality: dimensions } : {}
    const path = `/v1beta1${parentOf(call)}/${modelPath(call.model)}`
    if (usesEmbedContent(call.model)) {
      const content = { parts: texts.map((text) => ({ text })) }
      const task = use ? { taskType: TASK_TYPES[use] } : {}
      return { path: `${path}:embedContent`, body: { content, ...task, ...size, ...ownKeys(request) } }
    }
    const instances = texts.map((content) => ({ content, ...(use && { task_type: TASK_TYPES[use] }) }))
    const parameters = { ...size, ...ownKeys(request) }
    return {
      path: `${path}:predict`,
      body: { instances, ...(Object.keys(parameters).length > 0 && { parameters }) },
    }
  },
  toEmbeddings(body, call, request) {
    const failure = failureOf(body, call)
    if (failure) throw failure
    if (isRecord(body) && body['predictions'] === undefined) return geminiEmbeddings.toEmbeddings(body, call, request)
    if (!isRecord(body) || !Array.isArray(body['predictions']))
      throw new APIResponseError('The answer of Vertex holds no embeddings.', {
        provider: call.provider,
        model: call.model,
        requestId: call.report.requestId,
      })
    const found = body['predictions'].map((prediction: unknown) =>
      isRecord(prediction) ? prediction['embeddings'] : undefined,
    )
    const tokens = found.reduce<number>((sum, item) => sum + tokensOf(item), 0)
    return {
      object: 'list',
      model: call.model,
      data: toEmbeddingList(found.map(valuesOf), request),
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    }
  },
}

function tokensOf(item: unknown): number {
  const statistics = isRecord(item) ? item['statistics'] : undefined
  const count = isRecord(statistics) ? statistics['token_count'] : undefined
  return typeof count === 'number' ? count : 0
}
