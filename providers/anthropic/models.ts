/** Words for `output_config.effort`, weakest first. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max'

/** What a Claude model takes. Source: https://platform.claude.com/docs/en/models and quirks.md 73-79. */
export interface ModelFacts {
  /** Whether it is one of Anthropic's own, and not another vendor's model behind Anthropic's protocol. */
  claude: boolean
  /** Most tokens that one answer may have. */
  maxTokens: number
  /** `both`: a budget is still taken, `adaptive` is preferred. */
  thinking: 'none' | 'budget' | 'both' | 'adaptive'
  /** How thinking is turned off; `never` means that it cannot be. */
  off: 'disabled' | 'between_tools' | 'never'
  /** Thinking can be off only up to effort `high`. */
  offUpToHigh?: boolean
  efforts: readonly Effort[]
  /** `temperature`, `top_p` and `top_k`. */
  sampling: boolean
  /** `tool_choice` of type `any` and `tool`. */
  forcedTools: boolean
  /** `output_config.format` and `strict` tools. */
  structured: boolean
}

const ALL_EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const
const EFFORTS_4_6 = ['low', 'medium', 'high', 'max'] as const

const ADAPTIVE = {
  claude: true,
  maxTokens: 128_000,
  thinking: 'adaptive',
  off: 'disabled',
  efforts: ALL_EFFORTS,
  sampling: false,
  forcedTools: true,
  structured: true,
} as const satisfies ModelFacts

const BOTH = { ...ADAPTIVE, thinking: 'both', efforts: EFFORTS_4_6, sampling: true } as const satisfies ModelFacts
const BUDGET = { ...BOTH, thinking: 'budget', efforts: [], maxTokens: 64_000 } as const satisfies ModelFacts
const PLAIN = { ...BUDGET, thinking: 'none', structured: false } as const satisfies ModelFacts

/** By family, newest first: a model has the facts of the newest version that is not newer than itself. */
const FAMILIES: Readonly<Record<string, ReadonlyArray<readonly [version: number, facts: ModelFacts]>>> = {
  opus: [
    [5.05, { ...ADAPTIVE, off: 'never', forcedTools: false }],
    [5.0, { ...ADAPTIVE, offUpToHigh: true }],
    [4.07, ADAPTIVE],
    [4.06, BOTH],
    [4.05, BUDGET],
    [4.01, { ...BUDGET, maxTokens: 32_000 }],
    [4.0, { ...BUDGET, maxTokens: 32_000, structured: false }],
    [0, { ...PLAIN, maxTokens: 4096 }],
  ],
  sonnet: [
    [5.05, { ...ADAPTIVE, off: 'between_tools', forcedTools: false }],
    [5.0, ADAPTIVE],
    [4.06, BOTH],
    [4.05, BUDGET],
    [3.07, { ...BUDGET, structured: false }],
    [3.05, { ...PLAIN, maxTokens: 8192 }],
    [0, { ...PLAIN, maxTokens: 4096 }],
  ],
  haiku: [
    [5.0, { ...ADAPTIVE, offUpToHigh: true }],
    [4.05, BUDGET],
    [3.05, { ...PLAIN, maxTokens: 8192 }],
    [0, { ...PLAIN, maxTokens: 4096 }],
  ],
  fable: [
    [5.01, { ...ADAPTIVE, off: 'never', forcedTools: false }],
    [0, { ...ADAPTIVE, off: 'never' }],
  ],
  mythos: [
    [5.01, { ...ADAPTIVE, off: 'never', forcedTools: false }],
    [5.0, { ...ADAPTIVE, off: 'never' }],
    [0, BOTH], // claude-mythos-preview
  ],
}

const NEWEST: ModelFacts = { ...ADAPTIVE, offUpToHigh: true }
const NOT_CLAUDE: ModelFacts = { ...BUDGET, claude: false, maxTokens: 4096, structured: false }

/** `claude-sonnet-4-5-20250929`, `claude-sonnet-4@20250514`, `us.anthropic.claude-opus-4-1-…-v1:0`, `claude-haiku-4.5`. */
const NAME = /claude-([a-z]+)-(?:(\d+)(?:[-.](\d{1,2}))?(?!\d)|preview)/
/** `claude-3-5-sonnet-20241022`, `claude-3-opus-20240229`. */
const OLD_NAME = /claude-(\d+)(?:[-.](\d{1,2}))?-([a-z]+)/

/**
 * The facts of a model by its name in any vendor's spelling. An unknown Claude model is taken for a newest one, since
 * those are what comes next; a name without `claude` is another vendor's model.
 */
export function modelFacts(model: string): ModelFacts {
  const name = model.toLowerCase()
  if (!name.includes('claude')) return NOT_CLAUDE
  if (/claude-(?:v?[12](?!\d)|instant)/.test(name)) return { ...PLAIN, maxTokens: 4096 }
  const parsed = NAME.exec(name)
  const old = parsed ? undefined : OLD_NAME.exec(name)
  const [family, major, minor] = parsed
    ? [parsed[1], parsed[2], parsed[3]]
    : old
      ? [old[3], old[1], old[2]]
      : [undefined, undefined, undefined]
  const rows = family !== undefined && Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined
  const version = Number(major ?? 0) + Number(minor ?? 0) / 100
  return rows?.find(([from]) => from <= version)?.[1] ?? NEWEST
}
