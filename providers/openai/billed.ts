import { addBilled, fromEnvironment, isRecord, type ProviderCall } from '../../src/provider.js'
import type { Dialect } from './dialect.js'

type Fields = Readonly<Record<string, unknown>>

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

const details = (value: unknown): Fields => (isRecord(value) ? value : {})

/** xAI's `cost_in_usd_ticks`: 1,777,000 for 0.0001777 USD (recording xai-chat-399d641bd0). */
const TICKS_PER_USD = 1e10

/** What a whole answer or the last chunk is billed for beyond its tokens. `body` holds what is said beside the usage. */
export function reportBilled(call: ProviderCall, dialect: Dialect, usage: Fields, body: Fields): void {
  const prompt = details(usage['prompt_tokens_details'])
  const completion = details(usage['completion_tokens_details'])
  const written = details(usage['cache_creation'])
  const { service_tier: tier } = body
  const tierOfUsage = usage['service_tier'] // Mistral
  addBilled(call.report, {
    statedCost: dialect.statesCost ? statedCost(usage, body) : undefined,
    serviceTier: typeof tier === 'string' ? tier : typeof tierOfUsage === 'string' ? tierOfUsage : undefined,
    cacheWrite1hTokens: number(written['ephemeral_1h_input_tokens']),
    promptImageTokens: number(prompt['image_tokens']),
    promptVideoTokens: number(prompt['video_tokens']),
    completionImageTokens: number(completion['image_tokens']),
    webSearches: searches(call, dialect, usage),
    uplifts: uplifts(call),
  })
}

/** USD. */
export function statedCost(usage: Fields, body: Fields): number | undefined {
  const ticks = number(usage['cost_in_usd_ticks'])
  if (ticks !== undefined) return ticks / TICKS_PER_USD
  const { cost } = usage
  if (isRecord(cost)) {
    // Perplexity; its embeddings name the currency.
    const { currency = 'USD' } = cost
    return currency === 'USD' ? number(cost['total_cost']) : undefined
  }
  const own = number(cost)
  // With the user's own key OpenRouter charges its fee alone, and the maker the rest: recording openrouter-chat-8804449cef.
  if (own !== undefined) return usage['is_byok'] === true ? own + (upstream(usage) ?? 0) : own
  // Venice states it beside the usage, in USD and in its own credits, of which one is used.
  const beside = body['cost']
  return isRecord(beside) && !beside['diem'] ? number(beside['usd']) : undefined
}

const upstream = (usage: Fields): number | undefined =>
  number(details(usage['cost_details'])['upstream_inference_cost'])

/** `eu.api.openai.com`: https://developers.openai.com/api/docs/guides/data-residency */
const RESIDENCY = /^https:\/\/[a-z]{2}\.api\.openai\.com(?:[:/]|$)/

/** OpenAI charges more where the data stays in a region. */
export function uplifts({ provider, connection }: ProviderCall): string[] | undefined {
  if (provider !== 'openai') return undefined
  const base = connection.baseURL ?? fromEnvironment(['OPENAI_BASE_URL', 'OPENAI_API_BASE'])
  return base !== undefined && RESIDENCY.test(base) ? ['geo:region'] : undefined
}

/** xAI counts the sources of a live search; OpenAI's search models search once for each answer, and count nothing. */
function searches({ model }: ProviderCall, { openaiModels }: Dialect, usage: Fields): number | undefined {
  const sources = number(usage['num_sources_used'])
  if (sources !== undefined) return sources
  return openaiModels && /-search-(?:preview|api)/.test(model) ? 1 : undefined
}
