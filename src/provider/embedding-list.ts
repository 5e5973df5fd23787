import type { Embedding, ProviderEmbeddingRequest } from '../contract/embedding.js'
import { APIResponseError } from '../contract/errors.js'

/**
 * OpenAI's list of embeddings from the vectors that a vendor answers, in the encoding that was asked for.
 * @throws APIResponseError where they are not lists of numbers.
 */
export function toEmbeddingList(
  vectors: unknown,
  { encoding_format: format }: Pick<ProviderEmbeddingRequest, 'encoding_format'>,
): Embedding[] {
  if (!Array.isArray(vectors)) throw new APIResponseError('The answer holds no embeddings.')
  return vectors.map((vector: unknown, index) => {
    if (!isVector(vector)) throw new APIResponseError(`Embedding ${index} is not a list of numbers.`)
    return { object: 'embedding', index, embedding: format === 'base64' ? toBase64(vector) : vector }
  })
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'number')
}

/** Little-endian 32-bit floats, as OpenAI's. */
function toBase64(vector: number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((part, at) => {
    bytes.writeFloatLE(part, at * 4)
  })
  return bytes.toString('base64')
}
