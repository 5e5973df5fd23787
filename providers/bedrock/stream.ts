import {
  type Annotation,
  type ChatCompletionChunk,
  ChunkBuilder,
  isRecord,
  type ProviderCall,
  type ProviderRequest,
  randomId,
} from '../../src/provider.js'
import {
  type AnswerBlock,
  spokenOf,
  textOf,
  toAnnotations,
  toImage,
  toKeptBlocks,
  toThinkingBlock,
  withBase64,
} from './answer-blocks.js'
import { exceptionIn, toFailure } from './errors.js'
import { toFinishReason } from './finish-reason.js'
import { extractJson, type JsonOutput, toJsonOutput } from './json-output.js'
import { type ModelFacts, modelFacts } from './models.js'
import { isCallersTool, toServedModel, toVendorFields } from './response.js'
import { reportBilled, toChatUsage, toServiceTier } from './usage.js'

interface OpenBlock {
  /** What the whole block would have been, but for a tool's arguments. */
  block: AnswerBlock
  /** Its number among the blocks. */
  position: number
  /** Where its text begins in the message's content. */
  start: number
  /** The arguments of a tool call as they came. */
  json: string
  closed: boolean
}

/** Turns the events of one ConverseStream into chunks. */
export interface EventTranslator {
  event(event: unknown): void
  /** The stream is over. Throws where it was cut. */
  end(): void
  take(): ChatCompletionChunk[]
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */
export function createStream(call: ProviderCall, request?: ProviderRequest): EventTranslator {
  const facts = modelFacts(call.model)
  return new MessageStream(call, facts, request && toJsonOutput(request, facts))
}

class MessageStream implements EventTranslator {
  readonly #call: ProviderCall
  readonly #facts: ModelFacts
  readonly #json: JsonOutput | undefined
  readonly #builder: ChunkBuilder
  /** By the vendor's index, in the order in which they began. */
  readonly #blocks = new Map<unknown, OpenBlock>()
  /** Characters of content sent so far. */
  #length = 0
  /** Text that is shown only once it is known what it is: talk around the JSON, or the JSON itself. */
  #held = ''
  readonly #heldAnnotations: Annotation[] = []
  #jsonTool: OpenBlock | undefined
  #calls = 0
  #metadata: AnswerBlock = {}

  constructor(call: ProviderCall, facts: ModelFacts, json: JsonOutput | undefined) {
    this.#call = call
    this.#facts = facts
    this.#json = json
    this.#builder = new ChunkBuilder(call.model)
  }

  event(event: unknown): void {
    if (!isRecord(event)) return
    const exception = exceptionIn(event)
    if (exception) {
      this.#builder.flushUsage()
      throw toFailure(exception, this.#call)
    }
    const { contentBlockDelta, contentBlockStart, contentBlockStop, messageStop, metadata } = event
    if (isRecord(contentBlockDelta)) this.#delta(contentBlockDelta)
    else if (isRecord(contentBlockStart)) this.#start(contentBlockStart)
    else if (isRecord(contentBlockStop)) this.#close(this.#blocks.get(contentBlockStop['contentBlockIndex']))
    else if (isRecord(messageStop)) this.#stop(messageStop)
    else if (isRecord(metadata)) this.#meta(metadata)
  }

  end(): void {
    if (this.#builder.finished) this.#finish()
    else this.#builder.flushUsage()
    this.#builder.end()
  }

  take(): ChatCompletionChunk[] {
    return this.#builder.take()
  }

  #start({ contentBlockIndex: index, start }: AnswerBlock): void {
    if (!isRecord(start)) return
    const { toolUse, toolResult, image } = start
    if (isRecord(toolUse)) {
      const open = this.#open(index, { toolUse: { ...toolUse } })
      if (toolUse['name'] === this.#json?.tool?.name && this.#json?.tool) this.#jsonTool ??= open
      else if (isCallersTool(toolUse, this.#json)) {
        this.#calls++
        const id = textOf(toolUse['toolUseId']) || randomId('tooluse_')
        this.#builder.toolCall({ index: open.position, id, name: textOf(toolUse['name']) })
      }
    } else if (isRecord(toolResult)) this.#open(index, { toolResult: { ...toolResult, content: [] } })
    else if (isRecord(image)) this.#open(index, { image: { ...image } })
  }

  /** Texts and reasoning have no start of their own: the first delta opens them (quirks.md 97). */
  #open(index: unknown, block: AnswerBlock): OpenBlock {
    const open: OpenBlock = { block, position: this.#blocks.size, start: this.#length, json: '', closed: false }
    this.#blocks.set(index, open)
    return open
  }

  #delta({ contentBlockIndex: index, delta }: AnswerBlock): void {
    if (!isRecord(delta)) return
    const open = this.#blocks.get(index) ?? this.#open(index, {})
    const { block } = open
    const { text, toolUse, reasoningContent, citation, toolResult, image } = delta
    if (typeof text === 'string') {
      block['text'] = textOf(block['text']) + text
      this.#text(text)
    } else if (isRecord(toolUse)) this.#input(open, toolUse['input'])
    else if (isRecord(reasoningContent)) this.#reasoning(block, reasoningContent)
    else if (isRecord(citation)) block['citations'] = [...listOf(block['citations']), citation]
    else if (Array.isArray(toolResult) && isRecord(block['toolResult']))
      block['toolResult'] = {
        ...block['toolResult'],
        content: [...listOf(block['toolResult']['content']), ...toolResult],
      }
    else if (isRecord(image)) block['image'] = { ...(isRecord(block['image']) && block['image']), ...image }
  }

  #input(open: OpenBlock, input: unknown): void {
    const json = typeof input === 'string' ? input : ''
    const { toolUse } = open.block
    if (json === '' || !isRecord(toolUse)) return
    open.json += json
    if (open === this.#jsonTool) this.#builder.text(json)
    else if (isCallersTool(toolUse, this.#json)) this.#builder.toolCall({ index: open.position, arguments: json })
  }

  #reasoning(block: AnswerBlock, { text, signature, redactedContent }: AnswerBlock): void {
    const before = isRecord(block['reasoningContent']) ? block['reasoningContent'] : {}
    if (redactedContent instanceof Uint8Array) {
      const { redactedContent: first } = before
      const joined = first instanceof Uint8Array ? Buffer.concat([first, redactedContent]) : redactedContent
      block['reasoningContent'] = { redactedContent: joined }
      return
    }
    const was = isRecord(before['reasoningText']) ? before['reasoningText'] : {}
    const signed = textOf(was['signature']) + textOf(signature)
    const reasoningText = { text: textOf(was['text']) + textOf(text), ...(signed && { signature: signed }) }
    block['reasoningContent'] = { reasoningText }
    this.#builder.reasoning(textOf(text))
  }

  /** Text of the answer; where JSON was asked for it may turn out to be talk around it. */
  #text(text: string): void {
    this.#length += text.length
    if (this.#json === undefined) this.#builder.text(text)
    else this.#held += text
  }

  /** What can be said only of a whole block: its signature, its sources, the picture. */
  #close(open: OpenBlock | undefined): void {
    if (open === undefined || open.closed) return
    open.closed = true
    const { json, start } = open
    const { citations, text, ...rest } = open.block
    if (citations !== undefined) open.block = { citationsContent: { content: [{ text: textOf(text) }], citations } }
    else if (isRecord(rest['toolUse'])) open.block = { toolUse: { ...rest['toolUse'], input: toInput(json) } }
    else open.block = withBase64(open.block)
    const thinking = toThinkingBlock(open.block, this.#facts)
    if (thinking) this.#builder.thinkingBlock(thinking)
    const image = toImage(open.block)
    if (image) this.#builder.delta({ images: [image] })
    const annotations = toAnnotations(citations, start, start + spokenOf(open.block).length)
    if (annotations.length === 0) return
    if (this.#json === undefined) this.#builder.delta({ annotations })
    else this.#heldAnnotations.push(...annotations)
  }

  #stop({ stopReason, additionalModelResponseFields: extra }: AnswerBlock): void {
    if (extra !== undefined) this.#metadata = { ...this.#metadata, additionalModelResponseFields: extra }
    this.#builder.finish(toFinishReason(stopReason, this.#call))
  }

  #meta(metadata: AnswerBlock): void {
    this.#metadata = { ...this.#metadata, ...metadata }
    reportBilled(metadata, this.#call.report)
    const usage = toChatUsage(metadata['usage'])
    if (usage) this.#builder.usage(usage)
    this.#builder.head({ serviceTier: toServiceTier(metadata['serviceTier']), model: toServedModel(metadata['trace']) })
  }

  #finish(): void {
    for (const open of this.#blocks.values()) this.#close(open)
    if (this.#jsonTool === undefined) {
      const words = this.#json?.prompted && this.#calls === 0 ? extractJson(this.#held) : this.#held
      this.#builder.text(words)
      if (this.#heldAnnotations.length > 0) this.#builder.delta({ annotations: this.#heldAnnotations })
    } else if (this.#jsonTool.json === '') this.#builder.text('{}')
    const blocks = [...this.#blocks.values()].map(({ block }) => block)
    const fields = toVendorFields(toKeptBlocks(blocks), this.#metadata)
    if (fields) this.#builder.delta({ provider_specific_fields: fields })
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Arguments as Converse would have sent them whole; what was cut is kept as text, in an object as is required. */
function toInput(json: string): unknown {
  if (json === '') return {}
  try {
    return JSON.parse(json)
  } catch {
    return { rawInvalidInput: json }
  }
}
