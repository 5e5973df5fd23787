import type { Row } from '../row.js'

/** Those who train models and serve them themselves, in China and India. The numbers are those of the list of quirks. */
export const asianModelMakers: readonly Row[] = [
  {
    prefix: 'deepseek',
    name: 'DeepSeek',
    baseURL: 'https://api.deepseek.com',
    baseURLEnv: ['DEEPSEEK_API_BASE'],
    apiKeyEnv: ['DEEPSEEK_API_KEY'],
    docs: 'https://api-docs.deepseek.com',
    abilities: ['tools', 'schema', 'reasoning', 'caching'],
    responses: true, // https://api-docs.deepseek.com/guides/responses_api
    quirks: {
      unsupported: ['seed'], // 131
      maxTokens: 'max_tokens', // 38
      callsOnlyContent: 'empty', // 25
      flattenText: 'all', // 131
      jsonSchema: 'instruction', // 130
      jsonObjectInstruction: true, // 130
      reasoning: { as: 'thinking', effort: true }, // 42, 131
      reasoningReplay: { field: 'reasoning_content', turns: 'after-last-user' }, // 129
    },
    models: [
      { model: /v4/, quirks: { reasoningReplay: { field: 'reasoning_content', turns: 'every' } } }, // 129
    ],
  },
  {
    prefix: 'dashscope',
    aliases: ['alibaba'],
    name: 'Alibaba Model Studio',
    baseURL: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    baseURLEnv: ['DASHSCOPE_API_BASE'],
    apiKeyEnv: ['DASHSCOPE_API_KEY'],
    docs: 'https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope',
    abilities: ['tools', 'reasoning', 'caching'],
    note: 'Keys of the China region need `https://dashscope.aliyuncs.com/compatible-mode/v1`.',
    embeddings: { batch: 10 }, // https://www.alibabacloud.com/help/en/model-studio/embedding-interfaces-compatible-with-openai
    quirks: {
      cacheControl: true, // 141
      reasoning: { as: 'enable_thinking', maxBudget: 16384 }, // 141
      extraParams: ['top_k'], // the page above
    },
    models: [
      {
        model: /deepseek-v4/, // https://www.alibabacloud.com/help/en/model-studio/deep-thinking: `high` or `max`
        quirks: {
          reasoning: { as: 'effort', words: { minimal: 'high', low: 'high', medium: 'high', xhigh: 'max' } },
        },
      },
    ],
  },
  {
    prefix: 'moonshot',
    aliases: ['moonshotai'],
    name: 'Moonshot AI',
    baseURL: 'https://api.moonshot.ai/v1',
    baseURLEnv: ['MOONSHOT_API_BASE'],
    apiKeyEnv: ['MOONSHOT_API_KEY'],
    docs: 'https://platform.moonshot.ai/docs/api/chat',
    abilities: ['tools', 'images', 'reasoning', 'caching'],
    note: 'Keys of the China region need `https://api.moonshot.cn/v1`.',
    quirks: {
      maxTokens: 'max_tokens', // 38
      maxTemperature: 1, // https://platform.moonshot.ai/docs/guide/migrating-from-openai-to-kimi
      flattenText: 'all', // LiteLLM's Moonshot configuration: text models take no list
      toolSchema: 'mfjs', // 138
      jsonSchema: 'mfjs', // 138
      reasoning: { as: 'thinking' }, // 139
      reasoningReplay: { field: 'reasoning_content' }, // 139
    },
    models: [
      { model: /^kimi-k2\.6/, quirks: { reasoning: { as: 'thinking', with: { keep: 'all' } } } }, // 139
      {
        model: /^kimi-k3/, // 139; V:moonshotai: K3 always reasons and takes only the effort
        quirks: {
          reasoning: { as: 'effort', words: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'max' } },
          // Fixed, a 400 otherwise: https://java.agentscope.io/v2/en/integration/model/kimi
          unsupported: ['temperature', 'top_p', 'n', 'presence_penalty', 'frequency_penalty'],
        },
      },
      { model: /^moonshot-v1/, quirks: { reasoning: { as: 'nothing' } } }, // V:moonshotai
    ],
  },
  {
    prefix: 'zai',
    name: 'Z.AI',
    baseURL: 'https://api.z.ai/api/paas/v4',
    baseURLEnv: ['ZAI_API_BASE'],
    apiKeyEnv: ['ZAI_API_KEY', 'ZHIPU_API_KEY'],
    docs: 'https://docs.z.ai/guides/develop/openai/python',
    abilities: ['tools', 'images', 'reasoning', 'caching'],
    note: 'The coding plan has its own base URL, `https://api.z.ai/api/coding/paas/v4`.',
    quirks: {
      maxTokens: 'max_tokens', // 38
      toolStream: true, // 44
      reasoning: { as: 'thinking', with: { clear_thinking: false } }, // 42
      reasoningReplay: { field: 'reasoning_content' }, // recorded requests send it back so
    },
  },
  {
    prefix: 'minimax',
    name: 'MiniMax',
    baseURL: 'https://api.minimax.io/v1',
    baseURLEnv: ['MINIMAX_API_BASE'],
    apiKeyEnv: ['MINIMAX_API_KEY'],
    docs: 'https://platform.minimax.io/docs/guides/quickstart',
    note: 'Keys of the China region need `https://api.minimaxi.com/v1`.',
    quirks: { cacheControl: true }, // LiteLLM's MiniMax configuration leaves the marks in
  },
  {
    prefix: 'volcengine',
    name: 'Volcengine Ark',
    baseURL: 'https://ark.cn-beijing.volces.com/api/v3',
    baseURLEnv: ['VOLCENGINE_API_BASE'],
    apiKeyEnv: ['VOLCENGINE_API_KEY', 'ARK_API_KEY'],
    docs: 'https://www.volcengine.com/docs/82379/1330626',
    quirks: { reasoning: { as: 'thinking' } }, // LiteLLM's Volcengine page: the `thinking` parameter
  },
  {
    prefix: 'tencent',
    aliases: ['tokenhub'],
    name: 'Tencent TokenHub',
    baseURL: 'https://tokenhub-intl.tencentcloudmaas.com/v1',
    baseURLEnv: ['TENCENT_API_BASE'],
    apiKeyEnv: ['TENCENT_API_KEY', 'TENCENT_TOKENHUB_API_KEY'],
    docs: 'https://www.tencentcloud.com/document/product/1300/82345',
    note: 'Keys of the China region need `https://tokenhub.tencentmaas.com/v1`.',
    quirks: {
      // the page above; https://cloud.tencent.com/document/product/1823/131208: low, medium, high
      reasoning: {
        as: 'thinking',
        effort: true,
        words: { minimal: 'low', xhigh: 'high', max: 'high' },
        budget: true,
      },
    },
  },
  {
    prefix: 'xiaomi_mimo',
    aliases: ['xiaomi'],
    name: 'Xiaomi MiMo',
    baseURL: 'https://api.xiaomimimo.com/v1',
    apiKeyEnv: ['XIAOMI_MIMO_API_KEY', 'XIAOMI_API_KEY'],
    docs: 'https://platform.xiaomimimo.com/static/docs/api/chat/openai-api.md',
    quirks: {
      maxTokens: 'max_tokens', // LiteLLM providers.json
      reasoning: { as: 'thinking' }, // the page above
    },
  },
  {
    prefix: 'modelscope',
    name: 'ModelScope',
    baseURL: 'https://api-inference.modelscope.cn/v1',
    apiKeyEnv: ['MODELSCOPE_API_KEY'],
    docs: 'https://modelscope.cn/docs/model-service/API-Inference/intro',
  },
  {
    prefix: 'sarvam',
    name: 'Sarvam AI',
    baseURL: 'https://api.sarvam.ai/v1',
    apiKeyEnv: ['SARVAM_API_KEY'],
    keyHeader: 'api-subscription-key', // LiteLLM providers.json
    docs: 'https://docs.sarvam.ai/api-reference-docs/chat/chat-completions',
    quirks: { maxTokens: 'max_tokens' }, // LiteLLM providers.json
  },
]
