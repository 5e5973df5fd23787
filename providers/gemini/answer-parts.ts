import { isRecord, randomId, type ThinkingBlock } from '../../src/provider.js'
import { type Before, type MarkedPart, toBlock } from './marks.js'
import { PartialArguments } from './partial-arguments.js'

/** Where the parts of one candidate go, in OpenAI's terms. */
export interface AnswerSink {
  text(text: string): void
  reasoning(text: string): void
  block(block: ThinkingBlock): void
  call(call: { index: number; id: string; name: string; arguments: string }): void
  image(url: string): void
  /** Base64 of whole triples of bytes, so that pieces can be joined as text. */
  audio(data: string): void
}

interface OpenCall {
  id: string
  name: string
  signature: string
  arguments: PartialArguments
}

/** Reads the parts of one candidate, from however many chunks they come. */
export class PartReader {
  /** The text so far: signatures and sources point into it. */
  text = ''
  readonly #model: string
  readonly #sink: AnswerSink
  #thought: { text: string; before: Before } | undefined
  #call: OpenCall | undefined
  readonly #ids = new Set<string>()
  #calls = 0
  #images = 0
  #audio: Buffer = Buffer.alloc(0)

  constructor(model: string, sink: AnswerSink) {
    this.#model = model
    this.#sink = sink
  }

  add(part: Record<string, unknown>): void {
    const { thought, text, functionCall, inlineData } = part
    const signature = textOf(part['thoughtSignature'])
    if (thought === true && typeof text === 'string') {
      this.#addThought(text, signature)
      return
    }
    this.#closeThought('')
    if (isRecord(functionCall)) {
      this.#addCall(functionCall, signature)
      return
    }
    this.#closeCall()
    if (typeof text === 'string' && !hasOther(part)) this.#addText(text, signature)
    else if (isRecord(inlineData) && thought !== true) this.#addMedia(inlineData, signature)
    else this.#addOther(part, signature)
  }

  end(): void {
    this.#closeThought('')
    this.#closeCall()
    if (this.#audio.length > 0) this.#sink.audio(this.#audio.toString('base64'))
    this.#audio = Buffer.alloc(0)
  }

  get #before(): Before {
    return { at: this.text.length, calls: this.#calls, images: this.#images }
  }

  #mark(part: MarkedPart, before: Before, signature: string, thought = ''): void {
    this.#sink.block(toBlock(this.#model, { place: { ...part, ...before }, signature, thought }))
  }

  #addThought(text: string, signature: string): void {
    this.#thought ??= { text: '', before: this.#before }
    this.#thought.text += text
    this.#sink.reasoning(text)
    if (signature !== '') this.#closeThought(signature)
  }

  /** A thought ends where something else begins, or with its signature. */
  #closeThought(signature: string): void {
    const thought = this.#thought
    if (thought === undefined) return
    this.#thought = undefined
    this.#mark({ part: 'thought' }, thought.before, signature, thought.text)
  }

  #addText(text: string, signature: string): void {
    const before = this.#before
    this.text += text
    this.#sink.text(text)
    if (signature !== '') this.#mark({ part: 'text', end: this.text.length }, before, signature)
  }

  #addCall(call: Record<string, unknown>, signature: string): void {
    const name = textOf(call['name'])
    if (name !== '') {
      this.#closeCall()
      this.#call = { id: this.#idOf(call['id']), name, signature, arguments: new PartialArguments(call['args']) }
    } else if (this.#call && signature !== '') this.#call.signature = signature
    this.#call?.arguments.add(call['partialArgs'])
    if (call['willContinue'] !== true) this.#closeCall()
  }

  #closeCall(): void {
    const call = this.#call
    if (call === undefined) return
    this.#call = undefined
    const { id, name, signature } = call
    const before = this.#before
    this.#sink.call({ index: this.#calls++, id, name, arguments: JSON.stringify(call.arguments.value) })
    if (signature !== '') this.#mark({ part: 'call', id }, before, signature)
  }

  /** Older models have no ids, and two calls may have one (quirks.md 105). */
  #idOf(stated: unknown): string {
    const id = textOf(stated)
    const unique = id === '' || this.#ids.has(id) ? randomId('call_') : id
    this.#ids.add(unique)
    return unique
  }

  #addMedia({ mimeType, data }: Record<string, unknown>, signature: string): void {
    const type = textOf(mimeType)
    if (type.startsWith('audio/')) {
      this.#addAudio(textOf(data))
      return
    }
    this.#sink.image(`data:${type || 'image/png'};base64,${textOf(data)}`)
    if (signature !== '') this.#mark({ part: 'image' }, this.#before, signature)
    this.#images++
  }

  #addAudio(data: string): void {
    const bytes = Buffer.concat([this.#audio, Buffer.from(data, 'base64')])
    const whole = bytes.length - (bytes.length % 3)
    this.#audio = bytes.subarray(whole)
    if (whole > 0) this.#sink.audio(bytes.subarray(0, whole).toString('base64'))
  }

  /** Parts of tools that Google runs, and those yet to come. A thought's image is kept only for its signature. */
  #addOther(part: Record<string, unknown>, signature: string): void {
    const { thoughtSignature: _, ...value } = part
    const isEmpty = Object.keys(value).length === 0
    if (signature === '' && (isEmpty || value['thought'] === true)) return
    if (isEmpty) this.#addText('', signature)
    else this.#mark({ part: 'other', value }, this.#before, signature)
  }
}

/** Whether a part is more than its text. */
function hasOther(part: Record<string, unknown>): boolean {
  return isRecord(part['inlineData']) || isRecord(part['executableCode']) || isRecord(part['codeExecutionResult'])
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
