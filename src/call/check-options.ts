import type { CallOptions } from '../contract/call.js'
import { BadRequestError } from '../contract/errors.js'

// Complete by type: an option that is added does not compile until it is here.
const KNOWN = {
  apiKey: true,
  baseURL: true,
  headers: true,
  query: true,
  fetch: true,
  client: true,
  aws: true,
  vertex: true,
  azure: true,
  timeout: true,
  idleTimeout: true,
  connectTimeout: true,
  signal: true,
  maxRetries: true,
  fallbacks: true,
  dropParams: true,
  extraBody: true,
  cache: true,
  metadata: true,
  tags: true,
  user: true,
  mock: true,
  maxResponseBytes: true,
} satisfies Record<keyof CallOptions, true>

const BY_LOWER_CASE = new Map(Object.keys(KNOWN).map((name) => [name.toLowerCase(), name]))

/**
 * Refuses options that are known ones in another spelling (`api_key`, `baseUrl`): they would be ignored.
 * Keys that resemble none pass, since clients of OpenAI's shape hand in options of their own.
 * @throws BadRequestError
 */
export function checkOptions(options: CallOptions): void {
  for (const key in options) {
    if (Object.hasOwn(KNOWN, key)) continue
    const meant = BY_LOWER_CASE.get(key.replaceAll(/[_-]/g, '').toLowerCase())
    if (meant !== undefined)
      throw new BadRequestError(`Unknown option ${key}. Did you mean ${meant}?`, { param: key, code: 'unknown_option' })
  }
}
