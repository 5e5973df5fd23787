import { addBilled, defineProvider, fromEnvironment, type Provider, type ProviderCall } from '../../src/provider.js'
import { embeddingTranslator } from '../openai/embeddings.js'
import { responsesOnly } from '../openai/models.js'
import { withResponses } from '../openai/responses/translator.js'
import { dialectParts } from '../openai/translator.js'
import { type Address, type Operation, toAzureAddress, toFoundryAddress, type Wish } from './address.js'
import { byBaseModel, modelBehind } from './base-model.js'
import { isClaude, withClaude } from './claude.js'
import { authorizeByToken } from './credentials.js'
import { azureDialect, foundryModels, otherMakers } from './dialect.js'
import { toAzureErrorFacts } from './errors.js'

interface Service {
  baseURLEnv: readonly string[]
  versionEnv: readonly string[]
  /** Claude is served too. */
  claude?: true
  toAddress(base: string, wish: Wish): Address
}

const AZURE: Service = {
  baseURLEnv: ['AZURE_API_BASE', 'AZURE_OPENAI_ENDPOINT', 'AZURE_OPENAI_BASE_URL'],
  versionEnv: ['AZURE_API_VERSION', 'OPENAI_API_VERSION'],
  toAddress: toAzureAddress,
}
const AZURE_KEYS = ['AZURE_API_KEY', 'AZURE_OPENAI_API_KEY']

/** Azure OpenAI: https://learn.microsoft.com/en-us/azure/ai-foundry/openai/reference */
export const azure: Provider = addressed(
  AZURE,
  defineProvider({
    id: 'azure',
    name: 'Azure OpenAI',
    baseURLEnv: AZURE.baseURLEnv,
    apiKeyEnv: AZURE_KEYS,
    auth: (apiKey) => ({ 'api-key': apiKey }),
    authorize: authorizeByToken(AZURE_KEYS, 'Azure OpenAI'),
    embeddings: embeddingTranslator({ batch: 2048, base64: true }),
    ...byBaseModel(
      withResponses(
        dialectParts({
          provider: 'azure',
          dialect: azureDialect,
          models: otherMakers,
          path: '/chat/completions',
          errorFacts: toAzureErrorFacts,
        }),
        { provider: 'azure', openaiModels: true, encryptedReasoning: true, errorFacts: toAzureErrorFacts },
      ),
    ),
  }),
)

const FOUNDRY: Service = {
  baseURLEnv: ['AZURE_AI_API_BASE'],
  versionEnv: ['AZURE_AI_API_VERSION'],
  claude: true,
  toAddress: toFoundryAddress,
}
const FOUNDRY_KEYS = ['AZURE_AI_API_KEY']

/** Foundry's models of all makers: https://learn.microsoft.com/en-us/azure/ai-foundry/foundry-models/concepts/endpoints */
export const azureAi: Provider = addressed(
  FOUNDRY,
  defineProvider({
    id: 'azure_ai',
    name: 'Azure AI Foundry',
    baseURLEnv: FOUNDRY.baseURLEnv,
    apiKeyEnv: FOUNDRY_KEYS,
    auth: (apiKey) => ({ 'api-key': apiKey }),
    authorize: authorizeByToken(FOUNDRY_KEYS, 'Azure AI Foundry'),
    embeddings: embeddingTranslator({
      inputType: { field: 'input_type', query: 'query', document: 'document' },
    }),
    listHeaders: ['anthropic-beta'],
    ...byBaseModel(
      withClaude(
        withResponses(
          dialectParts({
            provider: 'azure_ai',
            dialect: {},
            models: foundryModels,
            path: '/chat/completions',
            errorFacts: toAzureErrorFacts,
          }),
          { provider: 'azure_ai', openaiModels: true, encryptedReasoning: true, errorFacts: toAzureErrorFacts },
        ),
      ),
    ),
  }),
)

/** The provider with every request sent to where the base URL, the API version and the deployment say together. */
function addressed(service: Service, http: Provider): Provider {
  const { embed } = http
  const chatOperation = ({ model, connection }: ProviderCall): Operation => {
    const behind = modelBehind(model, connection)
    if (service.claude && isClaude(behind)) return 'messages'
    return behind.startsWith('responses/') || responsesOnly(behind) ? 'responses' : 'chat/completions'
  }
  return {
    ...http,
    async complete(request, call) {
      const at = locate(service, chatOperation(call), call)
      return http.complete({ ...request, model: at.model }, at)
    },
    async stream(request, call) {
      const at = locate(service, chatOperation(call), call)
      return http.stream({ ...request, model: at.model }, at)
    },
    ...(embed && {
      async embed(request, call) {
        const at = locate(service, 'embeddings', call)
        return embed({ ...request, model: at.model }, at)
      },
    }),
  }
}

function locate(service: Service, operation: Operation, call: ProviderCall): ProviderCall {
  const { connection, model } = call
  // A deployment's answer may name it by a word of the user's own.
  addBilled(call.report, { model: connection.azure?.baseModel })
  const base = connection.baseURL ?? fromEnvironment(service.baseURLEnv)
  if (base === undefined || connection.client) return call // a client knows its own; without either, an error says so
  const bare = model.replace(/^responses\//, '')
  const { 'api-version': inQuery, ...query } = connection.query ?? {}
  const address = service.toAddress(base, {
    operation,
    model: bare,
    version: connection.azure?.apiVersion ?? inQuery,
    defaultVersion: fromEnvironment(service.versionEnv),
  })
  const located = { ...connection, query, baseURL: address.baseURL }
  if (address.deployment === undefined) return { ...call, connection: located }
  // The base URL names the deployment: what the caller calls the model is then what it is.
  const baseModel = connection.azure?.baseModel ?? bare
  return {
    ...call,
    model: model.slice(0, -bare.length) + address.deployment,
    connection: { ...located, azure: { ...connection.azure, baseModel } },
  }
}
