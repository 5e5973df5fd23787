import { isRecord } from '../contract/is-record.js'
import type { BilledUnits } from '../contract/prices.js'
import { countOf } from './split-usage.js'

type Fields = Readonly<Record<string, unknown>>

/** What a usage says of its price beside the counts of tokens, whoever wrote it. */
export function statedUnits(usage: Fields, prompt: Fields): BilledUnits | undefined {
  const { cache_creation: written = prompt['cache_creation_token_details'], server_tool_use: tools } = usage
  const { image_tokens: images } = prompt
  const units: BilledUnits = {}
  if (isRecord(written)) units.cacheWrite1hTokens = countOf(written['ephemeral_1h_input_tokens'])
  if (isRecord(tools)) units.webSearches = countOf(tools['web_search_requests'])
  if (typeof images === 'number') units.promptImageTokens = images
  // Anthropic and Mistral say these in the usage.
  if (typeof usage['service_tier'] === 'string') units.serviceTier = usage['service_tier']
  if (usage['inference_geo'] === 'us' || usage['speed'] === 'fast')
    units.uplifts = [
      ...(usage['inference_geo'] === 'us' ? ['geo:us'] : []),
      ...(usage['speed'] === 'fast' ? ['speed:fast'] : []),
    ]
  const cost = statedCost(usage)
  if (cost !== undefined) units.statedCost = cost
  for (const _ in units) return units
  return undefined
}

/** USD. A 0 is left to the table: Azure's Grok states it for what is charged. */
function statedCost({ cost, is_byok: ownKey, cost_details: details }: Fields): number | undefined {
  if (typeof cost !== 'number') return undefined
  // With the user's own key OpenRouter charges its fee alone, and the maker the rest: openrouter-chat-8804449cef.
  const upstream = ownKey === true && isRecord(details) ? countOf(details['upstream_inference_cost']) : 0
  if (ownKey === true && upstream === 0) return undefined
  return cost + upstream > 0 ? cost + upstream : undefined
}
