import type { EmbeddingCreateParams } from 'openai/resources/embeddings'
import {
  APIResponseError,
  addBilled,
  type Embedding,
  type EmbeddingTranslator,
  failureInside,
  isRecord,
  type ProviderCall,
  type ProviderEmbedding,
  type ProviderEmbeddingRequest,
} from '../../src/provider.js'
import { statedCost } from './billed.js'

/** How a host's embeddings differ from OpenAI's. */
export interface EmbeddingDialect {
  /** Default `/embeddings`. */
  path?: `/${string}`
  /** Texts that one request takes. Default: no limit. */
  batch?: number
  /** The host's name for `dimensions`. */
  dimensions?: string
  /** The host's field and words for what the vectors are for; absent: `input_type` is left out, and told. */
  inputType?: { field: string; query: string; document: string }
  /** Base64 is asked for where the caller wants numbers too: a third of the bytes, and no parsing of numbers. */
  base64?: true
  /** The host states what an answer cost. */
  statesCost?: true
  /** What base64 holds. Default: 32-bit floats. */
  encoded?: 'float' | 'int8'
}

/** OpenAI's embeddings: https://platform.openai.com/docs/api-reference/embeddings */
export function embeddingTranslator(dialect: EmbeddingDialect = {}): EmbeddingTranslator {
  const { batch } = dialect
  return {
    path: dialect.path ?? '/embeddings',
    ...(batch !== undefined && { batch: () => batch }),
    toRequest(request, { report }) {
      if (request.input_type && !dialect.inputType) report.droppedParams.push('input_type')
      return { body: toEmbeddingBody(request, dialect) }
    },
    toEmbeddings: (body, call, request) => toEmbeddings(body, call, request, dialect),
  }
}

function toEmbeddingBody(request: ProviderEmbeddingRequest, dialect: EmbeddingDialect): object {
  const { model, input, dimensions, encoding_format: format, input_type: type, ...rest } = request
  const [only] = input
  const body: Record<string, unknown> = {
    ...rest,
    model,
    input: input.length === 1 && typeof only === 'string' ? only : input,
  }
  if (dimensions != null) body[dialect.dimensions ?? 'dimensions'] = dimensions
  const encoding: EmbeddingCreateParams['encoding_format'] = dialect.base64 ? 'base64' : format
  // A host of bytes has no word for either of OpenAI's.
  if (encoding != null && dialect.encoded !== 'int8') body['encoding_format'] = encoding
  if (type && dialect.inputType) body[dialect.inputType.field] = dialect.inputType[type]
  return body
}

function toEmbeddings(
  body: unknown,
  call: ProviderCall,
  request: ProviderEmbeddingRequest,
  dialect: EmbeddingDialect,
): ProviderEmbedding {
  if (!isRecord(body) || !Array.isArray(body['data'])) {
    if (isRecord(body) && (body['error'] || body['detail'] || body['message'])) throw failureInside(body, call)
    throw new APIResponseError('The answer holds no embeddings.')
  }
  const items: unknown[] = body['data']
  const asBase64 = request.encoding_format === 'base64'
  const data = items.map((item, at) => toEmbedding(item, at, asBase64, dialect)).sort((a, b) => a.index - b.index)
  const model = typeof body['model'] === 'string' ? body['model'] : call.model
  if (dialect.statesCost && isRecord(body['usage']))
    addBilled(call.report, { statedCost: statedCost(body['usage'], body) })
  const usage = toEmbeddingUsage(body['usage'])
  return { object: 'list', model, data, ...(usage && { usage }) }
}

function toEmbedding(item: unknown, at: number, asBase64: boolean, dialect: EmbeddingDialect): Embedding {
  const value = isRecord(item) ? item['embedding'] : undefined
  const index = isRecord(item) && typeof item['index'] === 'number' ? item['index'] : at
  if (typeof value === 'string') {
    const keep = asBase64 && dialect.encoded !== 'int8'
    const embedding = keep ? value : decode(value, dialect.encoded)
    return { object: 'embedding', index, embedding: asBase64 && !keep ? encode(decode(value, 'int8')) : embedding }
  }
  if (!Array.isArray(value) || value.some((part) => typeof part !== 'number'))
    throw new APIResponseError(`Embedding ${at} is not a list of numbers.`)
  return { object: 'embedding', index, embedding: asBase64 ? encode(value) : value }
}

function decode(base64: string, kind: EmbeddingDialect['encoded'] = 'float'): number[] {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64')) // a copy of its own, so that it is aligned
  if (kind === 'int8') return Array.from(new Int8Array(bytes.buffer))
  return Array.from(new Float32Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 4)))
}

function encode(vector: number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64')
}

/** Voyage states the total alone, which for embeddings is the prompt. */
function toEmbeddingUsage(usage: unknown): ProviderEmbedding['usage'] {
  if (!isRecord(usage)) return undefined
  const total = usage['total_tokens']
  const prompt = usage['prompt_tokens'] ?? total
  if (typeof prompt !== 'number') return undefined
  return { prompt_tokens: prompt, total_tokens: typeof total === 'number' ? total : prompt }
}
