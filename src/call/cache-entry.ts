import type { Found } from '../cache/cache-layer.js'
import type { CacheEntry } from '../contract/cache.js'
import type { CallMeta, Cost } from '../contract/call.js'
import type { ChatChoice, ChatCompletion, ChatRequest, ProviderCompletion } from '../contract/chat.js'
import { isRecord } from '../contract/is-record.js'
import { isStandardSchema } from '../contract/standard-schema.js'

/** An answer as it is stored: JSON text without what belongs to one call (`meta`, `parsed`). */
export function toEntry({ meta, ...answer }: ChatCompletion): CacheEntry {
  const body = JSON.stringify({ ...answer, choices: answer.choices.map(withoutParsed) })
  const entry: CacheEntry = {
    v: 1,
    kind: 'chat',
    createdAt: Date.now(),
    body,
    provider: meta.provider,
    model: meta.model,
    ms: Math.round(meta.latencyMs),
  }
  if (meta.finishReason !== undefined) entry.finishReason = meta.finishReason
  const cost = meta.savedCost ?? meta.cost?.total
  if (cost !== undefined) entry.cost = cost
  return entry
}

function withoutParsed(choice: ChatChoice): ChatChoice {
  if (!('parsed' in choice.message)) return choice
  const { parsed: _, ...message } = choice.message
  return { ...choice, message }
}

/** The stored answer; undefined where the text is not one. */
export function fromEntry({ kind, body }: CacheEntry): ProviderCompletion | undefined {
  if (kind !== 'chat') return undefined
  try {
    const answer: unknown = JSON.parse(body)
    return isCompletion(answer) ? answer : undefined
  } catch {
    return undefined
  }
}

// What we stored ourselves; whether anybody changed it shows at its frame.
function isCompletion(value: unknown): value is ProviderCompletion {
  if (!isRecord(value) || value['object'] !== 'chat.completion' || !Array.isArray(value['choices'])) return false
  if (value['choices'].length === 0) return false
  return value['choices'].every((choice) => isRecord(choice) && isRecord(choice['message']))
}

/** `meta` of a call that was answered from a cache. */
export function toCachedMeta(call: { id: string; elapsed: () => number }, { entry, match }: Found): CallMeta {
  const meta: CallMeta = {
    id: call.id,
    provider: entry.provider,
    model: entry.model,
    attempts: [],
    cache: match ? 'semantic-hit' : 'hit',
    cost: NOTHING,
    latencyMs: call.elapsed(),
  }
  if (match) {
    meta.similarity = match.similarity
    meta.storedQuestion = match.question
  }
  if (entry.cost !== undefined) meta.savedCost = entry.cost
  if (entry.finishReason !== undefined) meta.finishReason = entry.finishReason
  return meta
}

const NOTHING: Readonly<Cost> = Object.freeze({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  other: 0,
  total: 0,
  source: 'table',
})

/** The stored answer with `parsed` where the caller's schema wants it; undefined where it cannot be read or does not fit. */
export async function answerFrom(
  entry: CacheEntry,
  format: ChatRequest['response_format'],
): Promise<ProviderCompletion | undefined> {
  const completion = fromEntry(entry)
  if (completion === undefined || !hasSchema(format)) return completion
  const { parseChoices } = await import('../schema/parse-choices.js')
  try {
    await parseChoices(completion, format)
    return completion
  } catch {
    return undefined
  }
}

function hasSchema(format: ChatRequest['response_format'] | null): boolean {
  return isStandardSchema(format) || format?.type === 'json_schema'
}
