import {
  BadRequestError,
  type EmbeddingTranslator,
  isRecord,
  type ProviderEmbeddingRequest,
  toEmbeddingList,
} from '../../src/provider.js'
import { failureOf, notUnderstood } from './errors.js'
import { modelPath } from './request.js'

/** What the vectors are for, in the vendor's words. https://ai.google.dev/gemini-api/docs/embeddings#task-types */
export const TASK_TYPES = { query: 'RETRIEVAL_QUERY', document: 'RETRIEVAL_DOCUMENT' } as const

/** `batchEmbedContents` of the Gemini API. */
export const embeddings: EmbeddingTranslator = {
  path: '/v1beta/models',
  batch: () => 100,
  toRequest(request, { model }) {
    const path = modelPath(model)
    const { dimensions, input_type: use } = request
    const requests = textsOf(request).map((text) => ({
      model: path,
      content: { parts: [{ text }] },
      ...(use && { taskType: TASK_TYPES[use] }),
      ...(typeof dimensions === 'number' && { outputDimensionality: dimensions }),
      ...ownKeys(request),
    }))
    return { path: `/v1beta/${path}:batchEmbedContents`, body: { requests } }
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

/** `title`, `taskType` and the like. */
export function ownKeys(request: ProviderEmbeddingRequest): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(request).filter(([key, value]) => !KNOWN.includes(key) && value !== undefined),
  )
}

/** The vector of an embedding, unless it has none. */
export const valuesOf = (item: unknown): unknown => (isRecord(item) ? item['values'] : undefined)
