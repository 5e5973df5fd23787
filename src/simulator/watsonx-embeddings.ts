// IBM's embeddings (https://cloud.ibm.com/apidocs/watsonx-ai#text-embeddings); no recording shows them.
import type { Dialect } from './dialect.js'
import { embeddingDialect, textsIn } from './embedding-dialect.js'
import { refuseScope, refuseVersion, watsonxChat } from './watsonx-chat.js'

const MOST = 1000

const { route: _, ...shared } = watsonxChat // the model is in the body

const embeddings = embeddingDialect(shared, {
  id: 'watsonx-embeddings',
  path: /^\/ml\/v1\/text\/embeddings$/,
  textsOf: ({ inputs }) => textsIn(inputs),
  sizeOf: () => undefined,
  limit: () => MOST,
  body: (vectors, { model, usage }) => ({
    model_id: model,
    created_at: '2025-01-01T00:00:00.000Z',
    results: vectors.map((embedding) => ({ embedding })),
    ...(usage && { input_token_count: usage.inputTokens }),
  }),
})

export const watsonxEmbeddings: Dialect = {
  ...embeddings,
  refuse: (request) => refuseVersion(request) ?? embeddings.refuse(request) ?? refuseScope(request),
}
