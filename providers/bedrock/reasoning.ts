import { type CallReport, effortShare, type ProviderRequest } from '../../src/provider.js'
import type { Effort, ModelFacts } from './models.js'
import { isHighEffort } from './params.js'

/** What asks for reasoning, for `additionalModelRequestFields` (quirks.md 94). */
export interface Reasoning {
  fields: Record<string, unknown>
  /** Claude's budget, which comes on top of the answer's tokens. */
  budget: number
}

export const NO_REASONING: Reasoning = { fields: {}, budget: 0 }
const MIN_BUDGET = 1024
/** What is kept for the answer itself (quirks.md 75). */
const MIN_ANSWER = 1024

/** Whether a request turns Claude's thinking on, so that no tool may be forced. */
export function thinks({ thinking, reasoning_effort: effort }: ProviderRequest, facts: ModelFacts): boolean {
  if (facts.family !== 'claude' || facts.reasoning === 'none') return false
  return thinking ? thinking.type !== 'disabled' : Boolean(effort) && effort !== 'none'
}

export function toReasoning(request: ProviderRequest, facts: ModelFacts, report: CallReport, gov: boolean): Reasoning {
  const { thinking, reasoning_effort: effort } = request
  if (!thinking && !effort) return NO_REASONING
  const off = thinking ? thinking.type === 'disabled' : effort === 'none'
  switch (facts.reasoning) {
    case 'none':
      return NO_REASONING
    case 'effort':
      return { fields: { reasoning_effort: toWord(request, report) }, budget: 0 }
    case 'nova':
      return {
        fields: {
          reasoningConfig: off
            ? { type: 'disabled' }
            : { type: 'enabled', maxReasoningEffort: toWord(request, report) },
        },
        budget: 0,
      }
    default:
      return off ? claudeOff(request, facts, report) : claudeOn(request, facts, report, gov)
  }
}

/** One of the three words of gpt-oss and Nova. */
function toWord(
  { thinking, reasoning_effort: effort }: ProviderRequest,
  report: CallReport,
): 'low' | 'medium' | 'high' {
  if (effort && effort !== 'none') return isHighEffort(effort) ? 'high' : effort === 'medium' ? 'medium' : 'low'
  if (thinking?.type === 'enabled') return effortForBudget(thinking.budget_tokens ?? 0)
  if (thinking?.type === 'adaptive') return 'medium'
  report.droppedParams.push(thinking ? 'thinking' : 'reasoning_effort') // gpt-oss cannot be told not to think
  return 'low'
}

function claudeOn(request: ProviderRequest, facts: ModelFacts, report: CallReport, gov: boolean): Reasoning {
  const { thinking, reasoning_effort: effort } = request
  const given = thinking?.type === 'enabled' ? thinking.budget_tokens : undefined
  // Newer models leave their reasoning out of the answer unless asked, and who sets an effort wants to read it.
  const wanted = thinking
    ? 'display' in thinking
      ? thinking.display
      : undefined
    : facts.reasoning === 'adaptive'
      ? 'summarized'
      : undefined
  if (gov && wanted && thinking) report.droppedParams.push('thinking.display')
  const display = wanted && !gov ? { display: wanted } : {}
  if (facts.reasoning === 'budget' || (facts.reasoning === 'both' && given !== undefined)) {
    const budget = clampBudget(given ?? (effortShare(effort ?? 'medium') ?? 0.3) * (facts.maxTokens ?? 0), facts)
    if (given !== undefined && budget !== given) report.droppedParams.push('thinking')
    return { fields: { thinking: { type: 'enabled', budget_tokens: budget, ...display } }, budget }
  }
  if (given !== undefined) report.droppedParams.push('thinking.budget_tokens')
  const word = effort && effort !== 'none' ? effort : given === undefined ? undefined : effortForBudget(given)
  return { fields: { thinking: { type: 'adaptive', ...display }, ...outputConfig(word, facts) }, budget: 0 }
}

/** Nothing sent is not "off": newer models think by default (quirks.md 43, 74). */
function claudeOff(
  { thinking, reasoning_effort: effort }: ProviderRequest,
  facts: ModelFacts,
  report: CallReport,
): Reasoning {
  const word = effort && effort !== 'none' ? effort : undefined
  if (facts.off === 'never') {
    report.droppedParams.push(thinking ? 'thinking' : 'reasoning_effort')
    return { fields: outputConfig(word ?? 'low', facts), budget: 0 }
  }
  // The newest refuse "disabled" with more than high effort.
  const kept = facts.reasoning === 'adaptive' && isHighEffort(word) ? 'high' : word
  if (kept !== word) report.droppedParams.push('reasoning_effort')
  return { fields: { thinking: { type: facts.off }, ...outputConfig(kept, facts) }, budget: 0 }
}

function outputConfig(word: string | undefined, { efforts }: ModelFacts): { output_config?: { effort: Effort } } {
  if (word === undefined) return {}
  const nearest = word === 'minimal' ? efforts[0] : word === 'xhigh' ? efforts.at(-1) : undefined
  const effort = efforts.find((known) => known === word) ?? nearest
  return effort ? { output_config: { effort } } : {}
}

function clampBudget(budget: number, { maxTokens }: ModelFacts): number {
  const most = maxTokens === undefined ? Number.POSITIVE_INFINITY : maxTokens - MIN_ANSWER
  return Math.min(Math.max(MIN_BUDGET, Math.round(budget)), most)
}

/** Nearest effort for a budget: the steps in which others set budgets by effort (quirks.md 75). */
function effortForBudget(budget: number): 'low' | 'medium' | 'high' {
  return budget <= 2048 ? 'low' : budget <= 8192 ? 'medium' : 'high'
}
