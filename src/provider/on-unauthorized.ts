import type { Provider, ProviderCall } from '../contract/provider.js'

/** The same provider, which forgets what it had kept of an identity when the vendor answers 401 to it. */
export function onUnauthorized(provider: Provider, forget: (call: ProviderCall) => void): Provider {
  const watched =
    <Request, Answer>(method: (request: Request, call: ProviderCall) => Promise<Answer>) =>
    async (request: Request, call: ProviderCall): Promise<Answer> => {
      try {
        return await method(request, call)
      } catch (error) {
        if (call.report.status === 401) forget(call)
        throw error
      }
    }
  return {
    ...provider,
    complete: watched(provider.complete),
    stream: watched(provider.stream),
    ...(provider.embed && { embed: watched(provider.embed) }),
  }
}
