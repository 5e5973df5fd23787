import type { CallOptions } from '../contract/call.js'
import { isRecord } from '../contract/is-record.js'
import type { OpenAIRequestOptions } from '../contract/openai-options.js'

/** Read below, or of the SDK's own way of sending. */
const NOT_OURS = new Set([
  'headers',
  'query',
  'idempotencyKey',
  'path',
  'method',
  'body',
  'stream',
  'fetchOptions',
  'defaultBaseURL',
])

/** The options of a call from the second argument of `create()`, which OpenAI's SDK defines. */
export function toCallOptions(options: CallOptions | OpenAIRequestOptions | undefined): CallOptions | undefined {
  if (options === undefined || options === null) return undefined
  const result: CallOptions = {}
  for (const [key, value] of Object.entries(options))
    if (value !== undefined && !NOT_OURS.has(key)) Object.assign(result, { [key]: value })
  // What is no object at all is left for the check of options to refuse.
  if (typeof options.headers === 'string') Object.assign(result, { headers: options.headers })
  const headers = toHeaders(options.headers)
  const key = 'idempotencyKey' in options ? options.idempotencyKey : undefined
  if (key !== undefined) headers.set('idempotency-key', key)
  if (headers.size > 0) result.headers = [...headers]
  if (isRecord(options.query)) result.query = Object.fromEntries(queryEntries(options.query, ''))
  else if (options.query) Object.assign(result, { query: options.query })
  return result
}

/** Names in lower case: values of one name are joined, null deletes. */
function toHeaders(headers: unknown): Map<string, string | null> {
  const flat = new Map<string, string | null>()
  for (const [name, value] of headerPairs(headers)) {
    const key = String(name).toLowerCase()
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each === undefined) continue
      const before = flat.get(key)
      flat.set(key, each === null ? null : before ? `${before}, ${each}` : String(each))
    }
  }
  return flat
}

function headerPairs(headers: unknown): Iterable<readonly unknown[]> {
  if (headers instanceof Headers || Array.isArray(headers)) return headers
  if (!isRecord(headers)) return []
  const { values, nulls } = headers
  if (values instanceof Headers && nulls instanceof Set) return [...values, ...[...nulls].map((name) => [name, null])]
  return Object.entries(headers)
}

/** Nested values as `name[key]`, the form in which OpenAI's SDK writes them. */
function queryEntries(query: object, within: string): Array<[string, string]> {
  return Object.entries(query).flatMap(([key, value]: [string, unknown]): Array<[string, string]> => {
    const name = within === '' ? key : `${within}[${key}]`
    if (value === undefined || value === null) return []
    if (value instanceof Date) return [[name, value.toISOString()]]
    return typeof value === 'object' ? queryEntries(value, name) : [[name, String(value)]]
  })
}
