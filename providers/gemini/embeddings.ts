import {
  BadRequestError,
  type EmbeddingTranslator,
  isRecord,
  type ProviderCall,
  type ProviderEmbeddingRequest,
  toEmbeddingList,
} from '../../src/provider.js'
import { failureOf, notUnderstood } from './errors.js'
import { modelPath } from './request.js'

/** What the vectors are for, in the vendor's words. https://ai.google.dev/gemini-api/docs/embeddings#task-types */
const TASK_TYPES = { query: 'RETRIEVAL_QUERY', document: 'RETRIEVAL_DOCUMENT' } as const

/** `batchEmbedContents` of the Gemini API. */
export const embeddings: EmbeddingTranslator = {
  path: '/v1beta/models',
  batch: () => 100,
  toRequest(request, call) {
    const path = modelPath(call.model)
    const settings = embeddingSettings(request, call)
    const requests = textsOf(request).map((text) => ({ model: path, content: { parts: [{ text }] }, ...settings }))
    return { path: `/v1beta/${path}:batchEmbedContents`, body: { requests }, whole: true }
  },
  toEmbeddings(body, call, request) {
    const failure = failureOf(body, call)
    if (failure) throw failure
    if (!isRecord(body)) throw notUnderstood('is not an object', call)
    const { embeddings: many, embedding: one, usageMetadata } = body
    const list = Array.isArray(many) ? many : one === undefined ? undefined : [one]
    if (list === undefined) throw notUnderstood('holds no embeddings', call)
    const data = toEmbeddingList(list.map(valuesOf), request)
    const tokens = isRecord(usageMetadata) ? usageMetadata['promptTokenCount'] : undefined
    return {
      object: 'list',
      model: call.model,
      data,
      ...(typeof tokens === 'number' && { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
    }
  },
}

/** Token lists have no meaning for another vendor's model. */
export function textsOf({ input }: ProviderEmbeddingRequest): string[] {
  return input.map((item, at) => {
    if (typeof item === 'string') return item
    throw new BadRequestError(`input[${at}]: Gemini embeds texts, not tokens.`, { param: `input[${at}]` })
  })
}

const KNOWN = ['model', 'input', 'dimensions', 'encoding_format', 'input_type', 'user']

/** How to embed, by the names of the official SDK: `taskType`, `outputDimensionality`, and the caller's own keys. */
export function embeddingSettings(
  request: ProviderEmbeddingRequest,
  { extraBody, report }: Pick<ProviderCall, 'extraBody' | 'report'>,
): Record<string, unknown> {
  const { dimensions, input_type: use, user } = request
  if (user) report.droppedParams.push('user')
  const settings: Record<string, unknown> = {}
  if (use) settings['taskType'] = TASK_TYPES[use]
  if (typeof dimensions === 'number') settings['outputDimensionality'] = dimensions
  for (const [key, value] of Object.entries(request))
    if (!KNOWN.includes(key) && value !== undefined) settings[key] = value
  return Object.assign(settings, extraBody)
}

/** The vector of an embedding, unless it has none. */
export const valuesOf = (item: unknown): unknown => (isRecord(item) ? item['values'] : undefined)
