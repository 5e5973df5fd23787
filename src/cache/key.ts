import type { ChatRequest, ResponseFormat } from '../contract/chat.js'
import type { EmbeddingRequest } from '../contract/embedding.js'
import { CanonicalHash } from './canonical-hash.js'

/** Raised when answers are translated otherwise than before: what was stored then is not found again. */
const TRANSLATION_VERSION = 1

/** Whose answers they are. Nothing of one scope is ever found from another. */
export interface CacheScope {
  namespace: string | undefined
  /** The tenant or end user, where the call's options name one. */
  user: string | undefined
  /** The same of its body. */
  endUser: string | undefined
}

/** What changes an answer besides the body. Never a key or a header. */
export interface CacheContext {
  scope: CacheScope
  /** Of the call itself: another server may answer otherwise. `undefined` where it says nothing. */
  place: Readonly<Record<string, unknown>> | undefined
  extraBody: unknown
  /** Whether parameters that the model does not take are left out. */
  dropParams: boolean | undefined
  /** Nobody but other mocked calls gets an answer that no model gave. */
  mocked: boolean
}

/** Body fields that leave the answer as it is: how it is delivered, billed, filed or cached by the vendor. */
const NO_PART = new Set([
  'stream',
  'stream_options',
  'metadata',
  'user',
  'store',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
])

/** The key of a chat call: all that can change its answer, scope first. `format`: its schema as JSON Schema. */
export function chatKey(request: ChatRequest, format: ResponseFormat | undefined, context: CacheContext): string {
  const hash = begin('chat', context)
  addFields(hash, request, { response_format: format })
  return hash.digest()
}

/** The key of one input of an embedding call. */
export function embeddingKey(request: EmbeddingRequest, input: string | number[], context: CacheContext): string {
  const hash = begin('embedding', context)
  addFields(hash, request, { input })
  return hash.digest()
}

/** The digest of all of a chat call but the text of its last message: what must be equal where only that may differ. */
export function partitionKey(request: ChatRequest, format: ResponseFormat | undefined, context: CacheContext): string {
  const hash = begin('partition', context)
  const messages = request.messages.map((message, at, all) =>
    at === all.length - 1 ? { ...message, content: undefined } : message,
  )
  addFields(hash, request, { response_format: format, messages })
  return hash.digest()
}

function begin(kind: string, context: CacheContext): CanonicalHash {
  const { scope, place, extraBody, dropParams = false, mocked } = context
  return new CanonicalHash()
    .add([TRANSLATION_VERSION, kind, scope.namespace ?? null, scope.user ?? null, scope.endUser ?? null])
    .add([place ?? null, extraBody ?? null, dropParams, mocked])
}

/** Fields in the order of their names; `instead` are taken in place of the request's. */
function addFields(hash: CanonicalHash, request: object, instead: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(request).sort()) {
    if (NO_PART.has(name)) continue
    const value: unknown = Object.hasOwn(instead, name) ? instead[name] : Reflect.get(request, name)
    if (value === undefined || value === null) continue
    hash.add(name).add(value)
  }
}
