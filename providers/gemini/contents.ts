import type { FunctionResponse, Part } from '@google/genai'
import type { ChatMessage, ContentPart } from '../../src/provider.js'
import { type CallIds, createCallIds, functionCallId, type KnownCall } from './call-ids.js'
import { isMedia, type MediaPart, type PartsContext, toParts } from './content-parts.js'
import type { Media } from './media-parts.js'
import { toModelParts, withSignatures } from './model-turn.js'

export interface Turn {
  role: 'user' | 'model'
  parts: Part[]
}

export interface ContentsContext extends PartsContext {
  model: string
}

interface Result {
  call: KnownCall
  parts: Part[]
}

const SEE_MEDIA = '(see the attached file)'
/** A conversation begins with the user: what a history of other vendors may lack. */
const BEGIN = '(The conversation begins.)'

/**
 * The messages as Gemini wants them: instructions apart, user and model in turn, the results of one turn's calls together
 * and in the order of the calls (quirks.md 102, 106).
 */
export function toContents(
  messages: readonly ChatMessage[],
  context: ContentsContext,
): { system: Part[]; contents: Turn[] } {
  const ids = createCallIds(messages)
  const writer = new ContentsWriter(context, ids)
  for (const [at, message] of messages.entries()) writer.add(message, `messages[${at}].content`)
  return writer.end()
}

class ContentsWriter {
  readonly #context: ContentsContext
  readonly #ids: CallIds
  readonly #system: Part[] = []
  readonly #turns: Turn[] = []
  #results: Result[] = []

  constructor(context: ContentsContext, ids: CallIds) {
    this.#context = context
    this.#ids = ids
  }

  add(message: ChatMessage, path: string): void {
    const { api, facts, model } = this.#context
    switch (message.role) {
      case 'system':
      case 'developer':
        // Later instructions join the first: there is no other place for them.
        this.#system.push(...toParts(message.content, this.#context, path))
        break
      case 'user':
        this.#append('user', toParts(message.content, this.#context, path))
        break
      case 'tool':
        this.#result(message.content, this.#ids.ofResult(message.tool_call_id), path)
        break
      case 'function':
        this.#result(message.content ?? '', this.#ids.ofResult(functionCallId(message.name)), path)
        break
      case 'assistant': {
        const sendIds = facts.callIds && api === 'gemini'
        this.#append('model', toModelParts(message, { model, facts, ids: this.#ids, sendIds }))
      }
    }
  }

  end(): { system: Part[]; contents: Turn[] } {
    this.#flushResults()
    const turns = this.#turns
    for (const turn of turns) if (turn.role === 'model') turn.parts = withSignatures(turn.parts, this.#context.facts)
    if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', parts: [{ text: BEGIN }] })
    if (this.#context.facts.systemInstruction) return { system: this.#system, contents: turns }
    const [first, ...rest] = turns
    const contents = first ? [{ ...first, parts: [...this.#system, ...first.parts] }, ...rest] : rest
    return { system: [], contents }
  }

  #append(role: Turn['role'], parts: Part[]): void {
    this.#flushResults()
    if (parts.length === 0) return
    const last = this.#turns.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else this.#turns.push({ role, parts: [...parts] })
  }

  #result(content: string | readonly ContentPart[], call: KnownCall | undefined, path: string): void {
    const { api, facts } = this.#context
    const parts = toParts(content, this.#context, path)
    if (call === undefined) {
      // A result without its call is refused as such; what it says is still worth telling.
      this.#append('user', parts)
      return
    }
    const media = parts.filter(isMedia)
    const text = parts.map((part) => ('text' in part ? part.text : '')).join('')
    const response: FunctionResponse = {
      ...(facts.callIds && api === 'gemini' && { id: call.id }),
      name: call.name,
      response: { output: text === '' && media.length > 0 ? SEE_MEDIA : text },
      ...(facts.mediaInResponses && media.length > 0 && { parts: media.map(toBare) }),
    }
    const beside = facts.mediaInResponses ? [] : media
    this.#results.push({ call, parts: [{ functionResponse: response }, ...beside] })
  }

  /** Responses first, then the media that older models take beside them (quirks.md 107). */
  #flushResults(): void {
    if (this.#results.length === 0) return
    const results = this.#results.toSorted((a, b) => a.call.order - b.call.order)
    this.#results = []
    const parts = results.flatMap((result) => result.parts)
    this.#append('user', [
      ...parts.filter((part) => part.functionResponse),
      ...parts.filter((part) => !part.functionResponse),
    ])
  }
}

/** A response's parts are the media alone. */
const toBare = (part: MediaPart): Media =>
  'inlineData' in part ? { inlineData: part.inlineData } : { fileData: part.fileData }
