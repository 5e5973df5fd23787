import { effortShare, type ProviderRequest } from '../../src/provider.js'
import { thinks } from './models.js'
import type { ChatBody } from './wire.js'

/** The most that a thinking model writes: https://docs.cohere.com/docs/command-a-reasoning */
const MAX_TOKENS = 32_000

/** Models that can think do so unless told otherwise: nothing sent is not "off" (quirks.md 43). */
export function toThinking(
  { thinking, reasoning_effort: effort }: Pick<ProviderRequest, 'thinking' | 'reasoning_effort'>,
  model: string,
): ChatBody['thinking'] {
  if (!thinks(model)) return undefined
  if (thinking?.type === 'disabled') return { type: 'disabled' }
  if (thinking?.type === 'enabled' && thinking.budget_tokens !== undefined)
    return { type: 'enabled', token_budget: thinking.budget_tokens }
  if (!thinking && effort === 'none') return { type: 'disabled' }
  const share = effort ? effortShare(effort) : undefined
  if (share !== undefined) return { type: 'enabled', token_budget: Math.round(share * MAX_TOKENS) }
  return thinking ? { type: 'enabled' } : undefined
}
