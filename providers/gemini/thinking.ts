import type { ThinkingConfig, ThinkingLevel } from '@google/genai'
import type { CallReport, ProviderRequest } from '../../src/provider.js'
import { LEVELS, type Level, type ThinkingControl } from './models.js'

/** The vendor's form, with words in place of its enum. */
export type Thinking = Omit<ThinkingConfig, 'thinkingLevel'> & { thinkingLevel?: `${ThinkingLevel}` }

/** Google's own table: https://ai.google.dev/gemini-api/docs/openai#thinking */
const BUDGETS: Readonly<Record<string, number>> = { minimal: 1024, low: 1024, medium: 8192, high: 24_576 }
/** The model decides. */
const DYNAMIC = -1

type Words = Pick<ProviderRequest, 'thinking' | 'reasoning_effort'>

/** The model's form of `thinking` and `reasoning_effort` (quirks.md 113). Undefined leaves it to the model. */
export function toThinking(
  { thinking, reasoning_effort: effort }: Words,
  control: ThinkingControl,
  report: CallReport,
): Thinking | undefined {
  if (control.as === 'nothing' || (!thinking && !effort)) return undefined
  if (thinking?.type === 'disabled') return off(control, report, 'thinking')
  if (!thinking && effort === 'none') return off(control, report, 'reasoning_effort')
  const includeThoughts = thinking?.display !== 'omitted'
  const budget = thinking?.type === 'enabled' ? thinking.budget_tokens : undefined
  if (control.as === 'budget') {
    const wanted = budget ?? (effort ? (BUDGETS[effort] ?? control.max) : DYNAMIC)
    const thinkingBudget = clamp(wanted, control)
    if (budget !== undefined && thinkingBudget !== budget) report.droppedParams.push('thinking')
    return { includeThoughts, thinkingBudget }
  }
  if (budget !== undefined) report.droppedParams.push('thinking.budget_tokens')
  const level = effort ?? (budget === undefined ? undefined : levelForBudget(budget))
  return { includeThoughts, ...(level && { thinkingLevel: toLevel(level, control.levels) }) }
}

/** Nothing sent is not "off". What cannot be turned off thinks as little as it can. */
function off(control: ThinkingControl, report: CallReport, param: string): Thinking | undefined {
  if (control.as === 'budget' && control.off) return { thinkingBudget: 0 }
  report.droppedParams.push(param)
  if (control.as === 'budget') return { thinkingBudget: control.min }
  return control.as === 'level' ? { thinkingLevel: toLevel('minimal', control.levels) } : undefined
}

function clamp(budget: number, { min, max }: Extract<ThinkingControl, { as: 'budget' }>): number {
  return budget === DYNAMIC ? DYNAMIC : Math.min(max, Math.max(min, budget))
}

/** The weakest level of the model that is not weaker than the word; the strongest for words beyond all. */
function toLevel(word: string, levels: readonly Level[]): `${ThinkingLevel}` {
  const words: readonly string[] = LEVELS
  const wanted = words.indexOf(word)
  const found = wanted < 0 ? undefined : levels.find((level) => words.indexOf(level) >= wanted)
  return UPPER[found ?? levels.at(-1) ?? 'high']
}

const UPPER = { minimal: 'MINIMAL', low: 'LOW', medium: 'MEDIUM', high: 'HIGH' } as const satisfies Record<
  Level,
  `${ThinkingLevel}`
>

/** Nearest word for a budget, by the steps of Google's table. */
function levelForBudget(budget: number): Level {
  return budget <= 1024 ? 'low' : budget <= 8192 ? 'medium' : 'high'
}
