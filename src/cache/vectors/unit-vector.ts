import { APIResponseError } from '../../contract/errors.js'

/**
 * The vector of length 1 in the same direction.
 * @throws APIResponseError for an empty vector, one without a direction, or numbers that are none
 */
export function toUnitVector(vector: ArrayLike<number>): Float32Array {
  let squares = 0
  for (let at = 0; at < vector.length; at++) squares += (vector[at] ?? 0) ** 2
  if (!(squares > 0 && squares < Number.POSITIVE_INFINITY))
    throw new APIResponseError('The embedder gave a vector without a direction.', { retryable: false })
  const unit = new Float32Array(vector.length)
  const scale = 1 / Math.sqrt(squares)
  for (let at = 0; at < vector.length; at++) unit[at] = (vector[at] ?? 0) * scale
  return unit
}
