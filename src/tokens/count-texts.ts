import { setImmediate } from 'node:timers/promises'
import type { Tokenizer } from './tokenizer.js'

/** ms of counting after which others get their turn. */
const SLICE_MS = 8

/** Tokens of texts, counted in slices: a long prompt does not hold the event loop. */
export async function countTexts(tokenizer: Tokenizer, texts: Iterable<string>): Promise<number> {
  let tokens = 0
  let until = performance.now() + SLICE_MS
  for (const text of texts)
    for (let at = 0; at < text.length; ) {
      const end = tokenizer.windowEnd(text, at)
      tokens += tokenizer.countWindow(text, at, end)
      at = end
      if (performance.now() < until) continue
      await setImmediate()
      until = performance.now() + SLICE_MS
    }
  return tokens
}
