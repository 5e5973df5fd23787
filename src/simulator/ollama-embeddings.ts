// Ollama's own embeddings. Fields as in the recording ollama-ollama-embed-130d06b8ef.
import { embeddingDialect, textsIn } from './embedding-dialect.js'
import { ollamaChat } from './ollama-chat.js'

export const ollamaEmbeddings = embeddingDialect(ollamaChat, {
  id: 'ollama-embeddings',
  path: /\/api\/embed$/,
  textsOf: ({ input }) => textsIn(input),
  sizeOf: ({ dimensions }) => dimensions,
  limit: () => Number.POSITIVE_INFINITY,
  body: (embeddings, { model, usage }) => ({
    model,
    embeddings,
    total_duration: 1,
    load_duration: 1,
    ...(usage && { prompt_eval_count: usage.inputTokens }),
  }),
})
