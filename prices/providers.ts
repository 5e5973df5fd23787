/** Whose prices genai-prices has under which id, by our prefix. */
export const GENAI_IDS: Readonly<Record<string, string>> = {
  anthropic: 'anthropic',
  arcee: 'arcee',
  avian: 'avian',
  azure: 'azure',
  baseten: 'baseten',
  bedrock: 'aws',
  cerebras: 'cerebras',
  cloudflare: 'cloudflare',
  cohere: 'cohere',
  cursor: 'cursor',
  deepseek: 'deepseek',
  doubleword: 'doubleword',
  fireworks_ai: 'fireworks',
  gemini: 'google',
  github_copilot: 'github-copilot',
  groq: 'groq',
  minimax: 'minimax',
  mistral: 'mistral',
  modal: 'modal',
  moonshot: 'moonshotai',
  novita: 'novita',
  openai: 'openai',
  openrouter: 'openrouter',
  ovhcloud: 'ovhcloud',
  perplexity: 'perplexity',
  together_ai: 'together',
  vertex_ai: 'google',
  voyage: 'voyageai',
  xai: 'x-ai',
  zai: 'zai',
  zhipuai: 'zhipuai',
}

/** Hugging Face's router sells what others host: `model:host`. */
export const HUGGINGFACE_HOSTS: Readonly<Record<string, string>> = {
  cerebras: 'huggingface_cerebras',
  'fireworks-ai': 'huggingface_fireworks-ai',
  groq: 'huggingface_groq',
  hyperbolic: 'huggingface_hyperbolic',
  nebius: 'huggingface_nebius',
  novita: 'huggingface_novita',
  nscale: 'huggingface_nscale',
  ovhcloud: 'huggingface_ovhcloud',
  publicai: 'huggingface_publicai',
  sambanova: 'huggingface_sambanova',
  together: 'huggingface_together',
}

/** Prefixes of the providers that are code of their own; those of the others are in their rows. */
export const OWN_ALIASES: Readonly<Record<string, string>> = {
  vertex: 'vertex_ai',
  cohere_chat: 'cohere',
  ollama_chat: 'ollama',
}
