import type { CacheLayer } from '../cache/cache-layer.js'
import { type CacheContext, embeddingKey } from '../cache/key.js'
import { planVector } from '../cache/plan.js'
import type { CacheEntry } from '../contract/cache.js'
import type { CallOptions } from '../contract/call.js'
import type { Embedding, EmbeddingRequest, EmbeddingResponse } from '../contract/embedding.js'
import { isRecord } from '../contract/is-record.js'
import { runHooks } from '../hooks/run-hooks.js'
import { toCachedMeta } from './cache-entry.js'
import { Call } from './call.js'
import { embed, toItems } from './embed.js'
import type { Runtime } from './runtime.js'

/** One input's vector as it is stored, with its part of the tokens. */
interface StoredVector {
  embedding: Embedding['embedding']
  tokens: number
}

interface Slot {
  readonly input: string | number[]
  readonly key: string
  stored: { vector: StoredVector; entry: CacheEntry } | undefined
}

/** Vectors of which some may be stored: only the missing ones are asked for, each text once. */
export async function cachedEmbedding(
  runtime: Runtime,
  cache: CacheLayer,
  request: EmbeddingRequest,
  options: CallOptions,
): Promise<EmbeddingResponse | undefined> {
  const context = cache.context(request, options)
  if (context === undefined) return undefined
  const slots = await lookUp(cache, request, options, context)
  const missing = new Map(slots.filter(({ stored }) => !stored).map((slot) => [slot.key, slot]))
  const namespace = context.scope.namespace ?? ''
  for (const { stored } of slots) cache.count(namespace, stored && { entry: stored.entry })
  if (missing.size === 0) return fromStored({ runtime, cache, request, options, namespace }, slots)
  const asked = [...missing.values()]
  const call = new Call(runtime, { ...request, input: inputOf(asked) }, options)
  call.cacheOutcome = 'miss'
  cache.tellLookUp(namespace, call.event, undefined)
  const response = await embed(call)
  const vectors = shares(response, asked)
  asked.forEach(({ key }, at) => {
    const vector = vectors[at]
    const plan = planVector(cache.rules, context, key, options)
    if (plan.write && vector && call.isOwnAnswer())
      void cache.write(plan, toVectorEntry(vector, response, asked.length), call.event)
  })
  const byKey = new Map(asked.map(({ key }, at) => [key, vectors[at]]))
  const found = slots.map(({ key, stored }) => stored?.vector ?? byKey.get(key))
  const saved = savedCost(slots)
  if (saved !== undefined) response.meta.savedCost = saved
  return { ...response, data: toData(found), usage: usageOf(found) }
}

async function lookUp(
  cache: CacheLayer,
  request: EmbeddingRequest,
  options: CallOptions,
  context: CacheContext,
): Promise<Slot[]> {
  const slots: Slot[] = toItems(request.input).map((input) => ({
    input,
    key: embeddingKey(request, input, context),
    stored: undefined,
  }))
  const plan = planVector(cache.rules, context, '', options)
  if (options.signal?.aborted) return slots
  const entries = await cache.readMany(
    slots.map(({ key }) => key),
    plan,
    options.signal,
  )
  slots.forEach((slot, at) => {
    const entry = entries[at]
    if (!entry) return
    const vector = toVector(entry)
    if (vector) slot.stored = { vector, entry }
    else cache.failed(plan.namespace, new TypeError('A stored vector cannot be read.'))
  })
  return slots
}

/** What the stored vectors had cost; undefined where none was stored, or no cost is known. */
function savedCost(slots: readonly Slot[]): number | undefined {
  const costs = slots.flatMap(({ stored }) => stored?.entry.cost ?? [])
  return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0)
}

interface Asked {
  readonly runtime: Runtime
  readonly cache: CacheLayer
  readonly request: EmbeddingRequest
  readonly options: CallOptions
  readonly namespace: string
}

function fromStored(
  { runtime, cache, request, options, namespace }: Asked,
  slots: readonly Slot[],
): EmbeddingResponse | undefined {
  const [first] = slots
  if (!first?.stored) return undefined
  const call = new Call(runtime, request, options)
  const { cost: _, ...entry } = first.stored.entry
  const cost = savedCost(slots)
  const found = { entry: cost === undefined ? entry : { ...entry, cost } }
  const meta = toCachedMeta(call, found)
  cache.tellLookUp(namespace, call.event, found)
  const vectors = slots.map(({ stored }) => stored?.vector)
  const response: EmbeddingResponse = {
    object: 'list',
    model: entry.model,
    data: toData(vectors),
    usage: usageOf(vectors),
    meta,
  }
  call.close()
  if (call.event) runHooks(runtime.hooks, 'onResponse', { call: call.event, response, meta }, runtime.report)
  return response
}

/** The vectors of an answer with their part of its tokens, by length; the parts add up to the whole. */
function shares({ data, usage }: EmbeddingResponse, asked: readonly Slot[]): StoredVector[] {
  const lengths = asked.map(({ input }) => input.length)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  let before = 0
  let counted = 0
  return data.map(({ embedding }, at) => {
    before += lengths[at] ?? 0
    const upTo = total > 0 ? Math.round((usage.prompt_tokens * before) / total) : 0
    const tokens = upTo - counted
    counted = upTo
    return { embedding, tokens }
  })
}

function toVectorEntry(vector: StoredVector, { model, meta }: EmbeddingResponse, parts: number): CacheEntry {
  const entry: CacheEntry = {
    v: 1,
    kind: 'embedding',
    createdAt: Date.now(),
    body: JSON.stringify(vector),
    provider: meta.provider,
    model,
    ms: Math.round(meta.latencyMs / parts),
  }
  if (meta.cost !== undefined) entry.cost = meta.cost.total / parts
  return entry
}

function toVector({ kind, body }: CacheEntry): StoredVector | undefined {
  if (kind !== 'embedding') return undefined
  try {
    const value: unknown = JSON.parse(body)
    return isStoredVector(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isStoredVector(value: unknown): value is StoredVector {
  if (!isRecord(value) || typeof value['tokens'] !== 'number') return false
  const { embedding } = value
  return (
    typeof embedding === 'string' || (Array.isArray(embedding) && embedding.every((one) => typeof one === 'number'))
  )
}

function toData(vectors: ReadonlyArray<StoredVector | undefined>): EmbeddingResponse['data'] {
  // OpenAI's own type says number[] also where base64 was asked for.
  return vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: vector?.embedding ?? [],
  })) as EmbeddingResponse['data']
}

function usageOf(vectors: ReadonlyArray<StoredVector | undefined>): EmbeddingResponse['usage'] {
  const tokens = vectors.reduce((sum, vector) => sum + (vector?.tokens ?? 0), 0)
  return { prompt_tokens: tokens, total_tokens: tokens }
}

// All texts or all token lists: what came in as one kind stays one.
function inputOf(slots: readonly Slot[]): EmbeddingRequest['input'] {
  return slots.map(({ input }) => input) as string[] | number[][]
}
