// Who is right where genai-prices and LiteLLM's map of August 2026 state other prices for a model. The first rule that
// fits counts. A rule names its evidence, or says that there is none.
export interface Decision {
  winner: 'genai-prices' | 'litellm' | 'neither'
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
    models: /^(?:gemini|vertex_ai)\/gemini-2\.0-flash-exp-image-generation$/,
    winner: 'litellm',
    title: 'Names that genai-prices takes for another model',
    why: 'Its rule is for Gemini 2.0 Flash; the experiment was free.',
    mismatch: true,
  },
  {
    models: /^(?:gemini|vertex_ai)\/gemini-.*(?:native-audio|-tts)/,
    winner: 'genai-prices',
    title: 'Gemini’s audio models',
    why: 'LiteLLM has the text prices of 2.5 Flash and 2.5 Pro; the vendor’s page has prices of their own for models that speak.',
    source: 'https://ai.google.dev/gemini-api/docs/pricing',
  },
  {
    models: /^gemini\/gemini-3\.1-flash-image/,
    winner: 'genai-prices',
    title: 'Not decided: the vendor contradicts itself',
    why: 'Google’s AI Studio showed twice what its API page did for text in and out (0.50 and 3, 0.25 and 1.50); images cost the same in both. The higher reading is used.',
  },
  {
    models: /^gemini\/gemini-1\.5-flash$/,
    winner: 'genai-prices',
    title: 'Gaps in LiteLLM’s map',
    why: 'LiteLLM has 0 for the output, which the vendor did charge.',
    source: 'https://ai.google.dev/gemini-api/docs/pricing',
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
    models: /^bedrock\/(?:us\.)?(?:meta\.llama3-|amazon\.titan-text|mistral\.mistral-large-2402)/,
    winner: 'genai-prices',
    title: 'Price cuts on Bedrock',
    why: 'LiteLLM has the prices of the launch. Later lists have 0.20 and 0.60 for Titan Text Express, 4 and 12 for Mistral Large; AWS’s own page shows its figures only to a browser.',
    source: 'https://inventivehq.com/blog/aws-bedrock-pricing-guide (second-hand)',
  },
  {
    models: /^bedrock\/(?:eu|apac)\.(?:amazon|meta)\./,
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
    models: /^vertex_ai\/claude-opus-4-6/,
    winner: 'litellm',
    title: 'Claude above 200,000 tokens',
    why: 'Since 2026-03-13 the price of Opus 4.6 is flat up to a million tokens.',
    source: 'https://platform.claude.com/docs/en/about-claude/pricing#long-context-pricing',
  },
  {
    models:
      /^(?:bedrock\/.*claude|vertex_ai\/claude|anthropic\/claude)-?.*sonnet-4|^vertex_ai\/claude-sonnet-4|^anthropic\/claude-4-sonnet|^bedrock\/.*claude-3-5-sonnet/,
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
    models: /^mistral\/mistral-large-latest$/,
    winner: 'litellm',
    title: 'Mistral’s names that move',
    why: 'Since December 2025 the name is Mistral Large 3 at 0.50 and 1.50; genai-prices has one price for every name that begins with mistral-large.',
    source: 'https://mistral.ai/pricing/api',
  },
  {
    models: /^mistral\//,
    winner: 'genai-prices',
    title: 'Mistral’s names that move',
    why: 'LiteLLM has the price of the version that the name stood for in 2024, or that of the launch (Codestral 1 and 3, Large 2407 3 and 9, Nemo 0.30).',
    source: 'https://mistral.ai/pricing/api',
  },
  {
    models: /^xai\/grok-4(?:-0709|-latest|-fast|-1-fast)/,
    winner: 'litellm',
    title: 'xAI above 128,000 tokens',
    why: 'The vendor charges twice above 128,000 tokens for Grok 4 and 4 Fast; genai-prices has no tier for them here, but has one for OpenRouter’s grok-4-fast.',
    source: 'https://openrouter.ai/x-ai/grok-4',
  },
  {
    models: /^openai\/gpt-realtime-2$/,
    winner: 'genai-prices',
    title: 'OpenAI’s audio models',
    why: 'The model’s page states 24 for text out.',
    source: 'https://developers.openai.com/api/docs/models/gpt-realtime-2.md',
  },
  {
    models: /^azure\/o1-mini$/,
    winner: 'genai-prices',
    title: 'Azure’s regional price',
    why: 'LiteLLM has the price of a regional deployment, a tenth above that of a global one, for the bare name.',
    source: 'https://azure.microsoft.com/en-us/pricing/details/cognitive-services/openai-service/',
  },
  {
    models: /^azure\/o4-mini|^cloudflare\/@cf\/meta\/llama-3\.2-11b|^fireworks_ai\/gpt-oss-120b$/,
    winner: 'litellm',
    title: 'Rounded figures',
    why: 'One source has the figure rounded to a cent or a thousandth; the longer one is used.',
  },
  {
    models: /^ovhcloud\//,
    winner: 'genai-prices',
    title: 'OVHcloud’s euro and dollar',
    why: 'genai-prices reads the list that the vendor’s own API gives, in dollars. LiteLLM’s figures are all lower by a tenth, as euro prices would be.',
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
