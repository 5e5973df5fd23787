import { type ChatTranslator, defineProvider, type Provider, type ProviderCall } from '../../src/provider.js'
import { predictions } from './predictions.js'
import { toRequest } from './request.js'
import { toCompletion } from './response.js'
import { createStream } from './stream.js'

const chat: ChatTranslator = { path: '/v1/predictions', toRequest, toCompletion, createStream }

const http = defineProvider({
  id: 'replicate',
  name: 'Replicate',
  baseURL: 'https://api.replicate.com',
  baseURLEnv: ['REPLICATE_API_BASE'],
  apiKeyEnv: ['REPLICATE_API_KEY', 'REPLICATE_API_TOKEN'],
  params: () => [
    'max_tokens',
    'max_completion_tokens',
    'temperature',
    'top_p',
    'top_k',
    'stop',
    'seed',
    'stream_options',
  ],
  chat,
})

/** Language models on Replicate. A request starts a prediction, which is followed to its end. */
export const replicate: Provider = {
  ...http,
  complete: (request, call) => http.complete(request, following(call)),
  stream: (request, call) => http.stream(request, following(call)),
}

const following = (call: ProviderCall): ProviderCall => ({ ...call, transport: predictions(call) })
