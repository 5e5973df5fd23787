/** A stored question. */
export interface QuestionRecord {
  readonly partition: string
  readonly question: string
  /** Unix ms; 0: never. */
  readonly expiresAt: number
  /** The direction alone counts. */
  readonly vector: Float32Array
}

/** One signed byte for each dimension, as Base64: what every client carries unharmed. */
export function toRecordText({ partition, question, expiresAt, vector }: QuestionRecord): string {
  const largest = vector.reduce((most, number) => Math.max(most, Math.abs(number)), 0)
  const bytes = Int8Array.from(vector, (number) => Math.round((number * 127) / largest))
  return JSON.stringify([partition, question, expiresAt, Buffer.from(bytes.buffer).toString('base64')])
}

/** @throws TypeError for what is no record */
export function fromRecordText(text: string): QuestionRecord {
  const value = parsed(text)
  if (!isStored(value)) throw new TypeError('What is stored is no question of ours.')
  const [partition, question, expiresAt, base64] = value
  const bytes = new Int8Array(Buffer.from(base64, 'base64'))
  if (bytes.every((byte) => byte === 0)) throw new TypeError('The vector of a stored question has no direction.')
  return { partition, question, expiresAt, vector: Float32Array.from(bytes) }
}

type Stored = [partition: string, question: string, expiresAt: number, vector: string]

function isStored(value: unknown): value is Stored {
  if (!Array.isArray(value) || value.length !== 4) return false
  const [partition, question, expiresAt, vector] = value
  return [partition, question, vector].every((each) => typeof each === 'string') && typeof expiresAt === 'number'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
