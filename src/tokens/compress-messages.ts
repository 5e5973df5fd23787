import type { ChatMessage, UserMessage } from '../contract/chat.js'
import { countPrompt, countText } from './count-prompt.js'
import { isCount, wrongOption } from './option-error.js'
import { selectMessages } from './select-messages.js'
import { shortenText } from './shorten-text.js'
import { type TrimOptions, toLimits } from './trim-messages.js'

/** Tells in few words what stands in the messages, in at most `maxTokens`. */
export type Summarize = (messages: ChatMessage[], limits: { maxTokens: number }) => string | Promise<string>

export interface SummaryOptions extends TrimOptions {
  /** Tokens that are kept free for the summary. Default: a quarter of `maxTokens`, at most 1,000. */
  summaryTokens?: number
}

const HEADING = 'Summary of the conversation so far:\n'

/** The history trimmed, with one message in the place of what was dropped. */
export async function compressMessagesWith(
  summarize: Summarize,
  messages: readonly ChatMessage[],
  options: SummaryOptions,
): Promise<ChatMessage[]> {
  const limits = toLimits(messages, options)
  const { maxTokens, model } = limits
  const { summaryTokens = Math.max(1, Math.min(1000, Math.floor(maxTokens / 4))) } = options
  if (!isCount(summaryTokens, 1)) throw wrongOption('summaryTokens', 'a whole number above 0', summaryTokens)
  const { dropped: nothing, kept: whole } = await selectMessages(messages, limits)
  if (nothing.length === 0) return whole
  const room = await tokensOf(model, toSummary('')) // the message around the text
  const { kept, dropped } = await selectMessages(messages, {
    ...limits,
    maxTokens: Math.max(1, maxTokens - summaryTokens - room),
  })
  const text = await summarize(dropped, { maxTokens: summaryTokens })
  if (typeof text !== 'string') throw wrongOption('summarizeWith', 'a function that gives a string', text)
  return insert(toSummary(await cutTo(text, model, summaryTokens)), kept)
}

const toSummary = (text: string): UserMessage => ({ role: 'user', content: HEADING + text })

const tokensOf = async (model: string, message: ChatMessage): Promise<number> =>
  (await countPrompt(model, { messages: [message] })).tokens

/** A summary that is longer than asked for loses its middle, a little more each time until it fits. */
async function cutTo(text: string, model: string, most: number): Promise<string> {
  let cut = text
  for (let share = 1; share > 0.05; share *= 0.8) {
    const { tokens } = await countText(model, cut)
    if (tokens <= most) return cut
    cut = shortenText(text, Math.floor((text.length * most * share) / (await countText(model, text)).tokens))
  }
  return text.slice(0, most)
}

/** Behind the instructions that the history begins with. */
function insert(summary: UserMessage, kept: readonly ChatMessage[]): ChatMessage[] {
  const at = kept.findIndex(({ role }) => role !== 'system' && role !== 'developer')
  const place = at < 0 ? kept.length : at
  return [...kept.slice(0, place), summary, ...kept.slice(place)]
}
