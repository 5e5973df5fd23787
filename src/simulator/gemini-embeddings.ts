// Gemini's batchEmbedContents and embedContent, and Vertex's predict. Fields as in the recordings
// gemini-embeddings-541179a22f and -c22acc6f5b, and in
// https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
import { embeddingDialect, partsText } from './embedding-dialect.js'
import { geminiContent } from './gemini-content.js'
import { type JsonObject, objectsIn, textAt, valueAt } from './json.js'

export const geminiEmbeddings = embeddingDialect(geminiContent, {
  id: 'gemini-embeddings',
  path: /\/([^/]+):(?:batchEmbedContents|embedContent)$/,
  textsOf: (body) => contentsOf(body).map(({ content }) => partsText(content)),
  sizeOf: (body) => sizeIn(contentsOf(body)[0]) ?? sizeIn(body['embedContentConfig']),
  limit: () => 100,
  body(vectors, { usage }, { path }) {
    const embeddings = vectors.map((values) => ({ values }))
    // The recorded answers of a batch have no usage.
    if (path.endsWith(':batchEmbedContents')) return { embeddings }
    const [embedding] = embeddings
    return { embedding, ...(usage && { usageMetadata: { promptTokenCount: usage.inputTokens } }) }
  },
})

export const vertexEmbeddings = embeddingDialect(geminiContent, {
  id: 'vertex-embeddings',
  path: /\/publishers\/google\/models\/([^/]+):predict$/,
  textsOf: ({ instances }) => objectsIn(instances).map((instance) => textAt(instance, 'content') ?? ''),
  sizeOf: ({ parameters }) => sizeIn(parameters),
  limit: (model) => (model.startsWith('gemini-embedding') ? 1 : 250),
  body: (vectors, { usage }) => ({
    predictions: vectors.map((values, index) => {
      const count = shareOf(usage?.inputTokens ?? 0, index, vectors.length)
      return { embeddings: { values, ...(usage && { statistics: { truncated: false, token_count: count } }) } }
    }),
  }),
})

/** The requests of a batch; a single one is a batch of itself. */
function contentsOf(body: JsonObject): JsonObject[] {
  if (body['requests'] !== undefined) return objectsIn(body['requests'])
  return body['content'] === undefined ? [] : [body]
}

/** The API takes both spellings, as all of Google's do. */
function sizeIn(value: unknown): unknown {
  return valueAt(value, 'outputDimensionality') ?? valueAt(value, 'output_dimensionality')
}

/** Whole numbers whose sum is the total. */
function shareOf(total: number, index: number, count: number): number {
  return Math.floor((total * (index + 1)) / count) - Math.floor((total * index) / count)
}
