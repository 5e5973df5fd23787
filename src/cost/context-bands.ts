import type { ContextTier } from '../contract/prices.js'
import { promptOf, type TokenKinds } from './split-usage.js'

/** A stretch of the context, and the tokens in it. */
export interface ContextBand {
  /** Where it ends, counted in prompt tokens. */
  size: number
  kinds: TokenKinds
}

const PROMPT = ['cached', 'cachedAudio', 'written', 'written1h', 'text', 'audio', 'image', 'video'] as const
const ANSWER = ['answer', 'reasoning', 'answerAudio', 'answerImage'] as const

/**
 * The tokens of each tier where a tier holds only for those above it. What was cached is the beginning of a prompt, so
 * it fills the lower tiers; the answer follows the prompt and lies in the tier that the prompt reaches.
 */
export function bandsOf(kinds: TokenKinds, tiers: readonly ContextTier[]): ContextBand[] {
  const size = promptOf(kinds)
  const ends = [...tiers.map(({ above }) => above).filter((above) => above < size), size].sort((a, b) => a - b)
  const left: TokenKinds = { ...kinds }
  let begin = 0
  return ends.map((end) => {
    const band: ContextBand = { size: end, kinds: { ...NONE } }
    let room = end - begin
    begin = end
    for (const kind of PROMPT) {
      const taken = Math.min(left[kind], room)
      band.kinds[kind] = taken
      left[kind] -= taken
      room -= taken
    }
    if (end === size) for (const kind of ANSWER) band.kinds[kind] = kinds[kind]
    return band
  })
}

const NONE: Readonly<TokenKinds> = {
  cached: 0,
  cachedAudio: 0,
  written: 0,
  written1h: 0,
  text: 0,
  audio: 0,
  image: 0,
  video: 0,
  answer: 0,
  reasoning: 0,
  answerAudio: 0,
  answerImage: 0,
}
