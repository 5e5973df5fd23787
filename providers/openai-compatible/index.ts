import {
  BadRequestError,
  defineProvider,
  type HttpProvider,
  type Provider,
  type ProviderCall,
  type ProviderEmbeddingRequest,
  type ProviderRequest,
} from '../../src/provider.js'
import { embeddingTranslator } from '../openai/embeddings.js'
import { withResponses } from '../openai/responses/translator.js'
import { dialectParts } from '../openai/translator.js'
import { featureExtraction } from './feature-extraction.js'
import type { Row } from './row.js'
import { rows } from './rows/all.js'

export type { Dialect, EffortWords, ModelDialect, ReasoningControl, ReasoningReplay, Row } from './row.js'

/**
 * A provider from a row of data.
 *
 * @example
 * registerProvider(fromRow({
 *   prefix: 'acme',
 *   name: 'Acme',
 *   baseURL: 'https://api.acme.example/v1',
 *   apiKeyEnv: ['ACME_API_KEY'],
 *   docs: 'https://docs.acme.example',
 *   quirks: { maxTokens: 'max_tokens' },
 * }))
 */
export function fromRow(row: Row): Provider {
  const { keyHeader, embeddings } = row
  const definition: HttpProvider = {
    id: row.prefix,
    name: row.name,
    apiKeyEnv: row.apiKeyEnv,
    ...(row.aliases && { aliases: row.aliases }),
    ...(row.baseURL !== undefined && { baseURL: row.baseURL }),
    ...(row.baseURLEnv && { baseURLEnv: row.baseURLEnv }),
    ...(row.keyOptional && { keyOptional: true }),
    ...(row.headers && { headers: row.headers }),
    ...(keyHeader && { auth: (apiKey: string) => ({ [keyHeader]: apiKey }) }),
    ...chatParts(row),
    ...(embeddings !== false && { embeddings: embeddingTranslator(embeddings) }),
  }
  const provider = withPipeline(defineProvider(definition), definition, row)
  return row.chat === false ? { ...provider, complete: refuseChat, stream: refuseChat } : provider
}

/** The same provider, whose vectors come from elsewhere unless the caller has a server of their own. */
function withPipeline(provider: Provider, definition: HttpProvider, { baseURL, embeddings }: Row): Provider {
  const { pipeline: pipelineURL, batch = 1 } = embeddings || {}
  if (pipelineURL === undefined) return provider
  const pipeline = defineProvider({ ...definition, baseURL: pipelineURL, embeddings: featureExtraction(batch) })
  return {
    ...provider,
    async embed(request, call) {
      const { baseURL: own, client } = call.connection
      const isElsewhere = client !== undefined || (own !== undefined && own.replace(/\/$/, '') !== baseURL)
      if (isElsewhere) return embedBy(provider, request, call)
      return embedBy(pipeline, request, { ...call, connection: { ...call.connection, baseURL: pipelineURL } })
    },
  }
}

function embedBy({ embed }: Provider, request: ProviderEmbeddingRequest, call: ProviderCall) {
  if (!embed) throw new TypeError('A row with a pipeline has embeddings.')
  return embed(request, call)
}

function chatParts({ prefix, quirks = {}, models, path = '/chat/completions', responses }: Row) {
  const parts = dialectParts({ provider: prefix, dialect: quirks, models, path })
  if (!responses) return parts
  return withResponses(parts, {
    provider: prefix,
    openaiModels: quirks.openaiModels ?? false,
    encryptedReasoning: responses === 'encrypted-reasoning',
    statesCost: quirks.statesCost ?? false,
    unsupported: quirks.unsupported,
  })
}

async function refuseChat(_request: ProviderRequest, { provider }: ProviderCall): Promise<never> {
  throw new BadRequestError(`${provider} has embeddings, but no chat.`, {
    code: 'unsupported_operation',
    param: 'model',
  })
}

/** Any other server that speaks the dialect: `openai_compatible/<model>` with `baseURL`. */
const generic: Row = {
  prefix: 'openai_compatible',
  aliases: ['custom_openai', 'openai_like'],
  name: 'The OpenAI-compatible server',
  baseURLEnv: ['OPENAI_LIKE_API_BASE'],
  apiKeyEnv: ['OPENAI_LIKE_API_KEY'],
  keyOptional: true,
  docs: 'https://platform.openai.com/docs/api-reference/chat',
  responses: true,
  quirks: { extraParams: ['top_k'] },
}

const all: readonly Row[] = [generic, ...rows]

/** The provider of a prefix or alias; undefined where no row has it. */
export function openaiCompatible(prefix: string): Provider | undefined {
  const row = all.find((candidate) => candidate.prefix === prefix || candidate.aliases?.includes(prefix))
  return row && fromRow(row)
}

/** Every prefix and alias of the rows. */
export function openaiCompatiblePrefixes(): string[] {
  return all.flatMap(({ prefix, aliases = [] }) => [prefix, ...aliases])
}
