import type { Usage } from '../contract/chat.js'
import type { BilledUnits } from '../contract/prices.js'

/** The tokens of one answer by what they are charged as. Each token is in one of these. */
export interface TokenKinds {
  cached: number
  cachedAudio: number
  written: number
  written1h: number
  text: number
  audio: number
  image: number
  video: number
  answer: number
  reasoning: number
  answerAudio: number
  answerImage: number
}

/** The usage of chat or of embeddings. */
export type AnyUsage = Pick<Usage, 'prompt_tokens'> & Partial<Usage>

/**
 * Takes the counts apart. A part is never larger than what it is part of: where a vendor states more cached than
 * prompt tokens, or more reasoning than completion tokens, the whole decides. What is taken first: of the prompt the
 * tokens that were read from the cache, then those written to it, audio, images, video; the rest is text. Of the
 * answer audio, images, reasoning.
 */
export function splitUsage(usage: AnyUsage, billed: BilledUnits | undefined): TokenKinds {
  const { prompt_tokens_details: prompt, completion_tokens_details: completion } = usage
  const promptTokens = countOf(billed?.promptTokens ?? usage.prompt_tokens)
  const answerTokens = countOf(billed?.completionTokens ?? usage.completion_tokens)

  const read = Math.min(countOf(prompt?.cached_tokens), promptTokens)
  let rest = promptTokens - read
  const writes = Math.min(countOf(prompt?.cache_creation_tokens), rest)
  rest -= writes
  const written1h = Math.min(countOf(billed?.cacheWrite1hTokens), writes)
  const cachedAudio = Math.min(countOf(billed?.cachedAudioTokens), read)
  const audio = Math.min(Math.max(0, countOf(prompt?.audio_tokens) - cachedAudio), rest)
  rest -= audio
  const image = Math.min(countOf(billed?.promptImageTokens), rest)
  rest -= image
  const video = Math.min(countOf(billed?.promptVideoTokens), rest)

  const answerAudio = Math.min(countOf(completion?.audio_tokens), answerTokens)
  let answer = answerTokens - answerAudio
  const answerImage = Math.min(countOf(billed?.completionImageTokens), answer)
  answer -= answerImage
  const reasoning = Math.min(countOf(completion?.reasoning_tokens), answer)

  return {
    cached: read - cachedAudio,
    cachedAudio,
    written: writes - written1h,
    written1h,
    text: rest - video,
    audio,
    image,
    video,
    answer: answer - reasoning,
    reasoning,
    answerAudio,
    answerImage,
  }
}

/** Prompt tokens, of whatever kind: by them the size of the context is told, what is read from the cache included. */
export function promptOf(kinds: TokenKinds): number {
  const { cached, cachedAudio, written, written1h, text, audio, image, video } = kinds
  return cached + cachedAudio + written + written1h + text + audio + image + video
}

/** Counts come from outside: what is no number above 0 counts nothing. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY ? value : 0
}
