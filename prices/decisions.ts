// Who is right where genai-prices and LiteLLM's map of August 2026 state other prices for a model. The first rule that
// fits counts. A rule names its evidence, or says that there is none.
export interface Decision {
  winner: 'genai-prices' | 'litellm'
  /** Heads a part of the list in docs/prices.md. */
  title: string
  why: string
  source?: string
}

type Rule = Decision & {
  models: RegExp
  /** The two speak of different models here: genai-prices' rule fits the name by accident. It counts without a difference. */
  mismatch?: true
}

const RULES: readonly Rule[] = [
  {
    models:
      /^(?:deepseek\/deepseek-v4-|gemini\/gemini-3\.[678]-flash|vertex_ai\/gemini-3\.[678]-flash|openai\/gpt-5\.6)/,
    winner: 'genai-prices',
    title: 'Price changes after the copy of LiteLLM’s map',
    why: 'The vendor changed its price in August 2026 or later; genai-prices has both prices with the day of the change.',
    source:
      'https://api-docs.deepseek.com/quick_start/pricing, https://ai.google.dev/gemini-api/docs/pricing, https://developers.openai.com/api/docs/pricing',
  },
  {
    models: /^deepseek\//,
    winner: 'litellm',
    title: 'DeepSeek’s retired names',
    why: 'genai-prices still has the prices by hour of early 2025 for these; the vendor ended those in September 2025, when V3.2 cost 0.28 and 0.42.',
    source: 'https://api-docs.deepseek.com/news/news250929',
  },
  {
    models: /^openai\/gpt-4o-(?:mini-)?transcribe/,
    winner: 'litellm',
    title: 'OpenAI’s audio models',
    why: 'The model’s page states 2.5 (mini: 1.25) for audio in. genai-prices has 6 and 3.',
    source: 'https://developers.openai.com/api/docs/models/gpt-4o-transcribe.md',
  },
  {
    models: /^openai\/gpt-4o-mini-tts/,
    winner: 'genai-prices',
    title: 'OpenAI’s audio models',
    why: 'The model’s page states 0.60 for text in and 12 for audio out.',
    source: 'https://developers.openai.com/api/docs/models/gpt-4o-mini-tts',
  },
  {
    models: /^groq\/openai\/gpt-oss-safeguard-20b$/,
    winner: 'litellm',
    title: 'Names that genai-prices takes for another model',
    why: 'Its rule is for gpt-oss-120b. Groq lists 0.075 and 0.30.',
    source: 'https://console.groq.com/docs/models',
    mismatch: true,
  },
  {
    models: /^bedrock\/amazon\.titan-embed-text-v2/,
    winner: 'litellm',
    title: 'Names that genai-prices takes for another model',
    why: 'Its rule is for version 1 of the model.',
    mismatch: true,
  },
  {
    models: /^(?:gemini|vertex_ai)\/gemini-.*(?:native-audio|image-generation|-tts)/,
    winner: 'litellm',
    title: 'Names that genai-prices takes for another model',
    why: 'Its rules are for the model without these words, or for another release.',
    mismatch: true,
  },
  {
    models: /^(?:gemini|vertex_ai)\/gemini-.*-preview-(?:06-17|09-2025)$/,
    winner: 'genai-prices',
    title: 'Gemini previews',
    why: 'A preview is served and billed as the release that followed it; cached input became a tenth of the input price for 2.5 models.',
    source: 'https://ai.google.dev/gemini-api/docs/pricing',
  },
  {
    models: /^bedrock\/us-gov\./,
    winner: 'litellm',
    title: 'Bedrock by region',
    why: 'GovCloud has prices of its own; genai-prices’ rule does not look at the region.',
    source: 'https://aws.amazon.com/bedrock/pricing/',
    mismatch: true,
  },
  {
    models: /^bedrock\/(?:eu|apac|us)\.(?:amazon|meta)\./,
    winner: 'litellm',
    title: 'Bedrock by region',
    why: 'AWS has other prices in other regions; genai-prices’ rule has those of us-east-1 for all.',
    source: 'https://aws.amazon.com/bedrock/pricing/',
    mismatch: true,
  },
  {
    models: /^bedrock\/(?:(?:eu|jp|au|apac|us)\.)?(?:anthropic\.)?claude-(?!3)/,
    winner: 'genai-prices',
    title: 'Claude on Bedrock outside the global profile',
    why: 'From Sonnet 4.5 on, a region’s or a geography’s endpoint costs 10 % more than the global one. LiteLLM has the global price for the bare name. The price above 200,000 tokens ended with the beta of the long context.',
    source: 'https://platform.claude.com/docs/en/about-claude/pricing',
  },
  {
    models:
      /^(?:bedrock\/.*claude|vertex_ai\/claude|anthropic\/claude)-?.*sonnet-4|^vertex_ai\/claude-(?:opus|sonnet)-4|^anthropic\/claude-4-sonnet|^bedrock\/.*claude-3-5-sonnet/,
    winner: 'genai-prices',
    title: 'Claude above 200,000 tokens',
    why: 'The beta of the long context ended on 2026-04-30 for Sonnet 4 and 4.5: no longer prompt is served, so there is nothing to price.',
    source: 'https://platform.claude.com/docs/en/about-claude/pricing#long-context-pricing',
  },
  {
    models: /^anthropic\/claude-3-(?:haiku|opus)/,
    winner: 'genai-prices',
    title: 'Anthropic’s one-hour cache',
    why: 'A write for one hour costs twice the input, as the vendor’s table says: 0.50 for Haiku 3, 30 for Opus 3. LiteLLM has 6 for both.',
    source: 'https://platform.claude.com/docs/en/about-claude/pricing',
  },
  {
    models: /^bedrock\/eu\.anthropic\.claude-3-5-haiku|^vertex_ai\/claude-3-5-haiku/,
    winner: 'genai-prices',
    title: 'Claude Haiku 3.5',
    why: 'The vendor’s table says 0.80 and 4. LiteLLM has the price of Haiku 3, or that of the launch.',
    source: 'https://platform.claude.com/docs/en/about-claude/pricing',
  },
  {
    models: /^mistral\/(?:mistral-large-latest|mistral-large-2407)$/,
    winner: 'litellm',
    title: 'Mistral’s names that move',
    why: 'mistral-large-latest is Mistral Large 3 (0.50 and 1.50) and 2407 cost 3 and 9; genai-prices has one price for every name that begins with mistral-large.',
    source: 'https://mistral.ai/pricing/api',
  },
  {
    models: /^mistral\//,
    winner: 'genai-prices',
    title: 'Mistral’s names that move',
    why: 'LiteLLM has the price of the version that the name stood for in 2024 (Codestral 1 and 3, Medium 2.7 and 8.1, Nemo 0.30).',
    source: 'https://mistral.ai/pricing/api',
  },
  {
    models: /^xai\/grok-4(?:-0709|-latest|-fast|-1-fast)/,
    winner: 'litellm',
    title: 'xAI above 128,000 tokens',
    why: 'The vendor charges twice above 128,000 tokens for Grok 4 and 4 Fast; genai-prices has no tier for them.',
    source: 'https://openrouter.ai/x-ai/grok-4 (“pricing increases once the total tokens … greater than 128k”)',
  },
  {
    models: /^ovhcloud\//,
    winner: 'genai-prices',
    title: 'OVHcloud’s euro and dollar',
    why: 'The dollar price is what the vendor’s own model list states; LiteLLM’s figures are the euro ones.',
    source: 'https://oai.endpoints.kepler.ai.cloud.ovh.net/v1/models',
  },
  {
    models: /^openrouter\//,
    winner: 'genai-prices',
    title: 'OpenRouter’s moving prices',
    why: 'OpenRouter shows the price of a host that it would choose, and this changes from week to week; the later reading is used. Each answer states what it really cost, and that is what a call reports.',
    source: 'https://openrouter.ai/models',
  },
]

const UNDECIDED: Decision = {
  winner: 'genai-prices',
  title: 'Not decided: no source',
  why: 'No page of the vendor was found that tells. The reading of genai-prices is later and is used.',
}

/** What is done about a model that both know. */
export function decide(name: string, differ: boolean): Decision {
  const rule = RULES.find(({ models, mismatch }) => (differ || mismatch) && models.test(name))
  return rule ?? UNDECIDED
}
