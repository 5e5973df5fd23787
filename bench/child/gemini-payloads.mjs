import { PROMPT_TOKENS, text, WHOLE_TOKENS, word } from './words.mjs'

function answer(text, output, finishReason) {
  const ended = finishReason === undefined ? {} : { finishReason }
  return {
    candidates: [{ content: { parts: [{ text }], role: 'model' }, ...ended, index: 0 }],
    usageMetadata: {
      promptTokenCount: PROMPT_TOKENS,
      candidatesTokenCount: output,
      totalTokenCount: PROMPT_TOKENS + output,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: PROMPT_TOKENS }],
    },
    modelVersion: 'gemini-2.5-flash',
    responseId: 'BenchBenchBenchBenchBe',
  }
}

export const geminiWhole = () => answer(text(WHOLE_TOKENS), WHOLE_TOKENS, 'STOP')

/** The last event with text ends the answer. */
export function geminiEvents(tokens) {
  return Array.from({ length: tokens }, (_, at) => {
    const event = answer(word(at), at + 1, at === tokens - 1 ? 'STOP' : undefined)
    return `data: ${JSON.stringify(event)}\r\n\r\n`
  })
}
