import { ChunkBuilder, isRecord, type ProviderCall, parseJson, type StreamTranslator } from '../../src/provider.js'
import { type Place, toCitations } from './citations.js'
import { toFailure } from './errors.js'
import { isFailure, toFinishReason } from './finish-reason.js'
import { toLogprobs } from './logprobs.js'
import { textOf } from './response.js'
import { reportBilled, toChatUsage } from './usage.js'

type Fields = Record<string, unknown>

/** Chunks from the events of one stream (https://docs.cohere.com/v2/docs/streaming). */
export function createStream(call: ProviderCall): StreamTranslator {
  return new ChatStream(call)
}

class ChatStream implements StreamTranslator {
  readonly #call: ProviderCall
  readonly #builder: ChunkBuilder
  /** The texts by the vendor's index. */
  readonly #places = new Map<unknown, Place>()
  readonly #citations: unknown[] = []
  /** Characters of content sent so far. */
  #length = 0

  constructor(call: ProviderCall) {
    this.#call = call
    this.#builder = new ChunkBuilder(call.model)
  }

  event(data: string, name: string | undefined): void {
    if (data === '' || data === '[DONE]') return
    const event = parseJson(data, 'An event of the stream')
    if (!isRecord(event)) return
    const delta = isRecord(event['delta']) ? event['delta'] : {}
    const message = isRecord(delta['message']) ? delta['message'] : {}
    switch (event['type'] ?? name) {
      case 'content-start':
      case 'content-delta':
        this.#content(event, message['content'])
        break
      case 'tool-plan-delta':
        this.#builder.reasoning(textOf(message['tool_plan']))
        break
      case 'tool-call-start':
      case 'tool-call-delta':
        this.#toolCall(event['index'], message['tool_calls'])
        break
      case 'citation-start':
        this.#citations.push(message['citations'])
        break
      case 'message-start':
        this.#builder.head({ id: textOf(event['id']) })
        break
      case 'message-end':
        this.#finish(delta)
        break
      default:
        this.#unknown(event)
    }
  }

  end(): void {
    this.#builder.end()
  }

  take() {
    return this.#builder.take()
  }

  #content(event: Fields, content: unknown): void {
    if (!isRecord(content)) return
    this.#builder.reasoning(textOf(content['thinking']))
    const text = textOf(content['text'])
    if (typeof content['text'] === 'string') {
      const place = this.#places.get(event['index']) ?? { start: this.#length, text: '' }
      this.#places.set(event['index'], { ...place, text: place.text + text })
      this.#length += text.length
    }
    this.#builder.text(text, 0, toLogprobs(event['logprobs']))
  }

  #toolCall(index: unknown, call: unknown): void {
    if (!isRecord(call)) return
    const called = isRecord(call['function']) ? call['function'] : {}
    this.#builder.toolCall({
      index: typeof index === 'number' ? index : undefined,
      id: textOf(call['id']),
      name: textOf(called['name']),
      arguments: called['arguments'],
    })
  }

  #finish(delta: Fields): void {
    reportBilled(delta['usage'], this.#call.report)
    const usage = toChatUsage(delta['usage'])
    if (usage) this.#builder.usage(usage)
    if (isFailure(delta['finish_reason']) || delta['error'] !== undefined) {
      this.#builder.flushUsage()
      throw toFailure(delta, this.#call)
    }
    const reason = toFinishReason(delta['finish_reason'], this.#call)
    const citations = toCitations(this.#citations, this.#places)
    if (citations) {
      const { annotations, fields } = citations
      this.#builder.delta({ ...(annotations.length > 0 && { annotations }), provider_specific_fields: fields })
    }
    this.#builder.finish(reason)
  }

  /** A body of error in the place of an event. */
  #unknown(event: Fields): void {
    if (event['error'] === undefined && (event['type'] !== undefined || typeof event['message'] !== 'string')) return
    this.#builder.flushUsage()
    throw toFailure(event, this.#call)
  }
}
