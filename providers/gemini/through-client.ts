import { BadRequestError, type Provider, type ProviderCall } from '../../src/provider.js'
import { type GoogleClient, isGoogleClient, transportOf } from './google-client.js'
import type { Api } from './media-parts.js'

/** The `GoogleGenAI` instance that carries a call, if one does. */
export function clientOf({ connection }: Pick<ProviderCall, 'connection'>): GoogleClient | undefined {
  return isGoogleClient(connection.client) ? connection.client : undefined
}

/** The same provider, which sends through an instance of `GoogleGenAI` where one is handed in. */
export function throughClient(provider: Provider, api: Api): Provider {
  const { embed, countTokens } = provider
  return {
    ...provider,
    complete: async (request, call) => provider.complete(request, carried(call, api)),
    stream: async (request, call) => provider.stream(request, carried(call, api)),
    ...(embed && { embed: async (request, call) => embed(request, carried(call, api)) }),
    ...(countTokens && { countTokens: async (request, call) => countTokens(request, carried(call, api)) }),
  }
}

function carried(call: ProviderCall, api: Api): ProviderCall {
  const client = clientOf(call)
  if (client === undefined) return call
  if (client.vertexai === (api === 'vertex')) return { ...call, transport: transportOf(client) }
  const [made, other] = client.vertexai ? ['Vertex AI', 'vertex'] : ['the Gemini API', 'gemini']
  throw new BadRequestError(`client: this GoogleGenAI is set up for ${made}. Use ${other}/${call.model}.`, {
    param: 'client',
  })
}
