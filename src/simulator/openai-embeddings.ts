// OpenAI's embeddings, which the OpenAI-dialect vendors speak too. Fields as in the recordings
// openai-embeddings-1f3157fbbc (tokens), azure-embeddings-70cffd97b6 (base64), mistral-embeddings-5432608832 (too many),
// perplexity-embeddings-276d3eb901 (bytes).
import { embeddingDialect, textsIn } from './embedding-dialect.js'
import { bytesToBase64, floatsToBase64 } from './embedding-vectors.js'
import type { JsonObject } from './json.js'
import { openaiChat } from './openai-chat.js'

/** `/v1` once, then perhaps a path of the host's own; Azure's older form has no version in it (quirks.md 64). */
const PATH = /^\/v1\/(?!v\d)(?:[^/]+\/)*embeddings\/?$|\/openai\/deployments\/[^/]+\/embeddings$/

/** https://platform.openai.com/docs/api-reference/embeddings/create */
const MOST = 2048

/** Answers in 8-bit integers, whatever is asked for. */
const IN_BYTES = 'perplexity'

export const openaiEmbeddings = embeddingDialect(openaiChat, {
  id: 'openai-embeddings',
  path: PATH,
  textsOf,
  sizeOf: (body) => body['dimensions'] ?? body['output_dimension'],
  limit: () => MOST,
  body(vectors, { model, usage }, { body, provider }) {
    const encode =
      provider === IN_BYTES
        ? bytesToBase64
        : body['encoding_format'] === 'base64'
          ? floatsToBase64
          : (vector: readonly number[]) => vector
    return {
      object: 'list',
      data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) })),
      model,
      ...(usage && { usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens } }),
    }
  },
})

/** A list of numbers is one text in tokens. */
function textsOf({ input }: JsonObject): string[] {
  if (Array.isArray(input) && typeof input[0] === 'number') return [JSON.stringify(input)]
  return textsIn(input)
}
