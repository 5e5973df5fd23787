// Cohere's embeddings, second API. Fields as in the recordings cohere-embeddings-1862ae1ebe and -d2e7444d6e (404).
import { cohereChat } from './cohere-chat.js'
import { embeddingDialect, textsIn } from './embedding-dialect.js'
import { floatsToBase64 } from './embedding-vectors.js'
import type { JsonObject } from './json.js'
import { makeId } from './random.js'

/** https://docs.cohere.com/reference/embed */
export const COHERE_MOST_TEXTS = 96

export const cohereEmbeddings = embeddingDialect(cohereChat, {
  id: 'cohere-embeddings',
  path: /\/v2\/embed$/,
  textsOf: ({ texts }) => textsIn(texts),
  sizeOf: (body) => body['output_dimension'],
  limit: () => COHERE_MOST_TEXTS,
  body: (vectors, { usage }, { body, random }) => ({
    id: makeId(random, '', 36),
    texts: body['texts'],
    embeddings: byType(vectors, body),
    ...(usage && {
      meta: { api_version: { version: '2' }, billed_units: { input_tokens: usage.inputTokens, image_tokens: 0 } },
    }),
    response_type: 'embeddings_by_type',
  }),
})

/** One list for each type that was asked for. */
function byType(vectors: ReadonlyArray<readonly number[]>, { embedding_types: types }: JsonObject) {
  const asked = Array.isArray(types) && types.length > 0 ? types.map(String) : ['float']
  return Object.fromEntries(asked.map((type) => [type, type === 'base64' ? vectors.map(floatsToBase64) : vectors]))
}
