import type { Row } from '../row.js'

/** Clouds that serve open models. The numbers are those of the list of quirks. */
export const inferenceClouds: readonly Row[] = [
  {
    prefix: 'together_ai',
    aliases: ['together'],
    name: 'Together AI',
    baseURL: 'https://api.together.xyz/v1',
    baseURLEnv: ['TOGETHER_AI_API_BASE'],
    apiKeyEnv: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY', 'TOGETHERAI_API_KEY', 'TOGETHER_AI_TOKEN'],
    docs: 'https://docs.together.ai/docs/openai-api-compatibility',
    abilities: ['tools'],
    quirks: {
      maxTokens: 'max_tokens', // 38
      reasoning: { as: 'reasoning_enabled' }, // 42, 143
      extraParams: ['top_k'], // https://docs.together.ai/reference/chat-completions
    },
  },
  {
    prefix: 'fireworks_ai',
    aliases: ['fireworks'],
    name: 'Fireworks AI',
    baseURL: 'https://api.fireworks.ai/inference/v1',
    baseURLEnv: ['FIREWORKS_API_BASE'],
    apiKeyEnv: ['FIREWORKS_API_KEY', 'FIREWORKS_AI_API_KEY', 'FIREWORKSAI_API_KEY', 'FIREWORKS_AI_TOKEN'],
    docs: 'https://docs.fireworks.ai/tools-sdks/openai-compatibility',
    quirks: {
      reasoning: { as: 'effort', words: { minimal: 'low', xhigh: 'high', max: 'high' } }, // 143; excludes `thinking`
      extraParams: ['top_k'], // https://docs.fireworks.ai/api-reference/post-chatcompletions
    },
  },
  {
    prefix: 'deepinfra',
    name: 'DeepInfra',
    baseURL: 'https://api.deepinfra.com/v1/openai',
    baseURLEnv: ['DEEPINFRA_API_BASE'],
    apiKeyEnv: ['DEEPINFRA_API_KEY'],
    docs: 'https://docs.deepinfra.com/api-reference/chat-completions/openai-chat-completions',
    quirks: { reasoningTokens: 'beside-when-larger' }, // 5
    embeddings: { batch: 1024 }, // https://docs.deepinfra.com/api-reference/openai-embeddings-1
  },
  {
    prefix: 'baseten',
    name: 'Baseten',
    baseURL: 'https://inference.baseten.co/v1',
    apiKeyEnv: ['BASETEN_API_KEY'],
    docs: 'https://docs.baseten.co/reference/inference-api/chat-completions',
    embeddings: { batch: 128 }, // 143
    note: 'A deployment of your own has its own base URL.',
    quirks: { reasoning: { as: 'chat_template_args' } }, // 42
    models: [
      // https://docs.baseten.co/inference/model-apis/reasoning
      { model: /gpt-oss|deepseek-v4/i, quirks: { reasoning: { as: 'effort' } } },
    ],
  },
  {
    prefix: 'nebius',
    name: 'Nebius Token Factory',
    baseURL: 'https://api.tokenfactory.nebius.com/v1',
    baseURLEnv: ['NEBIUS_API_BASE'],
    apiKeyEnv: ['NEBIUS_API_KEY'],
    docs: 'https://docs.tokenfactory.nebius.com/api-reference/inference/create-chat-completion',
  },
  {
    prefix: 'novita',
    name: 'Novita AI',
    baseURL: 'https://api.novita.ai/openai/v1',
    baseURLEnv: ['NOVITA_API_BASE'],
    apiKeyEnv: ['NOVITA_API_KEY'],
    docs: 'https://novita.ai/docs/api-reference/model-apis-llm-create-chat-completion',
    models: [
      {
        model: /^(?:zai-org\/glm-4\.5|deepseek\/deepseek-v3\.(?:1|1-terminus|2-exp))$/, // the page above names these
        quirks: { reasoning: { as: 'enable_thinking' } },
      },
    ],
  },
  {
    prefix: 'friendliai',
    aliases: ['friendli'],
    name: 'FriendliAI',
    baseURL: 'https://api.friendli.ai/serverless/v1',
    baseURLEnv: ['FRIENDLI_API_BASE'],
    apiKeyEnv: ['FRIENDLIAI_API_KEY', 'FRIENDLI_TOKEN'],
    docs: 'https://friendli.ai/docs/openapi/model-apis/chat-completions',
  },
  {
    prefix: 'featherless_ai',
    aliases: ['featherless'],
    name: 'Featherless',
    baseURL: 'https://api.featherless.ai/v1',
    baseURLEnv: ['FEATHERLESS_API_BASE'],
    apiKeyEnv: ['FEATHERLESS_AI_API_KEY', 'FEATHERLESS_API_KEY'],
    docs: 'https://featherless.ai/docs',
  },
  {
    prefix: 'nscale',
    name: 'Nscale',
    baseURL: 'https://inference.api.nscale.com/v1',
    baseURLEnv: ['NSCALE_API_BASE'],
    apiKeyEnv: ['NSCALE_API_KEY'],
    docs: 'https://docs.nscale.com/docs/use-cases/chat',
  },
  {
    prefix: 'hyperbolic',
    name: 'Hyperbolic',
    baseURL: 'https://api.hyperbolic.xyz/v1',
    baseURLEnv: ['HYPERBOLIC_API_BASE'],
    apiKeyEnv: ['HYPERBOLIC_API_KEY'],
    docs: 'https://docs.hyperbolic.xyz',
  },
  {
    prefix: 'wandb',
    name: 'W&B Inference',
    baseURL: 'https://api.inference.wandb.ai/v1',
    baseURLEnv: ['WANDB_API_BASE'],
    apiKeyEnv: ['WANDB_API_KEY'],
    docs: 'https://docs.wandb.ai/guides/integrations/inference/',
    models: [
      {
        model: /qwen3\.[56]|gemma-?4|nemotron-?3|glm-5|deepseek-v4/i,
        // https://docs.wandb.ai/inference/response-settings/reasoning
        quirks: { reasoning: { as: 'chat_template_kwargs' } },
      },
    ],
  },
  {
    prefix: 'clarifai',
    name: 'Clarifai',
    baseURL: 'https://api.clarifai.com/v2/ext/openai/v1',
    apiKeyEnv: ['CLARIFAI_API_KEY', 'CLARIFAI_PAT'],
    docs: 'https://docs.clarifai.com/compute/inference/open-ai',
  },
  {
    prefix: 'crusoe',
    name: 'Crusoe',
    baseURL: 'https://api.inference.crusoecloud.com/v1',
    baseURLEnv: ['CRUSOE_API_BASE'],
    apiKeyEnv: ['CRUSOE_API_KEY'],
    docs: 'https://docs.crusoecloud.com/managed-inference/overview',
    abilities: ['tools', 'schema', 'reasoning'],
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
  {
    prefix: 'parasail',
    name: 'Parasail',
    baseURL: 'https://api.parasail.io/v1',
    baseURLEnv: ['PARASAIL_API_BASE'],
    apiKeyEnv: ['PARASAIL_API_KEY'],
    docs: 'https://docs.parasail.io/parasail-docs/quickstart/serverless',
  },
  {
    prefix: 'gmi',
    aliases: ['gmicloud'],
    name: 'GMI Cloud',
    baseURL: 'https://api.gmi-serving.com/v1',
    apiKeyEnv: ['GMI_API_KEY', 'GMICLOUD_API_KEY'],
    docs: 'https://docs.gmicloud.ai/inference-engine/api-reference/llm-api-reference',
  },
  {
    prefix: 'chutes',
    name: 'Chutes',
    baseURL: 'https://llm.chutes.ai/v1',
    apiKeyEnv: ['CHUTES_API_KEY'],
    docs: 'https://chutes.ai/docs/guides/reasoning-models',
    quirks: { maxTokens: 'max_tokens' }, // 38
    models: [
      { model: /qwen|gemma/i, quirks: { reasoning: { as: 'chat_template_kwargs' } } }, // the page above
    ],
  },
]
