import type { Dialect, Row } from '../row.js'

/** Mistral's own servers, the one for Codestral too. The numbers are those of the list of quirks. */
const mistral: Dialect = {
  maxTokens: 'max_tokens', // the only name in 105 recorded requests
  noStreamOptions: true, // no recorded stream sends it, and usage comes all the same
  toolCallIds: '9-alphanumerics', // 122
  toolChoice: { required: 'any', named: 'filter' }, // 123
  prefill: 'prefix', // 124
  toolMessageName: true, // 36, 124
  imageUrl: 'string', // 125
  filePart: 'document_url', // 125
  rename: { seed: 'random_seed' }, // 126
  cacheAffinityHeader: 'x-affinity', // 128
  jsonObjectInstruction: true, // 126
  reasoning: { as: 'nothing' }, // 127: only some models take an effort
  reasoningReplay: { field: 'thinking' }, // 127
}

/** Those who train models and serve them themselves. */
export const modelMakers: readonly Row[] = [
  {
    prefix: 'mistral',
    name: 'Mistral',
    baseURL: 'https://api.mistral.ai',
    path: '/v1/chat/completions',
    apiKeyEnv: ['MISTRAL_API_KEY'],
    docs: 'https://docs.mistral.ai/api',
    abilities: ['tools', 'images', 'pdf', 'audio', 'schema', 'reasoning', 'caching'],
    note: 'As in its own SDK, the base URL ends before `/v1`.',
    // 257 texts are too many: recording mistral-embeddings-5432608832
    embeddings: { path: '/v1/embeddings', batch: 256, dimensions: 'output_dimension' },
    quirks: mistral,
    models: [
      { model: /magistral/, quirks: { body: { prompt_mode: 'reasoning' } } }, // 127
      {
        model: /^mistral-(?:small|medium)/, // 127: `none` or `high`
        quirks: {
          reasoning: {
            as: 'effort',
            words: { minimal: 'high', low: 'high', medium: 'high', xhigh: 'high', max: 'high' },
          },
        },
      },
    ],
  },
  {
    prefix: 'codestral',
    name: 'Codestral',
    baseURL: 'https://codestral.mistral.ai',
    path: '/v1/chat/completions',
    apiKeyEnv: ['CODESTRAL_API_KEY'],
    docs: 'https://docs.mistral.ai/api',
    note: 'The base URL ends before `/v1`.',
    quirks: mistral,
  },
  {
    prefix: 'xai',
    name: 'xAI',
    baseURL: 'https://api.x.ai/v1',
    baseURLEnv: ['XAI_API_BASE'],
    apiKeyEnv: ['XAI_API_KEY'],
    docs: 'https://docs.x.ai/developers/rest-api-reference/inference',
    abilities: ['tools', 'images', 'schema', 'reasoning', 'caching'],
    responses: 'encrypted-reasoning', // recording xai-responses-249ff9f0cb
    quirks: {
      unsupported: ['stop', 'frequency_penalty', 'presence_penalty'], // 133
      maxTokens: 'max_completion_tokens', // 133
      toolSchema: 'no-additional-properties', // 133
      reasoningTokens: 'beside', // 5, 134
      cachedTokens: 'beside-when-larger', // 134
      repeatsReasoning: true, // 134
      statesCost: true, // recording xai-chat-399d641bd0
      prefill: 'echo', // 134
      reasoningReplay: { field: 'reasoning_content' }, // recorded requests send it back so
    },
    models: [
      { model: /^grok-4\.20(?:-\w+)?-(?:non-)?reasoning$/, quirks: { reasoning: { as: 'nothing' } } }, // 133
    ],
  },
  {
    prefix: 'perplexity',
    name: 'Perplexity',
    baseURL: 'https://api.perplexity.ai',
    apiKeyEnv: ['PERPLEXITYAI_API_KEY', 'PERPLEXITY_API_KEY'],
    docs: 'https://docs.perplexity.ai',
    abilities: ['images', 'pdf', 'schema'],
    // Base64 of 8-bit integers, one for each of the 256 dimensions asked for: recording perplexity-embeddings-276d3eb901
    // 512 texts: the vendor's schema, EmbeddingsRequest
    embeddings: { path: '/v1/embeddings', batch: 512, encoded: 'int8', statesCost: true },
    quirks: {
      unsupported: ['tools', 'tool_choice', 'parallel_tool_calls', 'stop', 'seed'], // 137
      jsonSchema: 'unnamed', // 137
      filePart: 'file_url', // 137
      statesCost: true, // recording perplexity-chat-4e533a34d8
    },
  },
  {
    prefix: 'meta',
    name: 'Meta',
    baseURL: 'https://api.meta.ai/v1',
    baseURLEnv: ['META_API_BASE'],
    apiKeyEnv: ['META_API_KEY', 'META_MODEL_API_KEY'],
    docs: 'https://dev.meta.ai/docs',
  },
  {
    prefix: 'meta_llama',
    aliases: ['llama'],
    name: 'Llama API',
    baseURL: 'https://api.llama.com/compat/v1',
    baseURLEnv: ['LLAMA_API_BASE'],
    apiKeyEnv: ['LLAMA_API_KEY'],
    docs: 'https://llama.developer.meta.com/docs/features/compatibility',
  },
  {
    prefix: 'inception',
    name: 'Inception',
    baseURL: 'https://api.inceptionlabs.ai/v1',
    apiKeyEnv: ['INCEPTION_API_KEY'],
    docs: 'https://docs.inceptionlabs.ai/api-reference/chat/create-a-chat-completion',
    quirks: {
      // https://docs.inceptionlabs.ai/capabilities/reasoning-efforts: instant, low, medium, high
      reasoning: { as: 'effort', words: { none: 'instant', minimal: 'instant', xhigh: 'high', max: 'high' } },
    },
  },
  {
    prefix: 'writer',
    name: 'Writer',
    baseURL: 'https://api.writer.com/v1',
    path: '/chat', // recordings writer-chat-stream-*
    apiKeyEnv: ['WRITER_API_KEY'],
    docs: 'https://dev.writer.com/api-reference/completion-api/chat-completion',
    abilities: ['tools'],
    quirks: { maxTokens: 'max_tokens' }, // the page above knows no other
  },
  {
    prefix: 'amazon_nova',
    aliases: ['amazon-nova'],
    name: 'Amazon Nova',
    baseURL: 'https://api.nova.amazon.com/v1',
    apiKeyEnv: ['AMAZON_NOVA_API_KEY', 'NOVA_API_KEY'],
    docs: 'https://nova.amazon.com/dev/documentation',
  },
  {
    prefix: 'cognition',
    name: 'Cognition',
    baseURL: 'https://api.cognition.ai/v1',
    baseURLEnv: ['COGNITION_API_BASE'],
    apiKeyEnv: ['COGNITION_API_KEY'],
    docs: 'https://docs.litellm.ai/docs/providers/cognition',
    note: 'Known from LiteLLM’s page alone.',
  },
  {
    prefix: 'morph',
    name: 'Morph',
    baseURL: 'https://api.morphllm.com/v1',
    baseURLEnv: ['MORPH_API_BASE'],
    apiKeyEnv: ['MORPH_API_KEY'],
    docs: 'https://docs.morphllm.com/api-reference/introduction',
  },
  {
    prefix: 'v0',
    name: 'v0',
    baseURL: 'https://api.v0.dev/v1',
    baseURLEnv: ['V0_API_BASE'],
    apiKeyEnv: ['V0_API_KEY'],
    docs: 'https://v0.app/docs/v0-model-api',
  },
  {
    prefix: 'maritalk',
    aliases: ['maritaca'],
    name: 'Maritaca AI',
    baseURL: 'https://chat.maritaca.ai/api',
    apiKeyEnv: ['MARITALK_API_KEY', 'MARITACA_API_KEY'],
    docs: 'https://docs.maritaca.ai',
    embeddings: false,
  },
]
