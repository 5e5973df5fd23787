/** Words for Claude's `output_config.effort`, weakest first. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'
export type ChoiceKind = 'auto' | 'any' | 'tool'

/** What a model behind Converse takes. Sources: quirks.md 89-101, https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html */
export interface ModelFacts {
  family: 'claude' | 'nova' | 'mistral' | 'gpt-oss' | 'other'
  /** `toolConfig` at all. */
  tools: boolean
  /** Values of `toolConfig.toolChoice`. */
  choices: readonly ChoiceKind[]
  /** `strict` in a tool. */
  strict: boolean
  /** Instructions apart from the messages. */
  system: boolean
  /** Where a `cachePoint` may stand. */
  caching: 'everywhere' | 'texts' | 'none'
  /** A `cachePoint` may live an hour. */
  longCache: boolean
  /** How reasoning is asked for: Claude's budget or adaptive form, Nova's `reasoningConfig`, `reasoning_effort`. */
  reasoning: 'none' | 'budget' | 'both' | 'adaptive' | 'nova' | 'effort'
  /** How Claude's thinking is turned off; `never`: it cannot be. */
  off: 'disabled' | 'between_tools' | 'never'
  efforts: readonly Effort[]
  /** `temperature`, `topP` and top-k. */
  sampling: boolean
  /** Where top-k is put in `additionalModelRequestFields`. */
  topK: 'top_k' | 'inferenceConfig' | 'k' | undefined
  /** Most tokens of one answer, where asking for more is refused. */
  maxTokens: number | undefined
}

const OTHER: ModelFacts = {
  family: 'other',
  tools: true,
  choices: ['auto'],
  strict: false,
  system: true,
  caching: 'none',
  longCache: false,
  reasoning: 'none',
  off: 'disabled',
  efforts: [],
  sampling: true,
  topK: undefined,
  maxTokens: undefined,
}
const WITHOUT_TOOLS: ModelFacts = { ...OTHER, tools: false, choices: [] }
const TEXT_ONLY: ModelFacts = { ...WITHOUT_TOOLS, system: false }

const ALL: readonly ChoiceKind[] = ['auto', 'any', 'tool']

const CLAUDE: ModelFacts = {
  ...OTHER,
  family: 'claude',
  choices: ALL,
  caching: 'everywhere',
  longCache: true,
  reasoning: 'adaptive',
  efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
  sampling: false,
  topK: 'top_k',
  maxTokens: 128_000,
}
const BOTH: ModelFacts = { ...CLAUDE, reasoning: 'both', efforts: ['low', 'medium', 'high', 'max'], sampling: true }
const BUDGET: ModelFacts = { ...BOTH, reasoning: 'budget', efforts: [], maxTokens: 64_000 }
const PLAIN: ModelFacts = { ...BUDGET, reasoning: 'none', caching: 'none', maxTokens: 4096 }
const NOVA: ModelFacts = { ...OTHER, family: 'nova', choices: ALL, caching: 'texts', topK: 'inferenceConfig' }
const MISTRAL: ModelFacts = { ...OTHER, family: 'mistral', choices: ['auto', 'any'], topK: 'top_k' }

/** Claude by family, newest first: a model has the facts of the newest version that is not newer than itself. */
const CLAUDES: Readonly<Record<string, ReadonlyArray<readonly [version: number, facts: ModelFacts]>>> = {
  opus: [
    [5.05, { ...CLAUDE, off: 'never', choices: ['auto'] }],
    [4.07, CLAUDE],
    [4.06, { ...BOTH, strict: true }],
    [4.05, { ...BUDGET, strict: true }],
    [4.0, { ...BUDGET, maxTokens: 32_000 }],
    [0, PLAIN],
  ],
  sonnet: [
    [5.05, { ...CLAUDE, off: 'between_tools', choices: ['auto'] }],
    [5.0, CLAUDE],
    [4.06, { ...BOTH, strict: true }],
    [4.05, { ...BUDGET, strict: true }],
    [3.07, BUDGET],
    [3.05, { ...PLAIN, maxTokens: 8192 }],
    [0, PLAIN],
  ],
  haiku: [
    [5.0, CLAUDE],
    [4.05, { ...BUDGET, strict: true }],
    [3.05, { ...PLAIN, caching: 'everywhere', maxTokens: 8192 }],
    [0, PLAIN],
  ],
  fable: [[0, { ...CLAUDE, off: 'never' }]],
  mythos: [[0, { ...CLAUDE, off: 'never' }]],
}

/** The other makers by what their model ids hold; the first that fits. */
const FAMILIES: ReadonlyArray<readonly [RegExp, ModelFacts]> = [
  [/nova-2-/, { ...NOVA, reasoning: 'nova' }],
  [/nova-/, NOVA],
  [/titan-t|titan-text|ai21\.j2|mistral-7b|mixtral-8x7b|cohere\.command-(?:light-)?text/, TEXT_ONLY],
  [/deepseek\.r1|deepseek_r1|llama2|llama3-(?:8b|70b)/, WITHOUT_TOOLS],
  [/mistral|pixtral|devstral|magistral/, MISTRAL],
  [/gpt-oss|(?:^|\.)openai\./, { ...OTHER, family: 'gpt-oss', reasoning: 'effort' }],
  [/cohere\.command-r/, { ...OTHER, topK: 'k' }],
]

/** `claude-sonnet-4-5-20250929-v1:0`, `claude-sonnet-4-6`, `claude-sonnet-5`. */
const NAME = /claude-([a-z]+)-(\d+)(?:[-.](\d{1,2}))?(?!\d)/
/** `claude-3-5-sonnet-20241022-v2:0`. */
const OLD_NAME = /claude-(\d+)(?:[-.](\d{1,2}))?-([a-z]+)/

/** The ARN of an application profile, a provisioned or an imported model says nothing of the model (quirks.md 95). */
const HIDDEN =
  /:(?:application-inference-profile|provisioned-model|imported-model|custom-model|custom-model-deployment)\//
const HIDDEN_FACTS: ModelFacts = { ...OTHER, choices: ALL, caching: 'everywhere', longCache: true }

/** The facts of a model by its id, whatever region prefix or ARN stands around it. */
export function modelFacts(model: string): ModelFacts {
  const name = model.toLowerCase()
  if (HIDDEN.test(name)) return HIDDEN_FACTS
  if (!name.includes('claude')) return FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? OTHER
  if (/claude-(?:v?[12](?!\d)|instant)/.test(name)) return { ...PLAIN, tools: false, choices: [] }
  const parsed = NAME.exec(name)
  const old = parsed ? undefined : OLD_NAME.exec(name)
  const [family = '', major, minor] = parsed ? parsed.slice(1) : old ? [old[3], old[1], old[2]] : []
  const rows = Object.hasOwn(CLAUDES, family) ? CLAUDES[family] : undefined
  const version = Number(major ?? 0) + Number(minor ?? 0) / 100
  // An unknown Claude is taken for a newest one, since those are what comes next.
  return rows?.find(([from]) => from <= version)?.[1] ?? CLAUDE
}
