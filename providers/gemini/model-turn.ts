import type { Part } from '@google/genai'
import { type AssistantMessage, isRecord, parseDataUrl, type ToolCall } from '../../src/provider.js'
import { type CallIds, functionCallId } from './call-ids.js'
import { isOwn, type Mark, toMark } from './marks.js'
import type { ModelFacts } from './models.js'

export interface TurnContext {
  model: string
  facts: ModelFacts
  ids: CallIds
  /** Whether ids of calls are sent. */
  sendIds: boolean
}

/** Stands for a signature that is not there (quirks.md 104). https://ai.google.dev/gemini-api/docs/thought-signatures */
const NO_SIGNATURE = 'skip_thought_signature_validator'

/**
 * The parts of an assistant message in the order in which they came: each signature on the part that had it, text cut
 * where the model cut it (quirks.md 103).
 */
export function toModelParts(message: AssistantMessage, context: TurnContext): Part[] {
  return new TurnWriter(message, context).write()
}

class TurnWriter {
  readonly #message: AssistantMessage
  readonly #context: TurnContext
  readonly #text: string
  readonly #calls: Array<{ id: string; part: Part }>
  readonly #images: Part[]
  readonly #parts: Part[] = []
  #written = 0

  constructor(message: AssistantMessage, context: TurnContext) {
    this.#message = message
    this.#context = context
    this.#text = textOf(message)
    this.#calls = toCalls(message, context)
    this.#images = imagesOf(message)
  }

  write(): Part[] {
    const blocks = this.#message.thinking_blocks ?? []
    const { model } = this.#context
    if (!blocks.some((block) => toMark(block, model)?.place.part === 'thought')) this.#foreignReasoning()
    for (const block of blocks) {
      const mark = toMark(block, model)
      if (mark) this.#place(mark, isOwn(block, model))
    }
    this.#textUpTo(this.#text.length)
    this.#parts.push(...this.#images.splice(0), ...this.#calls.splice(0).map(({ part }) => part))
    return this.#parts
  }

  /** Reasoning of another vendor is told as text, without tags, which models imitate (quirks.md 30). */
  #foreignReasoning(): void {
    const { reasoning_content: reasoning, thinking_blocks: blocks } = this.#message
    const text = reasoning || (blocks ?? []).map((block) => ('thinking' in block ? block.thinking : '')).join('')
    if (text !== '') this.#parts.push({ text })
  }

  #place({ place, signature, thought }: Mark, own: boolean): void {
    const signed = signature === '' ? {} : { thoughtSignature: signature }
    this.#textUpTo(place.at)
    switch (place.part) {
      case 'thought':
        if (own) this.#parts.push({ text: thought, thought: true, ...signed })
        else if (thought !== '') this.#parts.push({ text: thought })
        break
      case 'text': {
        const text = this.#text.slice(this.#written, Math.max(this.#written, place.end))
        this.#written += text.length
        if (text !== '' || signature !== '') this.#parts.push({ text, ...signed })
        break
      }
      case 'call':
        this.#callsUpTo(place.id, signed)
        break
      case 'image': {
        const [image] = this.#images.splice(0, 1)
        if (image) this.#parts.push({ ...image, ...signed })
        break
      }
      case 'other':
        // What the vendor wrote it also reads.
        this.#parts.push({ ...place.value, ...signed })
    }
  }

  #textUpTo(end: number): void {
    const text = this.#text.slice(this.#written, Math.max(this.#written, end))
    this.#written += text.length
    if (text !== '') this.#parts.push({ text })
  }

  /** The signed call, with the unsigned ones before it. */
  #callsUpTo(id: string, signed: Pick<Part, 'thoughtSignature'>): void {
    const at = this.#calls.findIndex((call) => call.id === id)
    if (at < 0) return // the caller took it out
    const calls = this.#calls.splice(0, at + 1)
    this.#parts.push(...calls.slice(0, -1).map(({ part }) => part))
    this.#parts.push(...calls.slice(-1).map(({ part }) => ({ ...part, ...signed })))
  }
}

function textOf({ content, refusal }: AssistantMessage): string {
  if (!Array.isArray(content)) return content || refusal || ''
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('')
}

function toCalls(message: AssistantMessage, { ids, sendIds }: TurnContext): Array<{ id: string; part: Part }> {
  const toPart = (id: string, name: string, args: Record<string, unknown>) => {
    const known = ids.ofCall(id, name)
    return { id, part: { functionCall: { ...(sendIds && { id: known.id }), name, args } } }
  }
  const calls = (message.tool_calls ?? []).map((call) => toPart(call.id, nameOf(call), argumentsOf(call)))
  const old = message.function_call
  return old ? [...calls, toPart(functionCallId(old.name), old.name, toObject(old.arguments))] : calls
}

const nameOf = (call: ToolCall): string => (call.type === 'custom' ? call.custom.name : call.function.name)

const argumentsOf = (call: ToolCall): Record<string, unknown> =>
  call.type === 'custom' ? { input: call.custom.input } : toObject(call.function.arguments)

/** Arguments as the object that is required; anything else is wrapped. */
function toObject(json: string): Record<string, unknown> {
  if (json.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(json)
    return isRecord(value) ? value : { input: value }
  } catch {
    return { input: json }
  }
}

/** Images of a reply that was sent back as it came. */
function imagesOf(message: AssistantMessage): Part[] {
  const images: unknown = 'images' in message ? message.images : undefined
  if (!Array.isArray(images)) return []
  return images.flatMap((image: unknown): Part[] => {
    const url = isRecord(image) && isRecord(image['image_url']) ? image['image_url']['url'] : undefined
    const media = typeof url === 'string' ? parseDataUrl(url) : undefined
    return media ? [{ inlineData: { mimeType: media.mediaType, data: media.data } }] : []
  })
}

/**
 * Models that sign their calls refuse unsigned ones: those of other models and of made-up histories say so. Calls after
 * a signed one of the same turn have none by right (quirks.md 104).
 */
export function withSignatures(parts: Part[], { signedCalls }: ModelFacts): Part[] {
  if (!signedCalls) return parts
  let signed = false
  return parts.map((part) => {
    if (!part.functionCall) return part
    if (part.thoughtSignature) signed = true
    return signed || part.thoughtSignature ? part : { ...part, thoughtSignature: NO_SIGNATURE }
  })
}
