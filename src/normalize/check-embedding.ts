import type { EmbeddingRequest } from '../contract/embedding.js'
import { isRecord } from '../contract/is-record.js'
import { wrongField, wrongNumber, wrongWord } from './field-error.js'

/**
 * Checks that a body is an embedding request, before anything is sent.
 * @throws BadRequestError whose message begins with the path of the field
 */
export function checkEmbedding(body: unknown): asserts body is EmbeddingRequest {
  if (!isRecord(body)) throw wrongField('body', 'an object', body)
  const { model, input, dimensions, encoding_format: format, input_type: type } = body
  if (typeof model !== 'string' || model === '') throw wrongField('model', 'a non-empty string', model)
  checkInput(input)
  if (dimensions !== undefined && dimensions !== null) {
    if (typeof dimensions !== 'number') throw wrongField('dimensions', 'a number', dimensions)
    if (!Number.isInteger(dimensions) || dimensions < 1)
      throw wrongNumber('dimensions', 'a whole number above 0', dimensions)
  }
  if (format !== undefined && format !== null && format !== 'float' && format !== 'base64')
    throw wrongWord('encoding_format', '"float" or "base64"', format)
  if (type !== undefined && type !== null && type !== 'query' && type !== 'document')
    throw wrongWord('input_type', '"query" or "document"', type)
}

function checkInput(input: unknown): void {
  if (typeof input === 'string') {
    if (input === '') throw wrongField('input', 'a non-empty string', input)
    return
  }
  if (!Array.isArray(input) || input.length === 0) throw wrongField('input', 'a string or a non-empty array', input)
  const kind = typeof input[0]
  for (let at = 0; at < input.length; at++) {
    const item: unknown = input[at]
    const fits = kind === 'string' ? typeof item === 'string' : kind === 'number' ? isToken(item) : isTokens(item)
    if (!fits) throw wrongField(`input[${at}]`, kind === 'string' ? 'a string' : 'tokens', item)
  }
}

const isToken = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0

const isTokens = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isToken)
