import { AuthenticationError, fromEnvironment, type ProviderCall } from '../../src/provider.js'

type AuthHeaders = Record<string, string> | undefined

/**
 * A token of Entra ID, asked for at every request: it expires (quirks.md 65, 154). Undefined: the key is used, which
 * comes before a token in the environment but after one in the options.
 */
export function authorizeByToken(
  keyVariables: readonly string[],
): (call: ProviderCall) => AuthHeaders | Promise<AuthHeaders> {
  return (call) => {
    const { azure, apiKey, client } = call.connection
    if (client) return undefined
    const source = azure?.adToken
    if (typeof source === 'function') return askedFor(source, call)
    if (source !== undefined) return bearer(source, call)
    if (apiKey || fromEnvironment(keyVariables)) return undefined
    const token = fromEnvironment(['AZURE_AD_TOKEN'])
    return token === undefined ? undefined : bearer(token, call)
  }
}

async function askedFor(source: () => string | Promise<string>, call: ProviderCall): Promise<Record<string, string>> {
  let token: string
  try {
    token = await source()
  } catch (cause) {
    if (call.signal.aborted) throw cause
    throw noToken('azure.adToken gave no token: it failed.', call, cause)
  }
  return bearer(token, call)
}

function bearer(token: unknown, call: ProviderCall): Record<string, string> {
  const text = typeof token === 'string' ? token.trim() : ''
  if (text === '') throw noToken('azure.adToken gave no token.', call)
  call.secrets.push(text)
  if (/[^\x20-\x7e]/.test(text)) throw noToken('azure.adToken gave characters that no token has.', call)
  return { authorization: `Bearer ${text}` }
}

function noToken(message: string, { provider, model }: ProviderCall, cause?: unknown): AuthenticationError {
  return new AuthenticationError(message, {
    provider,
    model,
    code: 'missing_credentials',
    ...(cause !== undefined && { cause }),
  })
}
