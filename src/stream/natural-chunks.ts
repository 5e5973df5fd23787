import type { ChatCompletionChunk, ChunkChoice, ProviderCompletion } from '../contract/chat.js'
import { replayChunks } from './replay.js'

/** Characters of a piece of text, about what vendors send at once. */
const PIECE = 24

/** A whole reply as chunks of the size that a stream has; putting them together gives the reply again. */
export function naturalChunks(completion: ProviderCompletion): ChatCompletionChunk[] {
  return replayChunks(completion).flatMap((chunk) => {
    const [choice] = chunk.choices
    const content = choice?.delta.content
    if (choice === undefined || !content || content.length <= PIECE) return [chunk]
    return pieces(content).map((piece, at) => {
      const part: ChunkChoice =
        at === 0
          ? { ...choice, delta: { ...choice.delta, content: piece } }
          : { index: choice.index, delta: { content: piece }, finish_reason: null }
      return { ...chunk, choices: [part] }
    })
  })
}

/** Cut behind spaces where there are some, and never inside a character. */
function pieces(text: string): string[] {
  const found: string[] = []
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + PIECE)
    const space = text.lastIndexOf(' ', to - 1)
    if (to < text.length && space >= from + PIECE / 2) to = space + 1
    if (isHighSurrogate(text.charCodeAt(to - 1)) && to < text.length) to++
    found.push(text.slice(from, to))
    from = to
  }
  return found
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff
