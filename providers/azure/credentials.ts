import { AuthenticationError, cleanKey, fromEnvironment, type ProviderCall } from '../../src/provider.js'
import { isModelEndpoint } from './address.js'

type AuthHeaders = Record<string, string> | undefined

/**
 * A token of Entra ID, asked for at every request: it expires (quirks.md 65, 154). Undefined: the key is used, which
 * comes before a token in the environment but after one in the options.
 */
export function authorizeByToken(
  keyVariables: readonly string[],
  name: string,
): (call: ProviderCall) => AuthHeaders | Promise<AuthHeaders> {
  return (call) => {
    const { azure, apiKey, baseURL, client } = call.connection
    if (client) return undefined
    const source = azure?.adToken
    if (typeof source === 'function') return askedFor(source, call)
    if (source !== undefined) return bearer(source, call)
    const key = apiKey ?? fromEnvironment(keyVariables)
    if (key) return isModelEndpoint(baseURL) ? bearerKey(key, name, call) : undefined
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

/** A model's own endpoint takes its key as a token: https://learn.microsoft.com/en-us/azure/ai-studio/reference/reference-model-inference-api */
function bearerKey(given: string, name: string, call: ProviderCall): AuthHeaders {
  const key = cleanKey(given, name, { provider: call.provider, model: call.model })
  if (key === undefined) return undefined
  call.secrets.push(key)
  return { authorization: `Bearer ${key}` }
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
