import type { Answer } from './answer.js'
import type { Dialect } from './dialect.js'
import { vectorOf } from './embedding-vectors.js'
import { isObject, type JsonObject } from './json.js'
import type { SimulatedDialect, SimulatedRequest } from './recorded-request.js'
import type { ErrorFields } from './script.js'

/** A vendor's embeddings; keys, errors and headers are those of its chat. */
export interface EmbeddingProtocol {
  readonly id: SimulatedDialect
  /** The path of the call; a group, if it has one, is the model. */
  readonly path: RegExp
  textsOf(body: JsonObject): readonly string[]
  sizeOf(body: JsonObject): unknown
  /** How many texts one request may hold. */
  limit(model: string): number
  body(vectors: ReadonlyArray<readonly number[]>, answer: Answer, request: SimulatedRequest): unknown
  answerHeaders?(answer: Answer): Record<string, string>
}

/** A dialect whose answers are vectors: those of the script, or one for each text, made from it. */
export function embeddingDialect(chat: Dialect, protocol: EmbeddingProtocol): Dialect {
  const { id, path, textsOf, sizeOf, answerHeaders } = protocol
  const { route: _, ...shared } = chat
  return {
    ...shared,
    id,
    handles: (each) => path.test(each),
    ...(chat.route && { route: (each: string) => ({ model: modelIn(path, each), stream: false }) }),
    refuse: (request) => refuse(protocol, chat.route === undefined, request),
    facts: (body) => ({ lastUserText: '', json: false, inputCharacters: textsOf(body).join('').length }),
    body(answer, request) {
      const made = () => textsOf(request.body).map((text) => vectorOf(text, sizeOf(request.body)))
      return protocol.body(answer.vectors ?? made(), answer, request)
    },
    // No vendor streams them.
    frames: () => [],
    ...(answerHeaders && { answerHeaders }),
  }
}

function modelIn(path: RegExp, each: string): string {
  return decodeURIComponent(path.exec(each)?.[1] ?? '')
}

function refuse(
  { textsOf, limit }: EmbeddingProtocol,
  modelInBody: boolean,
  { body, text, model }: SimulatedRequest,
): (ErrorFields & { status: number }) | undefined {
  const bad = (message: string) => ({ status: 400, message })
  if (!text.trimStart().startsWith('{')) return bad('The body is not valid JSON.')
  if (modelInBody && (typeof model !== 'string' || model === '')) return bad('model is required.')
  const { length } = textsOf(body)
  if (length === 0) return bad('There is nothing to embed.')
  const most = limit(model ?? '')
  return length > most ? bad(`Too many inputs: ${length}. One request takes at most ${most}.`) : undefined
}

/** The text of a `{ parts: [{ text }] }`. */
export function partsText(content: unknown): string {
  const parts = isObject(content) && Array.isArray(content['parts']) ? content['parts'] : []
  return parts.map((part: unknown) => (isObject(part) ? String(part['text'] ?? '') : '')).join('')
}

/** A list as texts: tokens are told apart by their JSON. */
export function textsIn(value: unknown): string[] {
  if (value === undefined || value === null || value === '') return []
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
}
