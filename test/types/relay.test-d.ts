// Hooks, providers of one's own, embeddings. Checked by `npm run typecheck`; nothing here runs.
import { expectTypeOf } from 'vitest'
import {
  type CallMeta,
  type ChatCompletion,
  type ChatCompletionChunk,
  createRelay,
  type EmbeddingResponse,
  embedding,
  type HookCall,
  type Hooks,
  ModelRelayError,
  type ProviderDefinition,
  registerProvider,
} from '../../src/index.js'
import {
  type ChatTranslator,
  defineProvider,
  type HttpProvider,
  type Provider,
  type ProviderCall,
  type ProviderRequest,
} from '../../src/provider.js'

export const hooks: Hooks = {
  onRequest({ call }) {
    expectTypeOf(call).toEqualTypeOf<HookCall>()
    // @ts-expect-error what a hook is told is not for it to change
    call.model = 'other'
  },
  onAttempt({ attempt, error }) {
    expectTypeOf(attempt.ms).toEqualTypeOf<number>()
    expectTypeOf(error).toEqualTypeOf<Error | undefined>()
  },
  onChunk({ chunk }) {
    expectTypeOf(chunk).toEqualTypeOf<ChatCompletionChunk>()
  },
  async onResponse({ response, meta }) {
    expectTypeOf(response).toEqualTypeOf<ChatCompletion | EmbeddingResponse>()
    expectTypeOf(meta).toEqualTypeOf<CallMeta>()
    if ('choices' in response) expectTypeOf(response).toEqualTypeOf<ChatCompletion>()
  },
  onError({ error }) {
    if (error instanceof ModelRelayError) expectTypeOf(error.retryable).toEqualTypeOf<boolean>()
  },
}

export function hooksOfARelay(): void {
  createRelay({ hooks })
  createRelay({ hooks: [hooks, { onChunk: ({ chunk }) => chunk.id }] })
  // @ts-expect-error no such event
  createRelay({ hooks: { onRespond: () => undefined } })
  // @ts-expect-error a request has no chunk
  createRelay({ hooks: { onRequest: ({ chunk }) => chunk } })
}

declare const provider: Provider
declare const chat: ChatTranslator

export function providersOfOnesOwn(): void {
  expectTypeOf<Parameters<typeof registerProvider>>().toEqualTypeOf<[definition: ProviderDefinition]>()
  expectTypeOf<ProviderDefinition>().toEqualTypeOf<Provider | HttpProvider>()
  expectTypeOf(defineProvider(provider)).toEqualTypeOf<Provider>()
  registerProvider(provider)
  createRelay({ providers: [provider] }).registerProvider(provider)
  createRelay({ providers: { mine: provider, openai: { apiKey: 'key' } } })
  registerProvider({
    id: 'mine',
    params: () => ['temperature'],
    complete(request, call) {
      expectTypeOf(request).toEqualTypeOf<ProviderRequest>()
      expectTypeOf(call).toEqualTypeOf<ProviderCall>()
      return provider.complete(request, call)
    },
    stream: (request, call) => provider.stream(request, call),
  })
  registerProvider({ id: 'mine', name: 'Mine', apiKeyEnv: ['MINE_API_KEY'], params: () => [], chat })
  // @ts-expect-error baseURL
  registerProvider({ id: 'mine', name: 'Mine', apiKeyEnv: [], params: () => [], chat, baseUrl: 'https://example.com' })
  // @ts-expect-error a vendor's translators need the names of its keys
  registerProvider({ id: 'mine', name: 'Mine', params: () => [], chat })
  // @ts-expect-error a provider has an id
  registerProvider({ params: () => [], complete: provider.complete, stream: provider.stream })
  // @ts-expect-error a provider streams
  registerProvider({ id: 'mine', params: () => [], complete: provider.complete })
}

export async function embeddings(): Promise<void> {
  const reply = await embedding({ model: 'openai/text-embedding-3-small', input: ['one', 'two'], dimensions: 256 })
  expectTypeOf(reply).toEqualTypeOf<EmbeddingResponse>()
  expectTypeOf(reply.data[0]?.embedding).toEqualTypeOf<number[] | undefined>()
  expectTypeOf(reply.meta).toEqualTypeOf<CallMeta>()
  expectTypeOf(createRelay().embeddings.create).toExtend<typeof embedding>()
  await embedding({ model: 'voyage/voyage-3', input: 'one', input_type: 'query' }, { maxRetries: 0 })
  // @ts-expect-error input
  await embedding({ model: 'openai/text-embedding-3-small', inputs: 'one' })
  // @ts-expect-error what the vectors are for is one of two
  await embedding({ model: 'voyage/voyage-3', input: 'one', input_type: 'classification' })
  // @ts-expect-error maxRetries
  await embedding({ model: 'voyage/voyage-3', input: 'one' }, { retries: 0 })
}
