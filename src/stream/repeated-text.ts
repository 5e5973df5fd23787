import type { ChatCompletionChunk } from '../contract/chat.js'

/** What all chunks of one stream have in common. */
type Identity = Pick<ChatCompletionChunk, 'id' | 'created' | 'model'>

/**
 * The chunks of a second stream that says again what the first one said before it broke: what the reader has already is
 * left out, what follows goes on. Nothing is repeated and nothing lost, or it does not go on at all.
 */
export class RepeatedText {
  #said: string

  constructor(
    said: string,
    private readonly identity: Identity,
  ) {
    this.#said = said
  }

  /** Whether the second stream has said all that the first had. */
  get caughtUp(): boolean {
    return this.#said === ''
  }

  /** What is new of a batch; undefined: the second stream says something else. */
  takeNew(batch: readonly ChatCompletionChunk[]): ChatCompletionChunk[] | undefined {
    const fresh: ChatCompletionChunk[] = []
    for (const chunk of batch) {
      const choices = []
      for (const choice of chunk.choices) {
        const { role: _, content, ...delta } = choice.delta
        const rest = this.#after(content ?? '')
        if (rest === undefined || (!this.caughtUp && (choice.finish_reason !== null || hasKeys(delta))))
          return undefined
        if (rest !== '' || choice.finish_reason !== null || hasKeys(delta))
          choices.push({ ...choice, delta: rest === '' ? delta : { ...delta, content: rest } })
      }
      if (choices.length > 0 || chunk.usage) fresh.push({ ...chunk, ...this.identity, choices })
    }
    return fresh
  }

  /** What of a text goes beyond what was said; undefined: it differs from it. */
  #after(text: string): string | undefined {
    const common = Math.min(text.length, this.#said.length)
    if (text.slice(0, common) !== this.#said.slice(0, common)) return undefined
    this.#said = this.#said.slice(common)
    return text.slice(common)
  }
}

function hasKeys(delta: object): boolean {
  for (const _ in delta) return true
  return false
}
