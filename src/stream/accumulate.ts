import type {
  ChatChoice,
  ChatCompletionChunk,
  ChatCompletionMessage,
  ChunkChoice,
  FunctionToolCall,
  Logprobs,
  ProviderCompletion,
  ToolCallDelta,
  Usage,
} from '../contract/chat.js'

/** Puts the chunks of a stream together again: what the whole answer would have been. */
export class Accumulator {
  #head: ChatCompletionChunk | undefined
  readonly #choices: ChatChoice[] = []
  readonly #byIndex = new Map<number, ChatChoice>()
  #usage: Usage | undefined
  #serviceTier: ChatCompletionChunk['service_tier']

  add(chunk: ChatCompletionChunk): void {
    this.#head ??= chunk
    if (chunk.usage) this.#usage = chunk.usage
    // The first chunks may only know the tier that was asked for, or none.
    if (chunk.service_tier) this.#serviceTier = chunk.service_tier
    for (const part of chunk.choices) this.#addTo(this.#choice(part.index), part)
  }

  /** The reply so far; undefined before the first chunk. `finish_reason` is `'stop'` until it is known. */
  get completion(): ProviderCompletion | undefined {
    const head = this.#head
    if (head === undefined) return undefined
    return {
      id: head.id,
      object: 'chat.completion',
      created: head.created,
      model: head.model,
      choices: this.#choices,
      ...(this.#serviceTier !== undefined && { service_tier: this.#serviceTier }),
      ...(head.system_fingerprint !== undefined && { system_fingerprint: head.system_fingerprint }),
      ...(this.#usage && { usage: this.#usage }),
    }
  }

  #choice(index: number): ChatChoice {
    const known = this.#byIndex.get(index)
    if (known) return known
    const message: ChatCompletionMessage = { role: 'assistant', content: null, refusal: null }
    const choice: ChatChoice = { index, message, logprobs: null, finish_reason: 'stop' }
    const before = this.#choices.findLastIndex((other) => other.index < index)
    this.#choices.splice(before + 1, 0, choice)
    this.#byIndex.set(index, choice)
    return choice
  }

  #addTo(choice: ChatChoice, { delta, finish_reason, logprobs }: ChunkChoice): void {
    const { message } = choice
    if (finish_reason) choice.finish_reason = finish_reason
    if (delta.content) message.content = (message.content ?? '') + delta.content
    else if (delta.content === '') message.content ??= ''
    if (delta.tool_calls) for (const part of delta.tool_calls) this.#addToolCall(message, part)
    if (delta.reasoning_content) message.reasoning_content = (message.reasoning_content ?? '') + delta.reasoning_content
    if (logprobs) addLogprobs(choice, logprobs)
    if (isPlain(delta)) return
    if (delta.refusal) message.refusal = (message.refusal ?? '') + delta.refusal
    if (delta.function_call) {
      const { name = '', arguments: text = '' } = delta.function_call
      const before = message.function_call ?? { name: '', arguments: '' }
      message.function_call = { name: before.name || name, arguments: before.arguments + text }
    }
    if (delta.thinking_blocks) message.thinking_blocks = append(message.thinking_blocks, delta.thinking_blocks)
    if (delta.annotations) message.annotations = append(message.annotations, delta.annotations)
    if (delta.images) message.images = append(message.images, delta.images)
    if (delta.audio) {
      const audio = message.audio ?? { id: '', data: '', transcript: '', expires_at: 0 }
      message.audio = {
        id: delta.audio.id ?? audio.id,
        data: audio.data + (delta.audio.data ?? ''),
        transcript: audio.transcript + (delta.audio.transcript ?? ''),
        expires_at: delta.audio.expires_at ?? audio.expires_at,
      }
    }
    if (delta.provider_specific_fields)
      message.provider_specific_fields = { ...message.provider_specific_fields, ...delta.provider_specific_fields }
  }

  #addToolCall(message: ChatCompletionMessage, part: ToolCallDelta): void {
    const calls = message.tool_calls ?? []
    message.tool_calls = calls
    const known = calls[part.index]
    if (part.custom) {
      const { name = '', input = '' } = part.custom
      if (known?.type === 'custom') known.custom.input += input
      else calls[part.index] = { id: part.id ?? '', type: 'custom', custom: { name, input } }
      return
    }
    if (known?.type === 'function') {
      known.function.arguments += part.function?.arguments ?? ''
      return
    }
    const call: FunctionToolCall = {
      id: part.id ?? '',
      type: 'function',
      function: { name: part.function?.name ?? '', arguments: part.function?.arguments ?? '' },
    }
    calls[part.index] = call
  }
}

/** A delta of text, tool calls or reasoning alone, which nearly all are. */
function isPlain(delta: ChunkChoice['delta']): boolean {
  for (const key in delta)
    if (key !== 'content' && key !== 'role' && key !== 'tool_calls' && key !== 'reasoning_content') return false
  return true
}

function addLogprobs(choice: ChatChoice, { content, refusal }: Logprobs): void {
  const logprobs = choice.logprobs ?? { content: null, refusal: null }
  choice.logprobs = logprobs
  if (content) logprobs.content = append(logprobs.content, content)
  if (refusal) logprobs.refusal = append(logprobs.refusal, refusal)
}

/** Adds to a list of our own, in place: a copy for each chunk would make a long stream cost its square. */
function append<T>(list: T[] | null | undefined, more: readonly T[]): T[] {
  if (!list) return [...more]
  for (const item of more) list.push(item)
  return list
}
