import { type ChatMessage, createToolCallIds, type ToolCallIdRule } from '../../src/provider.js'
import { isPlain, toAssistantMessage } from './assistant.js'
import type { Dialect } from './dialect.js'
import { isReasoningModel } from './models.js'
import { toPart } from './parts.js'
import { bridgeAfterTools, moveToolImages } from './turns.js'
import type { VendorMessage, WireMessage, WirePart } from './wire.js'

export interface RequestContext {
  /** The provider's id, under which reasoning is kept. */
  provider: string
  model: string
  dialect: Dialect
}

/** What the translation of one message needs to know of the others. */
export interface MessageContext extends RequestContext {
  /** Gives tool-call ids the host's form; absent where all fit. */
  toolCallId: ((id: string) => string) | undefined
  lastUser: number
  /** The tool that the latest call with this id before a message named; asked for in the order of the messages. */
  toolName(id: string, at: number): string | undefined
  content(message: ChatMessage, at: number): VendorMessage['content']
  /** Those entries that no earlier turn has sent (144). */
  freshDetails(details: readonly Record<string, unknown>[]): Record<string, unknown>[]
}

const ID_RULES: Readonly<Record<NonNullable<Dialect['toolCallIds']>, ToolCallIdRule>> = {
  '40-characters': { accepts: /^.{1,40}$/s, prefix: 'call_', length: 24 },
  '9-alphanumerics': { accepts: /^[a-zA-Z0-9]{9}$/, length: 9 },
}

/** The history as the host takes it. The caller's objects stay as they are; what needs no change is shared. */
export function toMessages(messages: readonly ChatMessage[], context: RequestContext): readonly WireMessage[] {
  const { dialect } = context
  let inner: MessageContext | undefined
  let out: WireMessage[] | undefined
  let hasTools = false
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at]
    if (message === undefined) continue
    if (message.role === 'tool') hasTools = true
    let made: WireMessage = message
    if (!isUntouched(message, context)) {
      inner ??= contextOf(messages, context)
      made = toMessage(message, at, inner)
      if (made !== message) out ??= messages.slice(0, at)
    }
    out?.push(made)
  }
  let result: readonly WireMessage[] = out ?? messages
  if (hasTools && !dialect.imagesInToolMessages) result = moveToolImages(result)
  if (hasTools && dialect.bridgeAfterTools) result = bridgeAfterTools(result)
  return result
}

/** Plain text under a role that stays, as most messages are: told without looking at the rest of the history. */
function isUntouched(message: ChatMessage, context: RequestContext): boolean {
  if (typeof message.content !== 'string') return false
  switch (message.role) {
    case 'user':
      return message.cache_control === undefined
    case 'system':
    case 'developer':
      return message.cache_control === undefined && instructionRole(message.role, context) === message.role
    case 'assistant':
      return isPlain(message, context.dialect, context.dialect.toolCallIds !== undefined)
    default:
      return false
  }
}

function contextOf(messages: readonly ChatMessage[], context: RequestContext): MessageContext {
  const { provider, model, dialect } = context
  const sent = new Set<string>()
  // Named one by one: a property added behind a spread costs half a microsecond.
  return {
    provider,
    model,
    dialect,
    toolCallId: toolCallIdsOf(messages, dialect),
    lastUser: messages.findLastIndex(({ role }) => role === 'user'),
    toolName: createToolNames(messages),
    content: (message, at) => toContent(message, at, dialect),
    freshDetails: (details) =>
      details.filter((detail) => {
        const key = JSON.stringify(detail)
        if (sent.has(key)) return false
        sent.add(key)
        return true
      }),
  }
}

function toolCallIdsOf(messages: readonly ChatMessage[], { toolCallIds }: Dialect): MessageContext['toolCallId'] {
  if (!toolCallIds) return undefined
  const rule = ID_RULES[toolCallIds]
  const ids: string[] = []
  for (const message of messages) {
    if (message.role === 'tool') ids.push(message.tool_call_id)
    else if (message.role === 'assistant' && message.tool_calls) for (const { id } of message.tool_calls) ids.push(id)
  }
  return ids.every((id) => rule.accepts.test(id)) ? undefined : createToolCallIds(rule, ids)
}

function toMessage(message: ChatMessage, at: number, context: MessageContext): WireMessage {
  switch (message.role) {
    case 'assistant':
      return toAssistantMessage(message, at, context)
    case 'system':
    case 'developer':
      return withContent(message, at, context, { role: instructionRole(message.role, context) })
    case 'tool':
      return withContent(message, at, context, toolFields(message, at, context))
    default:
      return withContent(message, at, context, {})
  }
}

/** The role of instructions (39, 53). */
function instructionRole(role: 'system' | 'developer', { dialect, model }: RequestContext): 'system' | 'developer' {
  if (dialect.developerRole === true) return role
  return dialect.developerRole === 'reasoning-models' && isReasoningModel(model) ? 'developer' : 'system'
}

function toolFields(
  message: Extract<ChatMessage, { role: 'tool' }>,
  at: number,
  { dialect, toolCallId, toolName }: MessageContext,
): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = {}
  if (toolCallId) fields['tool_call_id'] = toolCallId(message.tool_call_id)
  if (dialect.toolMessageName && !('name' in message)) {
    const name = toolName(message.tool_call_id, at)
    if (name !== undefined) fields['name'] = name
  }
  return fields
}

/** Mistral wants the tool's name beside its result (36, 124); OpenAI's form has it in the call only. */
function createToolNames(messages: readonly ChatMessage[]): MessageContext['toolName'] {
  const names = new Map<string, string>()
  let read = 0
  return (id, at) => {
    for (; read < at; read++) {
      const message = messages[read]
      if (message?.role !== 'assistant' || !message.tool_calls) continue
      for (const call of message.tool_calls)
        names.set(call.id, call.type === 'function' ? call.function.name : call.custom.name)
    }
    return names.get(id)
  }
}

/** The message with these fields and the host's form of its content; itself where nothing differs. */
function withContent(
  message: Exclude<ChatMessage, { role: 'assistant' }>,
  at: number,
  context: MessageContext,
  fields: Readonly<Record<string, unknown>>,
): WireMessage {
  const content = context.content(message, at)
  const marked = 'cache_control' in message
  let changed = marked || content !== message.content
  for (const key in fields) if (fields[key] !== Reflect.get(message, key)) changed = true
  if (!changed) return message
  const out: VendorMessage = { ...message, role: message.role, ...fields, content }
  if (marked) Reflect.deleteProperty(out, 'cache_control')
  return out
}

function toContent(message: ChatMessage, at: number, dialect: Dialect): VendorMessage['content'] {
  const { content } = message
  const mark = dialect.cacheControl && 'cache_control' in message ? message.cache_control : undefined
  if (typeof content === 'string') {
    if (!mark || content === '') return content
    // The mark is taken on a part only (52).
    return [{ type: 'text', text: content, cache_control: mark }]
  }
  if (!content) return content
  let parts: readonly WirePart[] = content
  const made = content.map((part, index) => toPart(part, dialect, `messages[${at}].content[${index}]`))
  if (made.some((part, index) => part !== content[index])) parts = made
  const last = parts.at(-1)
  if (mark && last && !('cache_control' in last)) parts = [...parts.slice(0, -1), { ...last, cache_control: mark }]
  return flattened(message.role, parts, dialect) ?? parts
}

/** Text parts as one string where the host wants that (26, 131, 132); marked parts stay parts. */
function flattened(role: ChatMessage['role'], parts: readonly WirePart[], dialect: Dialect): string | undefined {
  const wanted = dialect.flattenText === 'all' || (dialect.flattenText === 'assistant' && role === 'assistant')
  if (!wanted) return undefined
  const texts: string[] = []
  for (const part of parts) {
    if (part.type !== 'text' || !('text' in part) || typeof part.text !== 'string' || 'cache_control' in part)
      return undefined
    texts.push(part.text)
  }
  // An assistant's parts are one text cut up; other parts stood apart.
  return texts.join(role === 'assistant' ? '' : '\n')
}
