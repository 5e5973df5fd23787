import {
  type Annotation,
  APIResponseError,
  ChunkBuilder,
  isRecord,
  type ProviderCall,
  type ProviderRequest,
  parseJson,
  randomId,
  type StreamTranslator,
} from '../../src/provider.js'
import { type AnswerBlock, textOf, toAnnotations, toThinkingBlock, toVendorFields } from './answer-blocks.js'
import { toFailure } from './errors.js'
import { toFinishReason } from './finish-reason.js'
import { type ModelFacts, modelFacts } from './models.js'
import { isNamed, toRefusal } from './response.js'
import { jsonToolOf } from './response-format.js'
import { mergeUsage, reportBilled, toChatUsage, toServiceTier } from './usage.js'

interface OpenBlock {
  block: AnswerBlock
  /** Its number among the blocks. */
  position: number
  /** Where its text begins in the message's content. */
  start: number
  /** The arguments of a tool call as they came. */
  json: string
  closed: boolean
}

/** Chunks from the events of one stream (https://platform.claude.com/docs/en/build-with-claude/streaming). */
export function createStream(
  call: ProviderCall,
  request?: ProviderRequest,
  facts: ModelFacts = modelFacts(call.model),
): StreamTranslator {
  return new MessageStream(call, request && jsonToolOf(request, facts))
}

class MessageStream implements StreamTranslator {
  readonly #call: ProviderCall
  readonly #builder: ChunkBuilder
  readonly #jsonTool: string | undefined
  /** By the vendor's index, in the order in which they began. */
  readonly #blocks = new Map<unknown, OpenBlock>()
  #count = 0
  #usage: Record<string, unknown> = {}
  #container: unknown
  /** Characters of content sent so far. */
  #length = 0
  /** Text that is shown only if the hidden tool is not called. */
  #held = ''
  readonly #heldAnnotations: Annotation[] = []
  #json: OpenBlock | undefined
  #done = false

  constructor(call: ProviderCall, jsonTool: string | undefined) {
    this.#call = call
    this.#builder = new ChunkBuilder(call.model)
    this.#jsonTool = jsonTool
  }

  event(data: string, name: string | undefined): void {
    if (this.#done || data === '' || data === '[DONE]') return
    const event = parseJson(data, 'An event of the stream')
    if (!isRecord(event)) return
    switch (event['type'] ?? (isRecord(event['error']) ? 'error' : name)) {
      case 'content_block_delta':
        this.#delta(event)
        break
      case 'content_block_start':
        this.#start(event)
        break
      case 'content_block_stop':
        this.#close(this.#blocks.get(event['index']))
        break
      case 'message_start':
        this.#head(event['message'])
        break
      case 'message_delta':
        this.#messageDelta(event)
        break
      case 'message_stop':
        this.#finish()
        break
      case 'error':
        this.#builder.flushUsage()
        throw toFailure(event, this.#call)
    }
  }

  end(): void {
    if (this.#done) return
    this.#builder.flushUsage()
    const { provider, model, report } = this.#call
    throw new APIResponseError('The stream ended before the answer did: no message_stop was sent.', {
      provider,
      model,
      requestId: report.requestId,
      code: 'stream_truncated',
    })
  }

  take() {
    return this.#builder.take()
  }

  #head(message: unknown): void {
    if (!isRecord(message)) return
    const { id, model, usage } = message
    this.#builder.head({ id: textOf(id), model: textOf(model), serviceTier: toServiceTier(usage) })
    this.#addUsage(usage)
    this.#container = message['container'] ?? this.#container
  }

  #start({ index, content_block: block }: AnswerBlock): void {
    if (!isRecord(block)) return
    const position = this.#count++
    const open: OpenBlock = { block: { ...block }, position, start: this.#length, json: '', closed: false }
    this.#blocks.set(index, open)
    const { type, name, id } = block
    if (type === 'text') this.#text(textOf(block['text']))
    else if (type === 'thinking') this.#builder.reasoning(textOf(block['thinking']))
    else if (type === 'tool_use' && isNamed(block, this.#jsonTool))
      this.#builder.toolCall({ index: position, id: textOf(id) || randomId('toolu_'), name: textOf(name) })
    else if (type === 'tool_use' && name === this.#jsonTool) this.#json ??= open
  }

  #delta({ index, delta }: AnswerBlock): void {
    const open = this.#blocks.get(index)
    if (open === undefined || open.closed || !isRecord(delta)) return
    const { block } = open
    switch (delta['type']) {
      case 'text_delta': {
        const text = textOf(delta['text'])
        block['text'] = textOf(block['text']) + text
        if (block['type'] === 'text') this.#text(text)
        break
      }
      case 'input_json_delta':
        this.#input(open, textOf(delta['partial_json']))
        break
      case 'thinking_delta': {
        const thinking = textOf(delta['thinking'])
        block['thinking'] = textOf(block['thinking']) + thinking
        if (block['type'] === 'thinking') this.#builder.reasoning(thinking)
        break
      }
      case 'signature_delta':
        block['signature'] = textOf(block['signature']) + textOf(delta['signature'])
        break
      case 'citations_delta':
        if (Array.isArray(block['citations'])) block['citations'].push(delta['citation'])
        else block['citations'] = [delta['citation']]
        break
      case 'compaction_delta':
        block['content'] = delta['content']
    }
  }

  #input(open: OpenBlock, json: string): void {
    if (json === '') return
    open.json += json
    const { block, position } = open
    if (open === this.#json) this.#builder.text(json)
    else if (block['type'] === 'tool_use' && isNamed(block, this.#jsonTool))
      this.#builder.toolCall({ index: position, arguments: json })
  }

  /** Text of the answer; with a hidden tool it may turn out to be talk around the JSON. */
  #text(text: string): void {
    this.#length += text.length
    if (this.#jsonTool === undefined) this.#builder.text(text)
    else this.#held += text
  }

  /** What can be said only of a whole block: its signature, its sources, arguments that came without deltas. */
  #close(open: OpenBlock | undefined): void {
    if (open === undefined || open.closed) return
    open.closed = true
    const { block, json } = open
    const thinking = toThinkingBlock(block)
    if (thinking) {
      this.#builder.thinkingBlock(thinking)
    } else if (block['type'] === 'text') {
      const annotations = toAnnotations(block['citations'], open.start, open.start + textOf(block['text']).length)
      if (annotations.length === 0) return
      if (this.#jsonTool === undefined) this.#builder.delta({ annotations })
      else this.#heldAnnotations.push(...annotations)
    } else if (json !== '') block['input'] = toInput(json)
    else if (open === this.#json || !isEmpty(block['input'])) this.#input(open, JSON.stringify(block['input'] ?? {}))
  }

  #messageDelta({ delta, usage }: AnswerBlock): void {
    this.#addUsage(usage)
    if (!isRecord(delta)) return
    const { stop_reason: reason, container } = delta
    this.#container = container ?? this.#container
    if (reason === null || reason === undefined) return
    this.#builder.finish(toFinishReason(reason, this.#call))
    this.#builder.refusal(toRefusal(delta))
  }

  #addUsage(usage: unknown): void {
    this.#usage = mergeUsage(this.#usage, usage)
    reportBilled(this.#usage, this.#call.report)
    const counted = toChatUsage(this.#usage)
    if (counted) this.#builder.usage(counted)
  }

  #finish(): void {
    this.#done = true
    for (const open of this.#blocks.values()) this.#close(open)
    if (this.#json === undefined) {
      this.#builder.text(this.#held)
      if (this.#heldAnnotations.length > 0) this.#builder.delta({ annotations: this.#heldAnnotations })
      const blocks = [...this.#blocks.values()].map(({ block }) => block)
      const fields = toVendorFields(blocks, this.#container)
      if (fields) this.#builder.delta({ provider_specific_fields: fields })
    }
    this.#builder.end()
  }
}

/** Arguments as the vendor would have sent them whole; what was cut is kept as text, in an object as is required. */
function toInput(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return { rawInvalidInput: json }
  }
}

function isEmpty(input: unknown): boolean {
  return input === undefined || input === null || (isRecord(input) && Object.keys(input).length === 0)
}
