/** A unit vector as whole numbers, for sums with signed bytes that fit into 32 bits. */
export interface IntegerVector {
  readonly integers: Int32Array
  /** What turns a whole number back. */
  readonly scale: number
}

/** No sum of products is larger than the product of both lengths (Cauchy and Schwarz); bytes are at most 127 long each. */
export function toIntegerVector(vector: Float32Array): IntegerVector {
  const length = 2 ** 30 / (127 * Math.sqrt(vector.length))
  return { integers: Int32Array.from(vector, (component) => Math.round(component * length)), scale: 1 / length }
}
