import {
  type ChatTranslator,
  defineProvider,
  isRecord,
  type Provider,
  type ProviderCall,
  type ProviderRequest,
} from '../../src/provider.js'
import { predictions } from './predictions.js'
import { toInput, toRequest } from './request.js'
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
  complete: (request, call) => http.complete(request, following(request, call)),
  stream: (request, call) => http.stream(request, following(request, call)),
}

/** The same call to the prediction's end; what `extraBody` says of its input joins ours, in place of all of it. */
function following(request: ProviderRequest, call: ProviderCall): ProviderCall {
  const followed = { ...call, transport: predictions(call) }
  const own = call.extraBody?.['input']
  return isRecord(own)
    ? { ...followed, extraBody: { ...call.extraBody, input: { ...toInput(request), ...own } } }
    : followed
}
