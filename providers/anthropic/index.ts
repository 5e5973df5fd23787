import { defineProvider, type Provider, rateLimitFrom } from '../../src/provider.js'
import { countTokens } from './count-tokens.js'
import { params, unsupported } from './params.js'
import { toRequest } from './request.js'
import { toCompletion } from './response.js'
import { createStream } from './stream.js'

/** Anthropic's Messages API. */
export const anthropic: Provider = defineProvider({
  id: 'anthropic',
  name: 'Anthropic',
  baseURL: 'https://api.anthropic.com',
  baseURLEnv: ['ANTHROPIC_BASE_URL'],
  apiKeyEnv: ['ANTHROPIC_API_KEY'],
  auth: (apiKey) => ({ 'x-api-key': apiKey }),
  headers: { 'anthropic-version': '2023-06-01' },
  listHeaders: ['anthropic-beta'],
  rateLimit: (header) => rateLimitFrom((part, what) => header(`anthropic-ratelimit-${what}-${part}`)),
  params,
  unsupported,
  chat: { path: '/v1/messages', toRequest, toCompletion, createStream },
  tokens: countTokens,
})
