import { defineProvider, type Provider } from '../../src/provider.js'
import { embeddings } from './embeddings.js'
import { params, unsupported } from './params.js'
import { toRequest } from './request.js'
import { toCompletion } from './response.js'
import { createStream } from './stream.js'

/** Cohere's second API. */
export const cohere: Provider = defineProvider({
  id: 'cohere',
  aliases: ['cohere_chat'],
  name: 'Cohere',
  baseURL: 'https://api.cohere.com',
  baseURLEnv: ['COHERE_API_BASE', 'CO_API_URL'],
  apiKeyEnv: ['COHERE_API_KEY', 'CO_API_KEY'],
  params,
  unsupported,
  chat: { path: '/v2/chat', toRequest, toCompletion, createStream },
  embeddings,
})
