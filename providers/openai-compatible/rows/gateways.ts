import type { Row } from '../row.js'

/** Those who hand a request on to another provider. The numbers are those of the list of quirks. */
export const gateways: readonly Row[] = [
  {
    prefix: 'openrouter',
    name: 'OpenRouter',
    baseURL: 'https://openrouter.ai/api/v1',
    baseURLEnv: ['OPENROUTER_API_BASE'],
    apiKeyEnv: ['OPENROUTER_API_KEY'],
    docs: 'https://openrouter.ai/docs/api-reference/overview',
    abilities: ['tools', 'images', 'pdf', 'audio', 'schema', 'reasoning', 'caching', 'embeddings'],
    embeddings: { statesCost: true },
    responses: 'encrypted-reasoning', // recording openrouter-responses-29d022d16b
    quirks: {
      reasoning: { as: 'reasoning' }, // 42
      reasoningDetails: true, // 10, 144
      statesCost: true, // 144
      cacheControl: true, // 52
      extraParams: ['top_k'], // https://openrouter.ai/docs/api-reference/parameters
    },
    models: [
      { model: /^(?:openai|anthropic)\//, quirks: { developerRole: true } }, // 39
    ],
  },
  {
    prefix: 'vercel_ai_gateway',
    aliases: ['vercel'],
    name: 'Vercel AI Gateway',
    baseURL: 'https://ai-gateway.vercel.sh/v1',
    baseURLEnv: ['VERCEL_AI_GATEWAY_API_BASE'],
    apiKeyEnv: ['VERCEL_AI_GATEWAY_API_KEY', 'AI_GATEWAY_API_KEY', 'VERCEL_OIDC_TOKEN'],
    docs: 'https://vercel.com/docs/ai-gateway/sdks-and-apis/openai-chat-completions',
    abilities: ['tools', 'reasoning', 'caching'],
    quirks: {
      reasoning: { as: 'reasoning' }, // https://vercel.com/docs/ai-gateway/sdks-and-apis/openai-chat-completions/advanced
      reasoningDetails: true, // recorded requests send them back so
      statesCost: true, // recording vercel_gateway-chat-06299dcc66
    },
  },
  {
    prefix: 'huggingface',
    name: 'Hugging Face Inference Providers',
    baseURL: 'https://router.huggingface.co/v1',
    apiKeyEnv: ['HUGGINGFACE_API_KEY', 'HF_TOKEN'],
    docs: 'https://huggingface.co/docs/inference-providers',
    abilities: ['tools', 'images', 'schema'],
    // At most 32 texts: the default of the server behind it, https://huggingface.co/docs/text-embeddings-inference/cli_arguments
    embeddings: { batch: 32, pipeline: 'https://router.huggingface.co/hf-inference' },
    note: 'Embeddings come from `hf-inference`; a server of your own (`baseURL`) is asked for them in the form of OpenAI.',
  },
  {
    prefix: 'helicone',
    name: 'Helicone AI Gateway',
    baseURL: 'https://ai-gateway.helicone.ai/v1',
    apiKeyEnv: ['HELICONE_API_KEY'],
    docs: 'https://docs.helicone.ai/rest/ai-gateway/post-v1-chat-completions',
  },
  {
    prefix: 'portkey',
    name: 'Portkey',
    baseURL: 'https://api.portkey.ai/v1',
    apiKeyEnv: ['PORTKEY_API_KEY'],
    keyHeader: 'x-portkey-api-key',
    docs: 'https://portkey.ai/docs/api-reference/inference-api/headers',
    note: 'What the gateway routes to is said in `x-portkey-…` headers or in the model (`@provider/model`).',
  },
  {
    prefix: 'litellm_proxy',
    aliases: ['litellm'],
    name: 'LiteLLM proxy',
    baseURLEnv: ['LITELLM_PROXY_API_BASE'],
    apiKeyEnv: ['LITELLM_PROXY_API_KEY'],
    keyOptional: true,
    docs: 'https://docs.litellm.ai/docs/providers/litellm_proxy',
    note: 'The base URL is that of your proxy, such as `http://localhost:4000`.',
  },
  {
    prefix: 'poe',
    name: 'Poe',
    baseURL: 'https://api.poe.com/v1',
    apiKeyEnv: ['POE_API_KEY'],
    docs: 'https://creator.poe.com/docs/external-applications/openai-compatible-api',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
  {
    prefix: 'nano-gpt',
    aliases: ['nanogpt'],
    name: 'NanoGPT',
    baseURL: 'https://nano-gpt.com/api/v1',
    apiKeyEnv: ['NANOGPT_API_KEY', 'NANO_GPT_API_KEY'],
    docs: 'https://docs.nano-gpt.com',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
  {
    prefix: 'aihubmix',
    name: 'AIHubMix',
    baseURL: 'https://aihubmix.com/v1',
    baseURLEnv: ['AIHUBMIX_API_BASE'],
    apiKeyEnv: ['AIHUBMIX_API_KEY'],
    docs: 'https://docs.aihubmix.com',
  },
  {
    prefix: 'cometapi',
    name: 'CometAPI',
    baseURL: 'https://api.cometapi.com/v1',
    apiKeyEnv: ['COMETAPI_KEY', 'COMETAPI_API_KEY'],
    docs: 'https://pypi.org/project/cometapi/',
  },
  {
    prefix: 'aiml',
    aliases: ['aimlapi'],
    name: 'AI/ML API',
    baseURL: 'https://api.aimlapi.com/v1',
    baseURLEnv: ['AIML_API_BASE'],
    apiKeyEnv: ['AIML_API_KEY', 'AIMLAPI_API_KEY'],
    docs: 'https://docs.aimlapi.com',
  },
  {
    prefix: 'apertis',
    name: 'Apertis',
    baseURL: 'https://api.apertis.ai/v1',
    apiKeyEnv: ['STIMA_API_KEY', 'APERTIS_API_KEY'],
    docs: 'https://apertis.ai/docs',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
  {
    prefix: 'assemblyai',
    name: 'AssemblyAI LLM Gateway',
    baseURL: 'https://llm-gateway.assemblyai.com/v1',
    apiKeyEnv: ['ASSEMBLYAI_API_KEY'],
    keyHeader: 'authorization', // the page below: the key as it is, without `Bearer`
    docs: 'https://www.assemblyai.com/docs/llm-gateway/quickstart',
    note: 'For data kept in the EU: `https://llm-gateway.eu.assemblyai.com/v1`.',
  },
  {
    prefix: 'datarobot',
    name: 'DataRobot',
    baseURL: 'https://app.datarobot.com/api/v2/genai/llmgw',
    path: '/chat/completions/', // LiteLLM's DataRobot configuration: with the slash
    apiKeyEnv: ['DATAROBOT_API_TOKEN', 'DATAROBOT_API_KEY'],
    docs: 'https://docs.datarobot.com/en/docs/gen-ai/genai-code/dr-llm-gateway.html',
    note: 'Other installations: `<DATAROBOT_ENDPOINT>/genai/llmgw`.',
  },
]
