import {
  type ChatCompletionChunk,
  ChunkBuilder,
  failureInside,
  isRecord,
  parseJson,
  type StreamTranslator,
  settleFinish,
} from '../../../src/provider.js'
import { isFailure } from '../errors.js'
import { toLogprobs } from '../logprobs.js'
import { reportBilled } from './billed.js'
import type { AnswerContext } from './context.js'
import { toExtras } from './extras.js'
import { type Item, recordsOf, textOf } from './items.js'
import { OutputStream } from './output-stream.js'
import { headOf } from './response.js'
import { toFailure, toFinishReason } from './status.js'
import { toResponsesUsage } from './usage.js'

export function createResponsesStream(context: AnswerContext): StreamTranslator {
  return new ResponsesStream(context)
}

/** Turns the events of one stream into chunks. Which event it is, its own `type` says: some hosts send no `event:` lines. */
class ResponsesStream implements StreamTranslator {
  readonly #builder: ChunkBuilder
  readonly #output: OutputStream
  #done = false

  constructor(private readonly context: AnswerContext) {
    this.#builder = new ChunkBuilder(context.model)
    this.#output = new OutputStream(this.#builder)
  }

  event(data: string, event: string | undefined): void {
    // OpenRouter says [DONE] after the last event.
    if (this.#done || data.startsWith('[DONE]')) return
    const body = parseJson(data, 'An event of the stream')
    if (!isRecord(body)) {
      if (event === 'error' || isFailure(body)) throw this.#interrupted(failureInside(body, this.context.call))
      return
    }
    const type = typeof body['type'] === 'string' ? body['type'] : (event ?? '')
    if (type.endsWith('.delta')) this.#delta(type, body)
    else this.#step(type, body)
  }

  end(): void {
    if (!this.#done) {
      this.#output.release()
      this.#builder.flushUsage()
    }
    this.#builder.end()
  }

  take(): ChatCompletionChunk[] {
    return this.#builder.take()
  }

  #delta(type: string, body: Item): void {
    const delta = textOf(body['delta'])
    const item = this.#output.at(body, ITEM_OF_DELTA[type])
    if (item === undefined) return
    switch (type) {
      case 'response.output_text.delta': {
        const logprobs = recordsOf(body['logprobs'])
        const tokens = logprobs.length > 0 ? toLogprobs({ content: logprobs }) : null
        this.#output.text(item, body['content_index'], delta, tokens)
        return
      }
      case 'response.refusal.delta':
        this.#output.refusal(item, body['content_index'], delta)
        return
      case 'response.reasoning_summary_text.delta':
        this.#output.reasoning(item, 'summary', body['summary_index'], delta)
        return
      case 'response.reasoning_text.delta':
        this.#output.reasoning(item, 'content', body['content_index'], delta)
        return
      case 'response.function_call_arguments.delta':
        this.#output.arguments(item, delta)
    }
  }

  #step(type: string, body: Item): void {
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        if (isRecord(body['response'])) this.#head(body['response'])
        return
      case 'response.output_item.added':
      case 'response.output_item.done':
        if (isRecord(body['item'])) this.#output.item(body, body['item'], type.endsWith('done'))
        return
      case 'response.function_call_arguments.done': {
        const item = this.#output.at(body, 'function_call')
        if (item) this.#output.wholeArguments(item, textOf(body['arguments']))
        return
      }
      case 'response.output_text.annotation.added': {
        const item = this.#output.at(body, 'message')
        if (item && isRecord(body['annotation']))
          this.#output.annotation(item, body['content_index'], body['annotation'])
        return
      }
      case 'response.completed':
      case 'response.incomplete':
      case 'response.done':
        this.#finish(isRecord(body['response']) ? body['response'] : {})
        return
      case 'response.failed':
      case 'response.cancelled':
        throw this.#failed(body['response'])
      case 'error':
        throw this.#interrupted(toFailure(body, this.context))
      default:
        if (!type.startsWith('response.') && isFailure(body)) throw this.#interrupted(toFailure(body, this.context))
    }
  }

  /** The tier is only what was asked for, until the answer is complete. */
  #head({ service_tier: _, ...response }: Item): void {
    this.#builder.head(headOf(response))
  }

  #finish(response: Item): void {
    this.#builder.head(headOf(response))
    reportBilled(this.context, response)
    const items = this.#output.settle(recordsOf(response['output']))
    const usage = toResponsesUsage(response['usage'])
    if (usage) this.#builder.usage(usage)
    let reason: ReturnType<typeof toFinishReason>
    try {
      reason = toFinishReason(response, this.context)
    } catch (error) {
      throw this.#interrupted(error)
    }
    const extras = toExtras(items, this.context)
    if (Object.keys(extras).length > 0) this.#builder.delta(extras)
    this.#builder.finish(settleFinish(reason, this.#output.called))
    this.#done = true
  }

  #failed(response: unknown): unknown {
    if (isRecord(response)) reportBilled(this.context, response)
    const usage = isRecord(response) ? toResponsesUsage(response['usage']) : undefined
    if (usage) this.#builder.usage(usage)
    return this.#interrupted(toFailure(isRecord(response) ? response : {}, this.context))
  }

  /** What had come and what was used is told before the failure. */
  #interrupted(error: unknown): unknown {
    this.#done = true
    this.#output.release()
    this.#builder.flushUsage()
    return error
  }
}

/** The item that a delta belongs to, where its beginning was not announced. */
const ITEM_OF_DELTA: Readonly<Record<string, string>> = {
  'response.output_text.delta': 'message',
  'response.refusal.delta': 'message',
  'response.reasoning_summary_text.delta': 'reasoning',
  'response.reasoning_text.delta': 'reasoning',
  'response.function_call_arguments.delta': 'function_call',
}
