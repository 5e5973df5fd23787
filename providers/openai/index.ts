import { defineProvider, type Provider } from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import { embeddingTranslator } from './embeddings.js'
import { withResponses } from './responses/translator.js'
import { dialectParts } from './translator.js'

/** OpenAI itself: the host that all others differ from. */
const openaiDialect: Dialect = {
  openaiModels: true,
  store: true,
  developerRole: 'reasoning-models',
  strictTools: true,
  toolCallIds: '40-characters',
  promptCacheKeyLength: 64,
  reasoningAsText: true,
}

/** OpenAI's Chat Completions, and its Responses for `responses/<model>` and models that have nothing else. https://platform.openai.com/docs/api-reference/chat */
export const openai: Provider = defineProvider({
  id: 'openai',
  name: 'OpenAI',
  baseURL: 'https://api.openai.com/v1',
  baseURLEnv: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
  apiKeyEnv: ['OPENAI_API_KEY'],
  // 2,048 texts: https://platform.openai.com/docs/api-reference/embeddings/create
  embeddings: embeddingTranslator({ batch: 2048, base64: true }),
  ...withResponses(
    dialectParts({ provider: 'openai', dialect: openaiDialect, path: '/chat/completions', headers: accountHeaders }),
    { provider: 'openai', openaiModels: true, encryptedReasoning: true, headers: accountHeaders },
  ),
})

/** The variables of the official SDK that say whose account is billed. */
function accountHeaders(): Record<string, string> | undefined {
  const organization = globalThis.process?.env['OPENAI_ORG_ID']
  const project = globalThis.process?.env['OPENAI_PROJECT_ID']
  if (!organization && !project) return undefined
  return {
    ...(organization && { 'openai-organization': organization }),
    ...(project && { 'openai-project': project }),
  }
}
