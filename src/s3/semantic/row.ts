/** A stored question: what a segment holds of it. The answer is an object of its own. */
export interface Row {
  /** Key of the answer. */
  readonly key: string
  readonly partition: string
  readonly question: string
  /** Unix ms. */
  readonly createdAt: number
  /** Unix ms; 0: never. */
  readonly expiresAt: number
  /** The direction alone counts. */
  readonly vector: Int8Array
}

export function isLive({ expiresAt }: Pick<Row, 'expiresAt'>, now: number): boolean {
  return expiresAt === 0 || now < expiresAt
}

export function toBytes(vector: Float32Array): Int8Array {
  const largest = vector.reduce((most, number) => Math.max(most, Math.abs(number)), 0)
  return Int8Array.from(vector, (number) => Math.round((number * 127) / largest))
}

/** About what a row takes in a segment. */
export function sizeOf({ key, question, vector }: Row): number {
  return key.length + question.length * 2 + vector.length + 40
}
