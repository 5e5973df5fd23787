import { APIResponseError, type EmbeddingTranslator, isRecord, toEmbeddingList } from '../../src/provider.js'
import { embeddingSettings, embeddings as geminiEmbeddings, textsOf, valuesOf } from '../gemini/embeddings.js'
import { failureOf } from '../gemini/errors.js'
import { baseName } from '../gemini/models.js'
import { modelPath } from './gemini.js'
import { parentOf } from './location.js'

type Settings = Record<string, unknown>

/** Models that have `embedContent` in place of `predict`, by the rule of the official SDK. */
function usesEmbedContent(model: string): boolean {
  const name = baseName(model)
  return (name.includes('gemini') && name !== 'gemini-embedding-001') || model.includes('maas')
}

/** What belongs to each text where there are several, and its name there. */
const OF_INSTANCES = ['taskType', 'task_type', 'title', 'mimeType']
/** What `embedContent` has in a place of its own. */
const OF_EMBED_CONTENT = [
  'taskType',
  'title',
  'outputDimensionality',
  'autoTruncate',
  'documentOcr',
  'audioTrackExtraction',
]

/** https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api */
export const embeddings: EmbeddingTranslator = {
  path: '/v1beta1',
  // Gemini's models take one text per request, older ones 250 and 20,000 tokens.
  batch: (model) => (usesEmbedContent(model) || /gemini-embedding/.test(model) ? 1 : 100),
  toRequest(request, call) {
    const texts = textsOf(request)
    const settings = embeddingSettings(request, call)
    const path = `/v1beta1${parentOf(call)}/${modelPath(call.model)}`
    if (usesEmbedContent(call.model)) {
      const { picked: embedContentConfig, rest } = pick(settings, OF_EMBED_CONTENT)
      const body: Settings = { content: { parts: texts.map((text) => ({ text })) }, ...rest }
      const own = rest['embedContentConfig']
      if (Object.keys(embedContentConfig).length > 0)
        body['embedContentConfig'] = { ...embedContentConfig, ...(isRecord(own) && own) }
      return { path: `${path}:embedContent`, body, whole: true }
    }
    const { picked, rest: parameters } = pick(settings, OF_INSTANCES)
    const { taskType, ...named } = picked
    if (taskType !== undefined) named['task_type'] ??= taskType
    const instances = texts.map((content) => ({ content, ...named }))
    const body = Object.keys(parameters).length > 0 ? { instances, parameters } : { instances }
    return { path: `${path}:predict`, body, whole: true }
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

function pick(settings: Settings, names: readonly string[]): { picked: Settings; rest: Settings } {
  const picked: Settings = {}
  const rest: Settings = {}
  for (const [key, value] of Object.entries(settings)) (names.includes(key) ? picked : rest)[key] = value
  return { picked, rest }
}
