import { toCalibratedPrompt } from './calibrated-prompt.js'
import { countTexts } from './count-texts.js'
import { tokenizerOf } from './encodings.js'
import { tokenRulesOf } from './models.js'
import { toOpenAIPrompt } from './openai-prompt.js'
import type { PromptSource } from './prompt.js'

export interface Counted {
  tokens: number
  method: 'tokenizer' | 'estimate'
}

/** Input tokens of a chat. */
export async function countPrompt(model: string, source: PromptSource): Promise<Counted> {
  const { encoding, media, template, calibration } = tokenRulesOf(model)
  const tokenizer = await tokenizerOf(encoding)
  if (template) {
    const { texts, tokens, certain } = toOpenAIPrompt(source, template, media)
    return { tokens: tokens + (await countTexts(tokenizer, texts)), method: certain ? 'tokenizer' : 'estimate' }
  }
  const { messages, tools } = toCalibratedPrompt(source, calibration, media)
  const text = (await countTexts(tokenizer, messages.texts)) * calibration.text
  const toolText = (await countTexts(tokenizer, tools)) * calibration.toolText
  return { tokens: Math.round(messages.tokens + text + toolText), method: 'estimate' }
}

/** Tokens of a text alone. */
export async function countText(model: string, text: string): Promise<Counted> {
  const { encoding, calibration } = tokenRulesOf(model)
  const tokens = await countTexts(await tokenizerOf(encoding), [text])
  return calibration
    ? { tokens: Math.round(tokens * calibration.text), method: 'estimate' }
    : { tokens, method: 'tokenizer' }
}
