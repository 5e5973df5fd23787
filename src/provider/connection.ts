import { AuthenticationError, BadRequestError } from '../contract/errors.js'
import { type HeaderOptions, headerEntries } from '../contract/headers.js'
import type { ProviderCall } from '../contract/provider.js'
import { cleanKey } from './clean-key.js'
import type { HttpProvider } from './http-definition.js'

/** Where requests go: the call's or relay's URL, the environment's, the vendor's own. */
export function baseURLOf(definition: HttpProvider, call: ProviderCall): string {
  const { connection } = call
  const own = definition.baseURL
  const baseURL =
    connection.baseURL ?? fromEnvironment(definition.baseURLEnv) ?? (typeof own === 'function' ? own(call) : own)
  if (baseURL !== undefined) return baseURL
  if (connection.client) return 'https://sdk-client.invalid' // the client knows its own
  const variables = definition.baseURLEnv?.length ? `Set ${definition.baseURLEnv[0]} or pass` : 'Pass'
  throw new BadRequestError(`${definition.name} has no base URL of its own. ${variables} baseURL.`, {
    provider: definition.id,
    param: 'baseURL',
  })
}

type AuthHeaders = Record<string, string> | undefined

/** Headers that authenticate; a promise only where a token has to be asked for. */
export function authorize(definition: HttpProvider, call: ProviderCall): AuthHeaders | Promise<AuthHeaders> {
  const own = definition.authorize?.(call)
  if (own instanceof Promise) return own.then((headers) => headers ?? authorizeByKey(definition, call))
  return own ?? authorizeByKey(definition, call)
}

function authorizeByKey(definition: HttpProvider, { connection, model, secrets }: ProviderCall): AuthHeaders {
  if (connection.client) return undefined
  const given = connection.apiKey ?? fromEnvironment(definition.apiKeyEnv)
  const apiKey = cleanKey(given, definition.name, { provider: definition.id, model })
  if (apiKey) secrets.push(apiKey)
  if (apiKey) return definition.auth ? definition.auth(apiKey) : { authorization: `Bearer ${apiKey}` }
  if (definition.keyOptional || definition.apiKeyEnv.length === 0 || hasAuthHeader(definition, connection.headers))
    return undefined
  throw new AuthenticationError(`No API key for ${definition.name}. Set ${definition.apiKeyEnv[0]} or pass apiKey.`, {
    provider: definition.id,
    model,
    code: 'missing_api_key',
  })
}

/** The first of these environment variables that is set. */
export function fromEnvironment(names: readonly string[] = []): string | undefined {
  for (const name of names) {
    const value = globalThis.process?.env[name]
    if (value) return value
  }
  return undefined
}

/** Whether the caller authenticates by a header of their own. */
function hasAuthHeader(definition: HttpProvider, headers: HeaderOptions | undefined): boolean {
  if (headers === undefined) return false
  const names = authHeaderNames(definition)
  return headerEntries(headers).some(([name, value]) => names.has(name.toLowerCase()) && value != null)
}

function authHeaderNames({ auth }: HttpProvider): Set<string> {
  return new Set(['authorization', ...Object.keys(auth?.('') ?? {})])
}

// RFC 9110 §5.6.2 and §5.5.
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** Headers that mostly hold something secret. */
const SECRET_NAME = /key|token|secret|auth|cookie|password|credential/

/** The caller's headers over ours: names compare without case, null deletes, lists are joined. */
export function applyHeaders(
  target: Record<string, string>,
  definition: HttpProvider,
  { connection, secrets }: ProviderCall,
): void {
  if (connection.headers === undefined) return
  const secretNames = authHeaderNames(definition)
  for (const [name, value] of headerEntries(connection.headers)) {
    const key = name.toLowerCase()
    const text = String(value)
    if (value === null || value === undefined) {
      delete target[key]
      continue
    }
    if (!HEADER_NAME.test(key))
      throw new BadRequestError(`headers: ${JSON.stringify(name)} is no header name.`, { param: 'headers' })
    if (!HEADER_VALUE.test(text))
      throw new BadRequestError(
        `headers.${name}: a header value may not hold line breaks or characters beyond Latin-1.`,
        {
          param: `headers.${name}`,
        },
      )
    if (secretNames.has(key) || SECRET_NAME.test(key)) secrets.push(text.replace(/^\w+ /, ''))
    target[key] = target[key] && definition.listHeaders?.includes(key) ? mergeList(target[key], text) : text
  }
}

function mergeList(ours: string, theirs: string): string {
  return [
    ...new Set(
      `${ours},${theirs}`
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    ),
  ].join(',')
}
