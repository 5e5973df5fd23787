import type { Dialect } from './dialect.js'

interface Prefilled {
  dialect: Dialect
  prefill?: string | undefined
}

/** The answer without the repeated beginning that the caller wrote: Mistral repeats it before going on (124), xAI may send it back alone (134). */
export function stripEcho(text: string, { dialect, prefill }: Prefilled): string {
  if (!prefill) return text
  if (dialect.prefill === 'prefix' && text.startsWith(prefill)) return text.slice(prefill.length)
  return dialect.prefill === 'echo' && text === prefill ? '' : text
}

/** The same for a stream: holds the first text back for as long as it may still be the repeated beginning. */
export class EchoFilter {
  #held = ''
  #settled: boolean

  constructor(private readonly context: Prefilled) {
    this.#settled = !context.prefill
  }

  /** What of this text may be shown now. */
  pass(text: string): string {
    if (this.#settled) return text
    const { dialect, prefill = '' } = this.context
    const repeats = prefill.startsWith(text, this.#held.length) // what is held is its beginning
    this.#held += text
    const undecided = repeats && (dialect.prefill === 'echo' || this.#held.length < prefill.length)
    return undecided ? '' : this.flush()
  }

  /** What was held back, once no more text will come. */
  flush(): string {
    if (this.#settled) return ''
    this.#settled = true
    const text = stripEcho(this.#held, this.context)
    this.#held = ''
    return text
  }
}
