import type { Row } from '../row.js'

/** Vendors of embeddings that have no chat. */
export const embeddingMakers: readonly Row[] = [
  {
    prefix: 'voyage',
    aliases: ['voyageai', 'voyage_ai'],
    name: 'Voyage AI',
    baseURL: 'https://api.voyageai.com/v1',
    baseURLEnv: ['VOYAGE_API_BASE'],
    apiKeyEnv: ['VOYAGE_API_KEY', 'VOYAGE_AI_API_KEY'],
    docs: 'https://docs.voyageai.com/reference/embeddings-api',
    chat: false,
    // 1,000 texts: https://www.mongodb.com/docs/api/doc/atlas-embedding-and-reranking-api/operation/operation-createembedding
    // Base64, and no word for plain numbers: recording voyage-embeddings-3040914348
    embeddings: {
      batch: 1000,
      dimensions: 'output_dimension',
      inputType: { field: 'input_type', query: 'query', document: 'document' },
      base64: true,
    },
  },
  {
    prefix: 'jina_ai',
    aliases: ['jina'],
    name: 'Jina AI',
    baseURL: 'https://api.jina.ai/v1',
    apiKeyEnv: ['JINA_AI_API_KEY', 'JINA_API_KEY'],
    docs: 'https://jina.ai/embeddings/',
    chat: false,
    // "Each input list can contain at most 512 items": https://github.com/langgenius/dify-official-plugins/issues/1997
    embeddings: {
      batch: 512,
      inputType: { field: 'task', query: 'retrieval.query', document: 'retrieval.passage' },
    },
  },
  {
    prefix: 'infinity',
    name: 'Infinity',
    baseURL: 'http://localhost:7997',
    baseURLEnv: ['INFINITY_API_BASE'],
    apiKeyEnv: ['INFINITY_API_KEY'],
    keyOptional: true,
    docs: 'https://michaelfeil.eu/infinity/latest/',
    chat: false,
  },
]
