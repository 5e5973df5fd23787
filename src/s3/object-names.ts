import { createHash } from 'node:crypto'

const OPAQUE = /^[0-9a-f]{64}$/

/** `<prefix>/answers/<2 hex digits>/<key>`: S3 spreads load by the beginning of names, and keys are evenly spread. */
export function answerName(prefix: string, key: string): string {
  const digest = OPAQUE.test(key) ? key : digestOf(key)
  return `${prefix}/answers/${digest.slice(0, 2)}/${digest}`
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
