import { abilitiesByPrefix } from '../../docs/abilities.js'
import { rows } from '../../providers/openai-compatible/rows/all.js'
import { EMBEDDING_BEHAVIOURS } from '../../src/testing/all-behaviours.js'
import type { ProviderTestOptions } from '../../src/testing/options.js'
import { OWN_PROTOCOL } from './tested-providers.js'

interface Embedder {
  provider: string
  model: string
  /** Texts of one request. */
  batch?: number | undefined
  lacks?: ProviderTestOptions['lacks']
}

const ONE_KIND = { inputType: 'The API makes one kind of vector.' }

/** A provider is reached as in chat. */
function embedder({ provider, model, batch, lacks = {} }: Embedder): ProviderTestOptions {
  const connection = OWN_PROTOCOL.find((options) => options.provider === provider)?.connection
  return {
    provider,
    model,
    embeddingModel: model,
    ...(batch !== undefined && { embeddingBatch: batch }),
    lacks,
    ...(connection && { connection }),
    only: EMBEDDING_BEHAVIOURS,
  }
}

/** Each form of embeddings that is not a row's. */
const OWN: readonly Embedder[] = [
  { provider: 'openai', model: 'text-embedding-3-small', batch: 2048, lacks: ONE_KIND },
  { provider: 'azure', model: 'text-embedding-3-small', batch: 2048, lacks: ONE_KIND },
  { provider: 'cohere', model: 'embed-v4.0', batch: 96 },
  { provider: 'gemini', model: 'gemini-embedding-001', batch: 100, lacks: { embeddingUsage: 'A batch has none.' } },
  { provider: 'vertex', model: 'text-embedding-005', batch: 100 },
  { provider: 'vertex', model: 'gemini-embedding-001', batch: 1 },
  { provider: 'vertex', model: 'gemini-embedding-2', batch: 1 },
  { provider: 'bedrock', model: 'amazon.titan-embed-text-v2:0', batch: 1, lacks: ONE_KIND },
  { provider: 'bedrock', model: 'amazon.titan-embed-image-v1', batch: 1, lacks: ONE_KIND },
  { provider: 'bedrock', model: 'amazon.nova-2-multimodal-embeddings-v1:0', batch: 1 },
  {
    provider: 'bedrock',
    model: 'cohere.embed-multilingual-v3',
    batch: 96,
    lacks: { dimensions: 'The length of its vectors is fixed.' },
  },
  { provider: 'bedrock', model: 'us.cohere.embed-v4:0', batch: 96 },
  { provider: 'ollama', model: 'nomic-embed-text', lacks: ONE_KIND },
  {
    provider: 'watsonx',
    model: 'ibm/slate-125m-english-rtrvr-v2',
    batch: 1000,
    lacks: { ...ONE_KIND, dimensions: 'The length of its vectors is fixed.' },
  },
]

/** The rows that are known to have embeddings, and those that have nothing else. */
const OF_ROWS: readonly Embedder[] = rows
  .filter(({ prefix, chat }) => chat === false || abilitiesByPrefix.get(prefix)?.embeddings === 'yes')
  .map(({ prefix, embeddings }) => {
    const { batch, inputType } = embeddings || {}
    return { provider: prefix, model: 'some-embedder', batch, lacks: inputType ? {} : ONE_KIND }
  })

export const EMBEDDERS: readonly ProviderTestOptions[] = [...OWN, ...OF_ROWS].map(embedder)
