/** What an answer or an error event says about a failure, before it has a class. */
export interface ErrorFacts {
  /** HTTP status; absent for a failure inside a 200. */
  status?: number | undefined
  message: string
  code?: string | undefined
  type?: string | undefined
  param?: string | undefined
}

/** Characters of a vendor's message that are kept: the rest is mostly the request again. */
const MAX_MESSAGE = 4000

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

/**
 * Reads the error body of any vendor: `{ error: { message, type, param, code } }`, `{ error: 'text' }`,
 * `{ code, error: 'text' }` (xAI), `{ message, type, code }` without a wrapper (Mistral, Cerebras), `{ detail }`,
 * `[{ error }]` (Gemini), `{ type: 'error', error }` (Anthropic), `{ errors: [...] }`, or plain text.
 */
export function errorFacts(body: unknown, status?: number): ErrorFacts {
  const outer = record(Array.isArray(body) ? body[0] : body)
  if (!outer) return { status, message: text(body) ?? '' }
  const error = firstOf(outer['error']) ?? firstOf(outer['errors'])
  const inner = record(error)
  const source = inner ?? outer
  const message =
    text(source['message']) ??
    text(error) ??
    text(source['detail']) ??
    text(source['title']) ??
    messageOf(source['detail']) ??
    messageOf(source['message']) ??
    ''
  return {
    status,
    message: withUpstream(message, inner).slice(0, MAX_MESSAGE),
    code: text(source['code']) ?? text(outer['code']),
    type: text(source['type']) ?? text(source['status']) ?? text(outer['error_type']),
    param: text(source['param']),
  }
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value)

/** A list or object in place of a text: validation errors of FastAPI and the like. */
function messageOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? JSON.stringify(value).slice(0, 500) : undefined
}

/** OpenRouter puts what the vendor behind it said into `metadata.raw` (quirks.md 22). */
function withUpstream(message: string, error: Record<string, unknown> | undefined): string {
  const raw = text(record(error?.['metadata'])?.['raw'])
  return raw && !message.includes(raw) ? `${message}: ${raw.slice(0, 2000)}` : message
}
