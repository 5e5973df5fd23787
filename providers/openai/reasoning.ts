import { isRecord, type ProviderRequest, type ReasoningEffort } from '../../src/provider.js'
import type { Dialect, EffortWords, ReasoningControl } from './dialect.js'
import { isPlainModel, lowestEffort } from './models.js'
import type { ChatBody } from './wire.js'

/** What `reasoning_effort` and `thinking` ask for together. `effort` is absent where only on or off was said. */
interface Wish {
  on: boolean
  /** What said not to think. */
  off?: 'effort' | 'thinking'
  effort?: ReasoningEffort | undefined
  budget?: number | undefined
}

const DEFAULT_CONTROL: ReasoningControl = { as: 'effort' }

export function reasoningControlOf({ reasoning = DEFAULT_CONTROL }: Dialect): ReasoningControl {
  return reasoning
}

/** Says in the host's words how to think (42, 43). Fields that the caller set in the host's own words stay. */
export function applyReasoning(body: ChatBody, request: ProviderRequest, dialect: Dialect): void {
  const { thinking, reasoning_effort } = request
  if (thinking === undefined && (reasoning_effort === undefined || reasoning_effort === null)) return
  const wish = toWish(request)
  body['thinking'] = undefined
  body.reasoning_effort = undefined
  Object.assign(body, toFields(wish, reasoningControlOf(dialect), body, dialect))
}

function toWish({ thinking, reasoning_effort: effort }: ProviderRequest): Wish {
  if (effort === 'none') return { on: false, off: 'effort', effort }
  if (thinking?.type === 'disabled' && !effort) return { on: false, off: 'thinking', effort: 'none' }
  const budget = thinking?.type === 'enabled' ? thinking.budget_tokens : undefined
  return { on: true, effort: effort ?? undefined, budget }
}

function effortOf({ effort, budget }: Wish): ReasoningEffort | undefined {
  return effort || effortOfBudget(budget)
}

/** The effort nearest to a budget of tokens; the steps are those that pi-ai takes for the reverse (75). */
export function effortOfBudget(budget: number | undefined): ReasoningEffort | undefined {
  if (budget === undefined) return undefined
  if (budget <= 2048) return 'low'
  return budget <= 8192 ? 'medium' : 'high'
}

function worded(effort: ReasoningEffort | undefined, words: EffortWords | undefined): string | undefined {
  return effort ? (words?.[effort] ?? effort) : undefined
}

function toFields(
  wish: Wish,
  control: ReasoningControl,
  body: ChatBody,
  { openaiModels }: Dialect,
): Readonly<Record<string, unknown>> {
  switch (control.as) {
    case 'nothing':
      return {}
    case 'effort': {
      // `thinking: disabled` on a model that cannot stop thinking becomes its least.
      if (openaiModels && wish.off === 'thinking')
        return isPlainModel(body.model) ? {} : { reasoning_effort: lowestEffort(body.model) }
      return { reasoning_effort: worded(effortOf(wish), control.words) }
    }
    case 'thinking':
      return {
        thinking: {
          type: wish.on ? 'enabled' : 'disabled',
          ...(wish.on && control.with),
          ...(wish.on && control.budget && wish.budget !== undefined && { budget_tokens: wish.budget }),
        },
        ...(wish.on && control.effort && { reasoning_effort: worded(effortOf(wish), control.words) }),
      }
    case 'enable_thinking': {
      const { budget } = wish
      const limited = budget !== undefined && Math.min(budget, control.maxBudget ?? budget)
      return { enable_thinking: wish.on, ...(wish.on && limited !== false && { thinking_budget: limited }) }
    }
    case 'reasoning':
      return { reasoning: body['reasoning'] ?? toReasoningObject(wish, control.words) }
    case 'reasoning_enabled':
      return { reasoning: body['reasoning'] ?? { enabled: wish.on } }
    case 'chat_template_kwargs':
    case 'chat_template_args': {
      const stated = body[control.as]
      const wished = { enable_thinking: wish.on, ...(wish.on && { preserve_thinking: true }) }
      return { [control.as]: isRecord(stated) ? { ...wished, ...stated } : wished }
    }
  }
}

function toReasoningObject(wish: Wish, words: EffortWords | undefined): Readonly<Record<string, unknown>> {
  if (!wish.on) return { effort: worded('none', words) }
  if (wish.effort) return { effort: worded(wish.effort, words) }
  return wish.budget === undefined ? { enabled: true } : { max_tokens: wish.budget }
}
