import {
  Accumulator,
  type Annotation,
  type ChatCompletionChunk,
  ChunkBuilder,
  isRecord,
  parseJson,
  type StreamTranslator,
  type ThinkingBlock,
} from '../../src/provider.js'
import { reportBilled } from './billed.js'
import { readContent, reasoningOf, toAnnotations, toCitations, toImages } from './content.js'
import { hasError, isFailure, toFailure } from './errors.js'
import { toFinishReason } from './finish-reason.js'
import { toHead } from './head.js'
import { toLogprobs } from './logprobs.js'
import { EchoFilter } from './prefill.js'
import { ReasoningDetails } from './reasoning-details.js'
import type { AnswerContext } from './response.js'
import { extraContentBlock, newCalls } from './tool-calls.js'
import { toDialectUsage, usageIn } from './usage.js'

type Fields = Readonly<Record<string, unknown>>

/** Characters of a delta that may well come twice in a row: `.R` in "J.R.R." (recording xai-chat-stream-84fa5cfa74). */
const LONGEST_TOKEN = 8

interface CustomCall {
  id: string
  name: string
  input: string
}

/** What is collected for one choice and told at its end. */
interface OpenChoice {
  index: number
  details: ReasoningDetails
  blocks: ThinkingBlock[]
  calls: number
  /** Calls that may be repetitions, told once all is known (135). */
  held: ChunkBuilder | undefined
  hasText: boolean
  /** Calls of custom tools by the vendor's index. */
  custom: Map<unknown, CustomCall>
  echo: EchoFilter | undefined
  lastReasoning: string
}

export function createChatStream(context: AnswerContext): StreamTranslator {
  return new ChatStream(context)
}

/** Turns the events of one stream into chunks. A plain text delta costs its JSON.parse and a few reads. */
class ChatStream implements StreamTranslator {
  readonly #builder: ChunkBuilder
  readonly #choices = new Map<number, OpenChoice>()
  #headKnown = false
  #done = false
  #usage: Fields | undefined
  /** What the chunks say of the bill beside the usage. */
  readonly #billedBeside: Record<string, unknown> = {}
  #citations: Annotation[] = []
  #failure: { error: unknown } | undefined

  constructor(private readonly context: AnswerContext) {
    this.#builder = new ChunkBuilder(context.call.model)
  }

  event(data: string, event: string | undefined): void {
    if (this.#done) return
    // Groq writes a space behind it.
    if (data.startsWith('[DONE]')) {
      this.#done = true
      return
    }
    const chunk = parseJson(data, 'An event of the stream')
    if (!isRecord(chunk)) {
      if (event === 'error' || isFailure(chunk)) throw this.#interrupted(toFailure(chunk, this.context))
      return
    }
    const { choices } = chunk
    const hasChoices = Array.isArray(choices) && choices.length > 0
    if (event === 'error' || this.#isFailure(chunk, hasChoices)) throw this.#interrupted(toFailure(chunk, this.context))
    if (!this.#headKnown) this.#head(chunk, hasChoices)
    if (chunk['service_tier'] !== undefined || chunk['cost'] !== undefined) this.#besideUsage(chunk)
    // Counts repeat or grow from chunk to chunk: the last are right (3).
    if (chunk['usage'] !== undefined || chunk['x_groq'] !== undefined) this.#usage = usageIn(chunk) ?? this.#usage
    if (hasChoices) for (const choice of choices) if (isRecord(choice)) this.#choice(choice, chunk)
    if (chunk['citations'] !== undefined || chunk['search_results'] !== undefined) this.#cite(chunk)
  }

  end(): void {
    for (const choice of this.#choices.values()) this.#close(choice)
    if (this.#failure) throw this.#interrupted(this.#failure.error)
    this.#tellUsage()
    const inferFinish = this.#choices.size > 0 && this.context.dialect.finishReasonOptional === true
    if (!inferFinish && !this.#builder.finished) this.#builder.flushUsage()
    this.#builder.end({ inferFinish })
  }

  take(): ChatCompletionChunk[] {
    return this.#builder.take()
  }

  #isFailure(chunk: Fields, hasChoices: boolean): boolean {
    if (!hasChoices) return chunk['usage'] === undefined ? isFailure(chunk) : hasError(chunk)
    // After the finish reason it says the same again: OpenRouter's "Token limit reached" behind `length`.
    return chunk['error'] !== undefined && hasError(chunk) && !this.#builder.finished
  }

  /** Azure's first chunk has an empty id and no choices (63): the first that says more counts. */
  #head(chunk: Fields, hasChoices: boolean): void {
    const head = toHead(chunk)
    this.#builder.head(head)
    this.#headKnown = hasChoices && head.id !== undefined
  }

  #besideUsage({ service_tier, cost }: Fields): void {
    if (service_tier) this.#billedBeside['service_tier'] = service_tier
    if (cost) this.#billedBeside['cost'] = cost
  }

  #cite(chunk: Fields): void {
    const citations = toCitations(chunk)
    if (citations.length > 0) this.#citations = citations
  }

  #choice(choice: Fields, chunk: Fields): void {
    const { delta, message, index: stated, finish_reason } = choice
    const index = typeof stated === 'number' && Number.isInteger(stated) && stated >= 0 ? stated : 0
    const open = this.#choices.get(index) ?? this.#open(index)
    if (isRecord(choice['error'])) throw this.#interrupted(toFailure(choice, this.context))
    if (choice['usage'] !== undefined) this.#usage = usageIn(chunk) ?? this.#usage
    const logprobs = choice['logprobs'] ? toLogprobs(choice['logprobs']) : null
    // Some hosts send both; the message then repeats what the deltas said.
    if (isRecord(delta)) this.#delta(delta, open)
    else if (isRecord(message)) this.#delta(message, open)
    if (logprobs) this.#builder.text('', index, logprobs)
    if (typeof finish_reason === 'string' && finish_reason !== '') this.#finish(finish_reason, index)
  }

  #open(index: number): OpenChoice {
    const { prefill } = this.context
    const open: OpenChoice = {
      index,
      details: new ReasoningDetails(),
      blocks: [],
      calls: 0,
      held: this.context.earlierCalls && new ChunkBuilder(''),
      hasText: false,
      custom: new Map(),
      echo: prefill ? new EchoFilter(this.context) : undefined,
      lastReasoning: '',
    }
    this.#choices.set(index, open)
    return open
  }

  #delta(delta: Fields, open: OpenChoice): void {
    const { content } = delta
    const reasoning = reasoningOf(delta)
    if (reasoning !== '') this.#reasoning(reasoning, open)
    if (typeof content === 'string') {
      if (content !== '') this.#text(content, open)
    } else if (content) {
      const read = readContent(content)
      this.#reasoning(read.reasoning, open)
      this.#text(read.text, open)
      if (read.images.length > 0) this.#builder.delta({ images: read.images }, open.index)
    }
    const { tool_calls } = delta
    if (Array.isArray(tool_calls)) for (const call of tool_calls) if (isRecord(call)) this.#toolCall(call, open)
    this.#rare(delta, open)
  }

  #text(text: string, open: OpenChoice): void {
    const { echo, index } = open
    open.hasText = true
    this.#builder.text(echo ? echo.pass(text) : text, index)
  }

  #reasoning(text: string, open: OpenChoice): void {
    const repeated = text === open.lastReasoning && text.length > LONGEST_TOKEN
    if (repeated && this.context.dialect.repeatsReasoning) return
    open.lastReasoning = text
    this.#builder.reasoning(text, open.index)
  }

  #toolCall(call: Fields, open: OpenChoice): void {
    const { function: called, custom, id, index } = call
    if (isRecord(custom) && !hasName(called)) {
      addCustom(open.custom, call, custom)
      return
    }
    const fields = isRecord(called) ? called : {}
    const name = fields['name']
    const builder = open.held ?? this.#builder
    builder.toolCall(
      {
        index: typeof index === 'number' ? index : undefined,
        id: typeof id === 'string' ? id : undefined,
        name: typeof name === 'string' ? name : undefined,
        arguments: fields['arguments'],
      },
      open.index,
    )
    const block = extraContentBlock(call['extra_content'], this.context.provider, open.calls)
    if (block) open.blocks.push(block)
    if (name) open.calls++
  }

  /** What few deltas hold. */
  #rare(delta: Fields, open: OpenChoice): void {
    const { index } = open
    if (delta['reasoning_details']) open.details.add(delta['reasoning_details'])
    if (typeof delta['refusal'] === 'string') this.#builder.refusal(delta['refusal'], index)
    if (isRecord(delta['function_call'])) this.#functionCall(delta['function_call'], index)
    if (isRecord(delta['audio'])) this.#audio(delta['audio'], index)
    if (delta['annotations']) {
      const annotations = toAnnotations(delta['annotations'])
      if (annotations.length > 0) this.#builder.delta({ annotations }, index)
    }
    if (delta['images']) {
      const images = toImages(delta['images'])
      if (images.length > 0) this.#builder.delta({ images }, index)
    }
    const block = extraContentBlock(delta['extra_content'], this.context.provider)
    if (block) open.blocks.push(block)
  }

  #functionCall({ name, arguments: text }: Fields, index: number): void {
    const named = typeof name === 'string' && name !== ''
    const hasText = typeof text === 'string' && text !== ''
    if (!named && !hasText) return
    this.#builder.functionCall({ ...(named && { name }), ...(hasText && { arguments: text }) }, index)
  }

  #audio({ id, data, transcript, expires_at }: Fields, index: number): void {
    const audio = {
      ...(typeof id === 'string' && id !== '' && { id }),
      ...(typeof data === 'string' && { data }),
      ...(typeof transcript === 'string' && { transcript }),
      ...(typeof expires_at === 'number' && { expires_at }),
    }
    if (audio.id || audio.data || audio.transcript || audio.expires_at) this.#builder.delta({ audio }, index)
  }

  #finish(raw: string, index: number): void {
    const { call } = this.context
    call.report.finishReason ??= raw
    try {
      const reason = toFinishReason(raw, call)
      if (reason) this.#builder.finish(reason, index)
    } catch (error) {
      // Told at the end, since counts may still follow (2).
      this.#failure ??= { error }
    }
  }

  #close(open: OpenChoice): void {
    const rest = open.echo?.flush()
    if (rest) this.#builder.text(rest, open.index)
    this.#tellHeld(open)
    for (const call of open.custom.values()) if (call.name !== '') this.#builder.customCall(call, open.index)
    for (const block of [...open.details.toBlocks(this.context.provider), ...open.blocks])
      this.#builder.thinkingBlock(block, open.index)
    if (this.#citations.length > 0) this.#builder.delta({ annotations: this.#citations }, open.index)
  }

  #tellHeld({ held, hasText, index }: OpenChoice): void {
    if (!held) return
    const accumulator = new Accumulator()
    for (const chunk of held.take()) accumulator.add(chunk)
    const calls = accumulator.completion?.choices.flatMap(({ message }) => message.tool_calls ?? []) ?? []
    const { earlierCalls } = this.context
    for (const call of earlierCalls && hasText ? newCalls(calls, earlierCalls) : calls)
      if (call.type === 'function') this.#builder.toolCall({ id: call.id, ...call.function }, index)
  }

  #tellUsage(): void {
    const { call, dialect } = this.context
    reportBilled(call, dialect, this.#usage ?? {}, this.#billedBeside)
    if (this.#usage) this.#builder.usage(toDialectUsage(this.#usage, dialect))
  }

  /** The counts known so far belong to the error as well: the tokens are billed. */
  #interrupted(error: unknown): unknown {
    this.#tellUsage()
    this.#builder.flushUsage()
    return error
  }
}

function addCustom(calls: Map<unknown, CustomCall>, { id, index }: Fields, { name, input }: Fields): void {
  const call = calls.get(index) ?? { id: '', name: '', input: '' }
  calls.set(index, call)
  if (call.id === '' && typeof id === 'string') call.id = id
  if (call.name === '' && typeof name === 'string') call.name = name
  if (typeof input === 'string') call.input += input
}

function hasName(called: unknown): boolean {
  return isRecord(called) && typeof called['name'] === 'string' && called['name'] !== ''
}
