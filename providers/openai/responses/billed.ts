import { addBilled, isRecord } from '../../../src/provider.js'
import { statedCost, uplifts } from '../billed.js'
import type { AnswerContext } from './context.js'
import { type Item, recordsOf } from './items.js'

/** What an answer is billed for beyond its tokens: https://platform.openai.com/docs/pricing, "Built-in tools". */
export function reportBilled({ call, statesCost }: AnswerContext, response: Item): void {
  const { usage, service_tier: tier } = response
  const items = recordsOf(response['output'])
  const toolCalls = toolsOf(items)
  addBilled(call.report, {
    statedCost: statesCost && isRecord(usage) ? statedCost(usage, response) : undefined,
    serviceTier: typeof tier === 'string' ? tier : undefined,
    webSearches: items.filter(isSearch).length,
    uplifts: uplifts(call),
    toolCalls: Object.keys(toolCalls).length > 0 ? toolCalls : undefined,
  })
}

/** To open a page or to look for words in it is not charged; older answers do not say what was done. */
function isSearch({ type, action }: Item): boolean {
  return type === 'web_search_call' && (!isRecord(action) || action['type'] === 'search')
}

/** Code runs in containers, which are charged one by one and not by what runs in them. */
function toolsOf(items: readonly Item[]): Record<string, number> {
  const calls: Record<string, number> = {}
  const containers = new Set<unknown>()
  for (const { type, container_id: container } of items) {
    if (type === 'file_search_call') calls['file_search'] = (calls['file_search'] ?? 0) + 1
    if (type === 'image_generation_call') calls['image_generation'] = (calls['image_generation'] ?? 0) + 1
    if (type === 'code_interpreter_call') containers.add(container)
  }
  if (containers.size > 0) calls['code_interpreter'] = containers.size
  return calls
}
