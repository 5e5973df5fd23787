import type {
  ChatCompletionChunk,
  ChatDelta,
  ChunkChoice,
  FinishReason,
  Logprobs,
  ThinkingBlock,
  Usage,
} from '../contract/chat.js'
import { APIResponseError } from '../contract/errors.js'
import { settleFinish } from '../contract/finish-reason.js'
import { randomId } from '../contract/ids.js'
import { OpenCalls, type ToolCallFragment } from './open-calls.js'

/** Whether an answer that ended so is complete. */
const isWhole = (reason: FinishReason) => reason !== 'length' && reason !== 'content_filter'

interface OpenChoice {
  index: number
  roleSent: boolean
  calls: OpenCalls
  /** A `function_call`, the form before `tool_calls`, has come. */
  functionCalled: boolean
  finish: FinishReason | undefined
}

export interface StreamHead {
  id?: string | null | undefined
  created?: number | null | undefined
  model?: string | null | undefined
  serviceTier?: ChatCompletionChunk['service_tier'] | undefined
  systemFingerprint?: string | undefined
}

/**
 * Builds the chunks of one stream in the normal form, whatever the vendor's is: one id, `created` and `model`;
 * the role once, first; tool-call fragments under a stable index with id and name first; the finish reason and then
 * the usage last. A translator calls it for what it reads and hands `take()` on.
 */
export class ChunkBuilder {
  #chunks: ChatCompletionChunk[] = []
  readonly #choices = new Map<number, OpenChoice>()
  #id = ''
  #created = 0
  #model: string
  #serviceTier: ChatCompletionChunk['service_tier'] | undefined
  #systemFingerprint: string | undefined
  #usage: Usage | undefined

  /** `model` stands in until the vendor names the model that answers. */
  constructor(model: string) {
    this.#model = model
  }

  /** What the vendor says of the stream as a whole. The first non-empty value of each field stays. */
  head({ id, created, model, serviceTier, systemFingerprint }: StreamHead): void {
    if (this.#id === '' && id) this.#id = id
    if (this.#created === 0 && created) this.#created = Math.floor(created)
    if (model && this.#choices.size === 0) this.#model = model
    if (serviceTier) this.#serviceTier = serviceTier
    if (systemFingerprint) this.#systemFingerprint = systemFingerprint
  }

  text(content: string, choice = 0, logprobs?: Logprobs | null): void {
    if (content !== '' || logprobs) this.delta({ content }, choice, logprobs)
  }

  reasoning(text: string, choice = 0): void {
    if (text !== '') this.delta({ reasoning_content: text }, choice)
  }

  refusal(text: string, choice = 0): void {
    if (text !== '') this.delta({ refusal: text }, choice)
  }

  /** A whole block: signatures are worth nothing in pieces. */
  thinkingBlock(block: ThinkingBlock, choice = 0): void {
    this.delta({ thinking_blocks: [block] }, choice)
  }

  /** The first chunk of a call holds its id and name; what came before the name is held back until then. */
  toolCall(fragment: ToolCallFragment, choice = 0): void {
    const { calls } = this.#choice(choice)
    const call = calls.callOf(fragment)
    const text = argumentText(fragment.arguments, call.hasArguments)
    if (text !== '') call.hasArguments = true
    if (call.started) {
      if (text !== '') this.delta({ tool_calls: [{ index: call.index, function: { arguments: text } }] }, choice)
      return
    }
    call.held += text
    if (!fragment.name) return
    const id = calls.start(call) ?? randomId('call_')
    const start = {
      index: call.index,
      id,
      type: 'function' as const,
      function: { name: fragment.name, arguments: call.held },
    }
    call.held = ''
    this.delta({ tool_calls: [start] }, choice)
  }

  /** A whole call of a custom tool, whose input is plain text. */
  customCall({ id, name, input }: { id: string; name: string; input: string }, choice = 0): void {
    const { calls } = this.#choice(choice)
    const call = calls.add({ id })
    call.hasArguments = true
    const custom = { name, input }
    this.delta({ tool_calls: [{ id: calls.start(call) ?? randomId('call_'), index: call.index, custom }] }, choice)
  }

  /** A fragment of a `function_call`, which answers the deprecated `functions`. */
  functionCall(fragment: NonNullable<ChatDelta['function_call']>, choice = 0): void {
    this.#choice(choice).functionCalled = true
    this.delta({ function_call: fragment }, choice)
  }

  delta(delta: ChatDelta, choice = 0, logprobs?: Logprobs | null): void {
    const open = this.#choice(choice)
    if (!open.roleSent) {
      open.roleSent = true
      delta = { role: 'assistant', ...delta }
    }
    this.#push(delta, open.index, null, logprobs)
  }

  /** Replaces what was said before: many vendors repeat cumulative counts. */
  usage(usage: Usage): void {
    this.#usage = usage
  }

  /** Recorded now, sent at the end, since usage and late deltas may still follow. */
  finish(reason: FinishReason, choice = 0): void {
    this.#choice(choice).finish = reason
  }

  get finished(): boolean {
    for (const { finish } of this.#choices.values()) if (finish === undefined) return false
    return this.#choices.size > 0
  }

  /**
   * Closes the stream. A choice without a finish reason means that the stream was cut: an `APIResponseError`,
   * unless the vendor is known never to send one (`inferFinish`).
   */
  end({ inferFinish = false }: { inferFinish?: boolean } = {}): void {
    if (!inferFinish && !this.finished)
      throw new APIResponseError('The stream ended before the answer did: no finish reason was sent.', {
        code: 'stream_truncated',
      })
    for (const open of this.#choices.values()) {
      for (const call of open.calls.all)
        if (call.started && !call.hasArguments && open.finish !== 'length')
          this.delta({ tool_calls: [{ index: call.index, function: { arguments: '{}' } }] }, open.index)
      const stated = open.finish ?? 'stop'
      const reason =
        open.functionCalled && isWhole(stated) ? 'function_call' : settleFinish(stated, open.calls.hasStarted)
      const delta: ChatDelta = open.roleSent ? {} : { role: 'assistant', content: '' }
      this.#push(delta, open.index, reason)
    }
    this.flushUsage()
  }

  /** Sends the counts known so far: also before a failure, so that `error.partial` says what was used. */
  flushUsage(): void {
    if (this.#usage === undefined) return
    const chunk = this.#chunk([])
    chunk.usage = this.#usage
    this.#chunks.push(chunk)
  }

  /** The chunks since the last call. */
  take(): ChatCompletionChunk[] {
    const chunks = this.#chunks
    if (chunks.length > 0) this.#chunks = []
    return chunks
  }

  #choice(index: number): OpenChoice {
    const known = this.#choices.get(index)
    if (known) return known
    const calls = new OpenCalls()
    const choice: OpenChoice = { index, roleSent: false, calls, functionCalled: false, finish: undefined }
    this.#choices.set(index, choice)
    return choice
  }

  #push(delta: ChatDelta, index: number, finish: FinishReason | null, logprobs?: Logprobs | null): void {
    const choice: ChunkChoice = { index, delta, finish_reason: finish }
    if (logprobs) choice.logprobs = logprobs
    this.#chunks.push(this.#chunk([choice]))
  }

  #chunk(choices: ChunkChoice[]): ChatCompletionChunk {
    if (this.#id === '') this.#id = randomId('chatcmpl-')
    if (this.#created === 0) this.#created = Math.floor(Date.now() / 1000)
    const chunk: ChatCompletionChunk = {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices,
    }
    if (this.#serviceTier !== undefined) chunk.service_tier = this.#serviceTier
    if (this.#systemFingerprint !== undefined) chunk.system_fingerprint = this.#systemFingerprint
    return chunk
  }
}

/** Arguments as text; `null`, `"null"` and nothing mean none (quirks.md 14). */
function argumentText(value: unknown, continued: boolean): string {
  if (typeof value === 'string') return value === 'null' && !continued ? '' : value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}
