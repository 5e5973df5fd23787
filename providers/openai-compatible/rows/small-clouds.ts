import type { Row } from '../row.js'

/** Smaller clouds that serve open models. The numbers are those of the list of quirks. */
export const smallClouds: readonly Row[] = [
  {
    prefix: 'veniceai',
    aliases: ['venice'],
    name: 'Venice',
    baseURL: 'https://api.venice.ai/api/v1',
    apiKeyEnv: ['VENICE_AI_API_KEY', 'VENICE_API_KEY'],
    docs: 'https://docs.venice.ai',
    abilities: ['tools', 'schema', 'reasoning', 'caching', 'embeddings'],
    quirks: {
      reasoningReplay: { field: 'reasoning_content' }, // a recorded request sends it back so
      statesCost: true, // recording venice-chat-1f1e0c2656
    },
  },
  {
    prefix: 'doubleword',
    name: 'Doubleword',
    baseURL: 'https://api.doubleword.ai/v1',
    apiKeyEnv: ['DOUBLEWORD_API_KEY'],
    docs: 'https://docs.doubleword.ai',
    abilities: ['tools', 'schema', 'reasoning', 'embeddings'],
    quirks: { reasoningReplay: { field: 'reasoning_content' } }, // recorded requests send it back so
  },
  {
    prefix: 'avian',
    name: 'Avian',
    baseURL: 'https://api.avian.io/v1',
    apiKeyEnv: ['AVIAN_API_KEY'],
    docs: 'https://avian.io',
    abilities: ['tools', 'reasoning', 'caching'],
    quirks: { reasoningReplay: { field: 'reasoning_content' } }, // a recorded request sends it back so
  },
  {
    prefix: 'synthetic',
    name: 'Synthetic',
    baseURL: 'https://api.synthetic.new/openai/v1',
    apiKeyEnv: ['SYNTHETIC_API_KEY'],
    docs: 'https://dev.synthetic.new/docs/api/overview',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
  {
    prefix: 'compactifai',
    name: 'CompactifAI',
    baseURL: 'https://api.compactif.ai/v1',
    baseURLEnv: ['COMPACTIFAI_API_BASE'],
    apiKeyEnv: ['COMPACTIFAI_API_KEY'],
    docs: 'https://docs.compactif.ai',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM's CompactifAI page knows no other
  },
  {
    prefix: 'publicai',
    name: 'Public AI',
    baseURL: 'https://api.publicai.co/v1',
    baseURLEnv: ['PUBLICAI_API_BASE'],
    apiKeyEnv: ['PUBLICAI_API_KEY'],
    docs: 'https://platform.publicai.co/docs',
    quirks: { maxTokens: 'max_tokens', flattenText: 'all' }, // LiteLLM providers.json
  },
  {
    prefix: 'abliteration',
    name: 'abliteration.ai',
    baseURL: 'https://api.abliteration.ai/v1',
    apiKeyEnv: ['ABLITERATION_API_KEY', 'ABLIT_KEY'],
    docs: 'https://docs.abliteration.ai/models',
  },
  {
    prefix: 'llamagate',
    name: 'LlamaGate',
    baseURL: 'https://api.llamagate.dev/v1',
    apiKeyEnv: ['LLAMAGATE_API_KEY'],
    docs: 'https://llamagate.dev/docs',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
  {
    prefix: 'libertai',
    name: 'LibertAI',
    baseURL: 'https://api.libertai.io/v1',
    apiKeyEnv: ['LIBERTAI_API_KEY'],
    docs: 'https://docs.libertai.io/apis/text/',
  },
  {
    prefix: 'neosantara',
    name: 'Neosantara',
    baseURL: 'https://api.neosantara.xyz/v1',
    apiKeyEnv: ['NEOSANTARA_API_KEY'],
    docs: 'https://docs.neosantara.xyz',
  },
  {
    prefix: 'darkbloom',
    name: 'Darkbloom',
    baseURL: 'https://api.darkbloom.dev/v1',
    apiKeyEnv: ['DARKBLOOM_API_KEY'],
    docs: 'https://github.com/Layr-Labs/d-inference/blob/master/docs/consumer/quickstart.md',
  },
  {
    prefix: 'tensormesh',
    name: 'Tensormesh',
    baseURL: 'https://serverless.tensormesh.ai/v1',
    baseURLEnv: ['TENSORMESH_SERVERLESS_BASE_URL'],
    apiKeyEnv: ['TENSORMESH_INFERENCE_API_KEY'],
    docs: 'https://docs.tensormesh.ai',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM's test of its configuration
  },
  {
    prefix: 'pinstripes',
    name: 'Pinstripes',
    baseURL: 'https://api.pinstripes.io/v1',
    apiKeyEnv: ['PINSTRIPES_API_KEY'],
    docs: 'https://www.pinstripes.io/docs/chat/completions/',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM's test of its configuration
  },
  {
    prefix: 'scx-ai',
    aliases: ['scx'],
    name: 'SCX.ai',
    baseURL: 'https://api.scx.ai/v1',
    apiKeyEnv: ['SCX_API_KEY'],
    docs: 'https://platform.scx.ai/docs',
    quirks: { maxTokens: 'max_tokens', maxTemperature: 1 }, // LiteLLM's test of its configuration
  },
  {
    prefix: 'salad_cloud',
    aliases: ['salad'],
    name: 'Salad AI Gateway',
    baseURL: 'https://ai.salad.cloud/v1',
    apiKeyEnv: ['SALAD_CLOUD_API_KEY'],
    docs: 'https://docs.salad.com/ai-gateway/tutorials/getting-started',
    note: 'A closed beta in August 2026.',
  },
  {
    prefix: 'charity_engine',
    name: 'Charity Engine',
    baseURL: 'https://api.charityengine.services/remotejobs/v2/inference',
    apiKeyEnv: ['CHARITY_ENGINE_API_KEY'],
    docs: 'https://github.com/BerriAI/litellm/pull/23223',
    note: 'Known from LiteLLM alone: the vendor’s pages do not show this API.',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
  {
    prefix: 'galadriel',
    name: 'Galadriel',
    baseURL: 'https://api.galadriel.com/v1',
    baseURLEnv: ['GALADRIEL_API_BASE'],
    apiKeyEnv: ['GALADRIEL_API_KEY'],
    docs: 'https://docs.galadriel.com/api-reference/chat-completion-API',
    quirks: { maxTokens: 'max_tokens' }, // the page above knows no other
  },
  {
    prefix: 'empower',
    name: 'Empower',
    baseURL: 'https://app.empower.dev/api/v1',
    baseURLEnv: ['EMPOWER_API_BASE'],
    apiKeyEnv: ['EMPOWER_API_KEY'],
    docs: 'https://github.com/empower-ai/empower-functions',
  },
  {
    prefix: 'bytez',
    name: 'Bytez',
    baseURL: 'https://api.bytez.com/models/v2/openai/v1',
    apiKeyEnv: ['BYTEZ_API_KEY'],
    docs: 'https://docs.bytez.com/http-reference/examples/openai-compliant/chatCompletionsExample',
    note: 'Models of other makers need their key in a header: `headers: { "provider-key": "…" }`.',
  },
]
