import type { Row } from '../row.js'

/** Those who serve open models on chips of their own. The numbers are those of the list of quirks. */
export const chipMakers: readonly Row[] = [
  {
    prefix: 'groq',
    name: 'Groq',
    baseURL: 'https://api.groq.com/openai/v1',
    baseURLEnv: ['GROQ_API_BASE'],
    apiKeyEnv: ['GROQ_API_KEY'],
    docs: 'https://console.groq.com/docs/openai',
    abilities: ['tools', 'images', 'schema', 'reasoning', 'caching'],
    quirks: {
      callsOnlyContent: 'empty', // 25
      flattenText: 'all', // 132
      reasoning: { as: 'effort', words: { minimal: 'low', xhigh: 'high', max: 'high' } }, // 132
      reasoningReplay: { field: 'reasoning' }, // 132
    },
    models: [
      {
        model: /qwen-?3/i, // 132: `none` or `default`
        quirks: {
          reasoning: {
            as: 'effort',
            words: {
              minimal: 'default',
              low: 'default',
              medium: 'default',
              high: 'default',
              xhigh: 'default',
              max: 'default',
            },
          },
        },
      },
    ],
  },
  {
    prefix: 'cerebras',
    name: 'Cerebras',
    baseURL: 'https://api.cerebras.ai/v1',
    baseURLEnv: ['CEREBRAS_API_BASE'],
    apiKeyEnv: ['CEREBRAS_API_KEY'],
    docs: 'https://inference-docs.cerebras.ai/resources/openai',
    abilities: ['tools', 'reasoning'],
    quirks: {
      reasoningReplay: { field: 'reasoning' }, // 135
      repeatsCallsInJson: true, // 135
      emptyBadRequest: 'overflow', // 48
    },
  },
  {
    prefix: 'sambanova',
    name: 'SambaNova',
    baseURL: 'https://api.sambanova.ai/v1',
    baseURLEnv: ['SAMBANOVA_API_BASE'],
    apiKeyEnv: ['SAMBANOVA_API_KEY'],
    docs: 'https://docs.sambanova.ai/docs',
  },
  {
    prefix: 'nvidia_nim',
    aliases: ['nvidia'],
    name: 'NVIDIA NIM',
    baseURL: 'https://integrate.api.nvidia.com/v1',
    baseURLEnv: ['NVIDIA_NIM_API_BASE'],
    apiKeyEnv: ['NVIDIA_NIM_API_KEY', 'NVIDIA_API_KEY'],
    docs: 'https://docs.api.nvidia.com/nim/reference/llm-apis',
    embeddings: { inputType: { field: 'input_type', query: 'query', document: 'passage' } },
    quirks: {
      maxTokens: 'max_tokens', // 38
      flattenText: 'assistant', // 26
      reasoning: { as: 'nothing' }, // 42
    },
  },
]
