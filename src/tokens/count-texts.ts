import { Slices } from './slices.js'
import type { Tokenizer } from './tokenizer.js'

/** Tokens of texts, counted in slices: a long prompt does not hold the event loop. */
export async function countTexts(tokenizer: Tokenizer, texts: Iterable<string>): Promise<number> {
  const slices = new Slices()
  let tokens = 0
  for (const text of texts)
    for (let at = 0; at < text.length; ) {
      const end = tokenizer.windowEnd(text, at)
      tokens += tokenizer.countWindow(text, at, end)
      at = end
      const turn = slices.turn()
      if (turn) await turn
    }
  return tokens
}
