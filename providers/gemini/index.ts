import { defineProvider, type Provider } from '../../src/provider.js'
import { countTokens } from './count-tokens.js'
import { embeddings } from './embeddings.js'
import { needsDownload } from './media-parts.js'
import { paramsOf, unsupported } from './params.js'
import { methodOf, modelPath, toBody } from './request.js'
import { toCompletion } from './response.js'
import { createStream } from './stream.js'
import { throughClient } from './through-client.js'

const http = defineProvider({
  id: 'gemini',
  name: 'Gemini',
  baseURL: 'https://generativelanguage.googleapis.com',
  baseURLEnv: ['GOOGLE_GEMINI_BASE_URL'],
  apiKeyEnv: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  auth: (apiKey) => ({ 'x-goog-api-key': apiKey }),
  params: () => paramsOf('gemini'),
  unsupported,
  needsDownload,
  chat: {
    path: '/v1beta/models',
    toRequest: (request, { model, report, stream, extraBody }) => ({
      path: `/v1beta/${modelPath(model)}${methodOf(stream)}`,
      body: toBody(request, { api: 'gemini', model, report, extraBody }),
      whole: true,
    }),
    toCompletion,
    createStream,
  },
  embeddings,
  tokens: countTokens,
})

/** Google's Gemini API (AI Studio). https://ai.google.dev/api */
export const gemini: Provider = throughClient(http, 'gemini')
