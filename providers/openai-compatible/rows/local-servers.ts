import type { Row } from '../row.js'

/** Servers that users run themselves: none needs a key, and each is reached where it listens by default. */
export const localServers: readonly Row[] = [
  {
    prefix: 'hosted_vllm',
    aliases: ['vllm'],
    name: 'vLLM',
    baseURL: 'http://localhost:8000/v1',
    baseURLEnv: ['HOSTED_VLLM_API_BASE'],
    apiKeyEnv: ['HOSTED_VLLM_API_KEY'],
    keyOptional: true,
    docs: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
    quirks: { extraParams: ['top_k', 'priority', 'thinking_token_budget'] }, // the page above; quirks 148
    models: [
      { model: /qwen/i, quirks: { reasoning: { as: 'chat_template_kwargs' } } }, // quirks 42
    ],
  },
  {
    prefix: 'llamacpp',
    aliases: ['llama.cpp', 'llama_cpp'],
    name: 'llama.cpp',
    baseURL: 'http://localhost:8080/v1',
    apiKeyEnv: [],
    keyOptional: true,
    docs: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
    abilities: ['tools', 'images', 'schema', 'reasoning', 'caching', 'embeddings'],
    responses: true, // recording llamacpp-responses-1200d5831c
    quirks: {
      extraParams: ['top_k'], // the page above
      reasoningReplay: { field: 'reasoning_content' }, // quirks 148
    },
  },
  {
    prefix: 'llamafile',
    name: 'llamafile',
    baseURL: 'http://127.0.0.1:8080/v1',
    baseURLEnv: ['LLAMAFILE_API_BASE'],
    apiKeyEnv: ['LLAMAFILE_API_KEY'],
    keyOptional: true,
    docs: 'https://github.com/mozilla-ai/llamafile',
  },
  {
    prefix: 'lm_studio',
    aliases: ['lmstudio'],
    name: 'LM Studio',
    baseURL: 'http://localhost:1234/v1',
    baseURLEnv: ['LM_STUDIO_API_BASE'],
    apiKeyEnv: ['LM_STUDIO_API_KEY', 'LMSTUDIO_API_KEY'],
    keyOptional: true,
    docs: 'https://lmstudio.ai/docs/developer/openai-compat/chat-completions',
    responses: true, // https://lmstudio.ai/blog/lmstudio-v0.3.29
    quirks: { extraParams: ['top_k'] }, // the page above
  },
  {
    prefix: 'docker_model_runner',
    aliases: ['docker'],
    name: 'Docker Model Runner',
    baseURL: 'http://localhost:12434/engines/v1',
    baseURLEnv: ['DOCKER_MODEL_RUNNER_API_BASE'],
    apiKeyEnv: ['DOCKER_MODEL_RUNNER_API_KEY'],
    keyOptional: true,
    docs: 'https://docs.docker.com/ai/model-runner/api-reference/',
    quirks: { maxTokens: 'max_tokens', flattenText: 'all' }, // LiteLLM's Docker Model Runner configuration
  },
  {
    prefix: 'xinference',
    name: 'Xinference',
    baseURL: 'http://127.0.0.1:9997/v1',
    baseURLEnv: ['XINFERENCE_API_BASE'],
    apiKeyEnv: ['XINFERENCE_API_KEY'],
    keyOptional: true,
    docs: 'https://inference.readthedocs.io/en/latest/',
  },
  {
    prefix: 'lemonade',
    name: 'Lemonade',
    baseURL: 'http://localhost:8000/api/v1',
    baseURLEnv: ['LEMONADE_API_BASE'],
    apiKeyEnv: ['LEMONADE_API_KEY'],
    keyOptional: true,
    docs: 'https://lemonade-server.ai/docs/',
    note: 'Newer versions listen on port 13305.',
    quirks: { extraParams: ['top_k'] }, // LiteLLM's Lemonade page
  },
  {
    prefix: 'gpustack',
    name: 'GPUStack',
    apiKeyEnv: ['GPUSTACK_API_KEY'],
    keyOptional: true,
    docs: 'https://docs.gpustack.ai/latest/user-guide/openai-compatible-apis/',
    abilities: ['tools', 'reasoning', 'caching'],
    note: 'The base URL is `<server>/v1`.',
    quirks: { reasoningReplay: { field: 'reasoning_content' } }, // recorded requests send it back so
  },
  {
    prefix: 'ragflow',
    name: 'RAGFlow',
    apiKeyEnv: ['RAGFLOW_API_KEY'],
    docs: 'https://github.com/infiniflow/ragflow/blob/main/docs/references/api_reference.md',
    note: 'The base URL is that of one chat or agent: `<server>/api/v1/chats_openai/<id>` or `<server>/api/v1/agents_openai/<id>`.',
  },
  {
    prefix: 'oobabooga',
    name: 'Text generation web UI',
    baseURL: 'http://127.0.0.1:5000/v1',
    baseURLEnv: ['OOBABOOGA_API_BASE'],
    apiKeyEnv: ['OOBABOOGA_API_KEY'],
    keyOptional: true,
    docs: 'https://github.com/oobabooga/text-generation-webui/wiki/12-%E2%80%90-OpenAI-API',
    note: 'Start it with `--api`.',
    quirks: { extraParams: ['top_k'] }, // the page above
  },
]
