import { BadRequestError, cleanKey, fromEnvironment, isRecord, type ProviderCall } from '../../src/provider.js'
import { createFetchHandler } from './fetch-handler.js'
import type { AwsClient, ClientConfig, Connection, Service } from './service.js'

/** What a client is made of. */
export interface Settings {
  /** Calls with the same key share a client. */
  key: string
  config(): ClientConfig
}

export function regionOf({ aws }: Connection): string | undefined {
  return aws?.region ?? fromEnvironment(['AWS_REGION', 'AWS_DEFAULT_REGION'])
}

export function toSettings<Sdk, Client extends AwsClient>(
  service: Service<Sdk, Client>,
  call: ProviderCall,
  region: string | undefined,
): Settings {
  const { connection, limits } = call
  const profile = connection.aws?.profile
  const auth = toAuth(service, call)
  const parts = [region, profile, connection.baseURL, limits.connectTimeout, auth.key, identityOf(connection.fetch)]
  return {
    key: JSON.stringify(parts),
    config: () => ({
      ...(region !== undefined && { region }),
      ...(profile !== undefined && { profile }),
      ...(connection.baseURL !== undefined && { endpoint: endpointOf(connection.baseURL) }),
      ...auth.config,
      maxAttempts: 1, // retries are the call's
      requestHandler: connection.fetch ? createFetchHandler(connection.fetch) : service.handler(limits.connectTimeout),
    }),
  }
}

function endpointOf(baseURL: string): string {
  if (!URL.canParse(baseURL) || !/^https?:/i.test(baseURL))
    throw new BadRequestError(`baseURL: ${JSON.stringify(baseURL)} is not an http: or https: URL.`, {
      param: 'baseURL',
    })
  return baseURL
}

interface Auth {
  key: unknown
  config: ClientConfig
}

/**
 * A key that is passed, credentials or a profile that are passed, the environment's key, and then the SDK's own chain
 * (quirks.md 100).
 */
function toAuth<Sdk, Client extends AwsClient>(
  { name, apiKeyEnv }: Service<Sdk, Client>,
  { provider, model, connection, secrets }: ProviderCall,
): Auth {
  const { credentials, profile } = connection.aws ?? {}
  const passed = credentials !== undefined || profile !== undefined
  if (connection.apiKey && !apiKeyEnv)
    throw new BadRequestError(`apiKey: ${name} takes AWS credentials and no key. Pass aws.credentials.`, {
      param: 'apiKey',
    })
  const given = connection.apiKey || (passed ? undefined : fromEnvironment(apiKeyEnv))
  const apiKey = cleanKey(given, `Amazon ${name}`, { provider, model })
  if (apiKey) {
    secrets.push(apiKey)
    return { key: ['key', apiKey], config: { token: { token: apiKey }, authSchemePreference: ['httpBearerAuth'] } }
  }
  const config: ClientConfig = { authSchemePreference: ['sigv4'] }
  if (credentials === undefined) return { key: ['chain'], config }
  // A provider is asked again before its credentials expire (quirks.md 154).
  if (isProvider(credentials)) return { key: ['provider', identityOf(credentials)], config: { ...config, credentials } }
  const { accessKeyId, secretAccessKey, sessionToken } = isRecord(credentials) ? credentials : {}
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string')
    throw new BadRequestError('aws.credentials: expected { accessKeyId, secretAccessKey } or a provider function.', {
      param: 'aws.credentials',
    })
  const token = typeof sessionToken === 'string' ? { sessionToken: sessionToken.trim() } : {}
  // Out of a file they often end in a line break, which no signature survives.
  const identity = { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim(), ...token }
  secrets.push(identity.secretAccessKey, ...Object.values(token))
  return { key: ['static', identity], config: { ...config, credentials: identity } }
}

type CredentialProvider = Extract<NonNullable<ClientConfig['credentials']>, (...input: never[]) => unknown>

function isProvider(value: unknown): value is CredentialProvider {
  return typeof value === 'function'
}

const identities = new WeakMap<object, number>()
let count = 0

/** A number for a function, the same each time it comes. */
function identityOf(value: object | undefined): number {
  if (value === undefined) return 0
  let identity = identities.get(value)
  if (identity === undefined) {
    identity = ++count
    identities.set(value, identity)
  }
  return identity
}
