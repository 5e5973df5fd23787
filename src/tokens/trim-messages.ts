import type { ChatMessage, ChatTool } from '../contract/chat.js'
import { isRecord } from '../contract/is-record.js'
import { isCount, wrongOption } from './option-error.js'
import { type Limits, selectMessages } from './select-messages.js'

export interface TrimOptions {
  /** Whose tokens are counted. */
  model: string
  /** Most tokens of the prompt: messages, tools and what stands around them. Leave room for the answer. */
  maxTokens: number
  /** Latest turns that stay, each from a user's message on. Default 1. */
  keep?: number
  /** Tools that are sent along: they count. */
  tools?: ChatTool[]
  /** Takes the middle out of long results of tools before anything is dropped: true for 1,000 tokens each, or a number. */
  shortenToolResults?: boolean | number
}

const DEFAULT_RESULT_TOKENS = 1000

/** See the function of the same name in default-relay.ts. */
export async function trimMessages(messages: readonly ChatMessage[], options: TrimOptions): Promise<ChatMessage[]> {
  const { kept } = await selectMessages(messages, toLimits(messages, options))
  return kept
}

/** @throws BadRequestError that names the option */
export function toLimits(messages: unknown, options: TrimOptions): Limits {
  checkMessages(messages)
  if (typeof options !== 'object' || options === null) throw wrongOption('options', 'an object', options)
  const { model, maxTokens, keep = 1, tools, shortenToolResults = false } = options
  if (typeof model !== 'string' || model === '') throw wrongOption('model', 'a non-empty string', model)
  if (!isCount(maxTokens, 1)) throw wrongOption('maxTokens', 'a whole number above 0', maxTokens)
  if (!isCount(keep, 1)) throw wrongOption('keep', 'a whole number of turns above 0', keep)
  if (tools !== undefined) checkList('tools', tools)
  if (typeof shortenToolResults !== 'boolean' && !isCount(shortenToolResults, 1))
    throw wrongOption('shortenToolResults', 'true, false or a number of tokens', shortenToolResults)
  const resultTokens = shortenToolResults === true ? DEFAULT_RESULT_TOKENS : shortenToolResults || undefined
  return { model, maxTokens, keep, tools, resultTokens }
}

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function']

/** As far as counting and choosing need it: a call checks the rest. */
function checkMessages(messages: unknown): void {
  for (const [at, { role, content }] of checkList('messages', messages).entries()) {
    const path = `messages[${at}]`
    if (typeof role !== 'string' || !ROLES.includes(role))
      throw wrongOption(`${path}.role`, `one of ${ROLES.join(', ')}`, role)
    if (content === undefined || content === null || typeof content === 'string') continue
    checkList(`${path}.content`, content)
  }
}

function checkList(path: string, list: unknown): ReadonlyArray<Record<string, unknown>> {
  if (!Array.isArray(list)) throw wrongOption(path, 'a list', list)
  for (const [at, item] of list.entries()) if (!isRecord(item)) throw wrongOption(`${path}[${at}]`, 'an object', item)
  return list
}
