import type { Part } from '@google/genai'
import { type AssistantMessage, isRecord, parseDataUrl, type ToolCall } from '../../src/provider.js'
import { type CallIds, functionCallId } from './call-ids.js'
import { type Before, isOwn, type Mark, toMark } from './marks.js'
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
  /** Ids of the calls whose mark is still to come. */
  readonly #marked = new Set<string>()
  #written = 0
  #callsWritten = 0
  #imagesWritten = 0

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
    const marks = blocks.flatMap((block) => {
      const mark = toMark(block, model)
      return mark ? [{ mark, own: isOwn(block, model) }] : []
    })
    if (!marks.some(({ mark }) => mark.place.part === 'thought')) this.#foreignReasoning()
    for (const { mark } of marks) if (mark.place.part === 'call') this.#marked.add(mark.place.id)
    for (const { mark, own } of marks) {
      this.#before(mark.place)
      this.#place(mark, own)
    }
    // Parallel calls stay together; else text comes first.
    if (this.#callsWritten > 0) this.#callsUpTo(Number.POSITIVE_INFINITY)
    this.#before({ at: this.#text.length, calls: 0, images: Number.POSITIVE_INFINITY })
    this.#callsUpTo(Number.POSITIVE_INFINITY)
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
        this.#signedCall(place.id, signed)
        break
      case 'image':
        this.#image(signed)
        break
      case 'other':
        // What the vendor wrote it also reads.
        this.#parts.push({ ...place.value, ...signed })
    }
  }

  /** What came before a place and has no mark of its own. */
  #before({ at, calls, images }: Before): void {
    const text = this.#text.slice(this.#written, Math.max(this.#written, at))
    this.#written += text.length
    if (text !== '') this.#parts.push({ text })
    while (this.#imagesWritten < images && this.#images.length > 0) this.#image({})
    this.#callsUpTo(calls)
  }

  #callsUpTo(count: number): void {
    for (let next = this.#calls[0]; next && this.#callsWritten < count; next = this.#calls[0]) {
      if (this.#marked.has(next.id)) return
      this.#calls.shift()
      this.#callsWritten++
      this.#parts.push(next.part)
    }
  }

  #signedCall(id: string, signed: Pick<Part, 'thoughtSignature'>): void {
    this.#marked.delete(id)
    const at = this.#calls.findIndex((call) => call.id === id)
    const [call] = at < 0 ? [] : this.#calls.splice(at, 1) // the caller may have taken it out
    if (call === undefined) return
    this.#callsWritten++
    this.#parts.push({ ...call.part, ...signed })
  }

  #image(signed: Pick<Part, 'thoughtSignature'>): void {
    const image = this.#images.shift()
    this.#imagesWritten++
    if (image) this.#parts.push({ ...image, ...signed })
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
