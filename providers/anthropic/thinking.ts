import type { OutputConfig, ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages/messages'
import {
  type CallReport,
  effortShare,
  type ProviderRequest,
  type ReasoningEffort,
  type ThinkingConfig,
} from '../../src/provider.js'
import type { Effort, ModelFacts } from './models.js'

export interface Thinking {
  thinking?: ThinkingConfigParam
  effort?: NonNullable<OutputConfig['effort']>
}

const MIN_BUDGET = 1024
/** What is kept for the answer itself (quirks.md 75). */
const MIN_ANSWER = 1024

type Words = Pick<ProviderRequest, 'thinking' | 'reasoning_effort'>

/** The model's form of `thinking` and `reasoning_effort` (quirks.md 74, 75). */
export function toThinking(
  { thinking, reasoning_effort: effort }: Words,
  facts: ModelFacts,
  report: CallReport,
): Thinking {
  if (facts.thinking === 'none') return {}
  if (thinking?.type === 'disabled') return off(facts, effort, report, 'thinking')
  if (thinking) return given(thinking, effort, facts, report)
  if (effort === 'none') return off(facts, undefined, report, 'reasoning_effort')
  if (!effort) return {}
  if (facts.thinking === 'budget') return { thinking: { type: 'enabled', budget_tokens: budgetFor(effort, facts) } }
  // Newer models leave their reasoning out of the answer unless asked, and who sets an effort wants to read it.
  const shown = facts.thinking === 'adaptive' ? ({ display: 'summarized' } as const) : {}
  return { thinking: { type: 'adaptive', ...shown }, ...effortOf(effort, facts) }
}

/** Whether a request turns thinking on; models that think by themselves are not meant. */
export function thinks({ thinking }: Thinking): boolean {
  return thinking?.type === 'enabled' || thinking?.type === 'adaptive'
}

function given(
  thinking: Exclude<ThinkingConfig, { type: 'disabled' }>,
  effort: ReasoningEffort | null | undefined,
  facts: ModelFacts,
  report: CallReport,
): Thinking {
  const display = thinking.display ? { display: thinking.display } : {}
  const budget = thinking.type === 'enabled' ? thinking.budget_tokens : undefined
  if (facts.thinking === 'budget' || (facts.thinking === 'both' && budget !== undefined)) {
    const tokens = budget === undefined ? budgetFor(effort ?? 'medium', facts) : clampBudget(budget, facts)
    if (thinking.type === 'adaptive' || (budget !== undefined && tokens !== budget))
      report.droppedParams.push('thinking')
    return { thinking: { type: 'enabled', budget_tokens: tokens, ...display } }
  }
  if (budget !== undefined) report.droppedParams.push('thinking.budget_tokens')
  const word = effort ?? (budget === undefined ? undefined : effortForBudget(budget))
  return { thinking: { type: 'adaptive', ...display }, ...(word && effortOf(word, facts)) }
}

/** Nothing sent is not "off": newer models think by default (quirks.md 43, 74). */
function off(
  facts: ModelFacts,
  effort: ReasoningEffort | null | undefined,
  report: CallReport,
  param: string,
): Thinking {
  const words = effort && effort !== 'none' ? effortOf(effort, facts) : {}
  if (facts.off === 'never') {
    report.droppedParams.push(param)
    return words.effort ? words : { effort: 'low' }
  }
  if (facts.offUpToHigh && (words.effort === 'xhigh' || words.effort === 'max')) {
    report.droppedParams.push('reasoning_effort')
    words.effort = 'high'
  }
  return { thinking: { type: facts.off }, ...words }
}

function effortOf(effort: string, { efforts }: ModelFacts): { effort?: Effort } {
  const known = efforts.find((word) => word === effort)
  if (known) return { effort: known }
  const nearest = effort === 'minimal' ? efforts[0] : effort === 'xhigh' ? efforts.at(-1) : undefined
  return nearest ? { effort: nearest } : {}
}

function budgetFor(effort: string, facts: ModelFacts): number {
  return clampBudget(Math.round((effortShare(effort) ?? 0) * facts.maxTokens), facts)
}

function clampBudget(budget: number, { claude, maxTokens }: ModelFacts): number {
  const least = Math.max(MIN_BUDGET, budget)
  return claude ? Math.min(least, maxTokens - MIN_ANSWER) : least
}

/** Nearest effort for a budget: the steps in which others set budgets by effort (quirks.md 75). */
function effortForBudget(budget: number): Effort {
  return budget <= 2048 ? 'low' : budget <= 8192 ? 'medium' : 'high'
}
