import type { ChatMessage } from '../contract/chat.js'
import { APIResponseError } from '../contract/errors.js'
import type { KnownModel } from '../contract/models.js'
import { compressMessagesWith, type Summarize, type SummaryOptions } from '../tokens/compress-messages.js'
import { wrongOption } from '../tokens/option-error.js'

export interface CompressOptions extends SummaryOptions {
  /** The model that summarises, called through the relay; or a function that does. */
  summarizeWith: KnownModel | Summarize
}

/** Asks a model: instructions, then what the user says. */
export type Ask = (model: string, instructions: string, text: string) => Promise<string | null | undefined>

/** The history trimmed, with a summary by a model of the caller's choice in the place of what was dropped. */
export async function compressMessages(
  ask: Ask,
  messages: readonly ChatMessage[],
  options: CompressOptions,
): Promise<ChatMessage[]> {
  const { summarizeWith, ...rest } = options ?? {}
  if (typeof summarizeWith !== 'function' && (typeof summarizeWith !== 'string' || summarizeWith === ''))
    throw wrongOption('summarizeWith', 'a model or a function', summarizeWith)
  const summarize = typeof summarizeWith === 'function' ? summarizeWith : withModel(ask, summarizeWith)
  return compressMessagesWith(summarize, messages, rest)
}

function withModel(ask: Ask, model: string): Summarize {
  return async (messages, { maxTokens }) => {
    const instructions = [
      'Summarise the conversation that the user sends, for a model that will go on with it.',
      'Keep facts, names, numbers, decisions, results of tools and what is still open. Add nothing.',
      `Write the summary alone, in at most ${Math.max(20, Math.floor(maxTokens * 0.7))} words.`,
    ].join(' ')
    const summary = await ask(model, instructions, messages.map(toTranscript).join('\n\n'))
    if (summary) return summary
    throw new APIResponseError(`${model} gave no summary.`, { model, code: 'empty_summary', retryable: false })
  }
}

function toTranscript(message: ChatMessage): string {
  const { role, content } = message
  const text = Array.isArray(content)
    ? content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n')
    : (content ?? '')
  const calls = role === 'assistant' && message.tool_calls ? JSON.stringify(message.tool_calls) : ''
  return `${role}: ${[text, calls].filter(Boolean).join('\n')}`
}
