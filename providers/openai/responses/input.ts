import { type ChatMessage, createToolCallIds, type ToolCallIdRule } from '../../../src/provider.js'
import { isReasoningModel } from '../models.js'
import { toAssistantItems } from './assistant.js'
import { type InputContext, legacyCallId, type ResponsesContext } from './context.js'
import { toContent } from './parts.js'
import type { VendorThing, WireItem } from './wire.js'

/** Ids of calls hold at most 64 characters (31). */
const CALL_IDS: ToolCallIdRule = { accepts: /^.{1,64}$/s, prefix: 'call_', length: 24 }

/** The history as input items. The caller's objects are never changed. */
export function toInput(messages: readonly ChatMessage[], context: ResponsesContext): WireItem[] {
  const inner: InputContext = { ...context, callId: createToolCallIds(CALL_IDS, idsIn(messages)) }
  const custom = new Set(messages.flatMap(customCallsOf))
  return messages.flatMap((message, at) => toItems(message, at, { messages, custom, context: inner }))
}

interface History {
  messages: readonly ChatMessage[]
  /** Ids of calls to custom tools. */
  custom: ReadonlySet<string>
  context: InputContext
}

function toItems(message: ChatMessage, at: number, { messages, custom, context }: History): WireItem[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: toContent(message.content) }]
    case 'system':
    case 'developer':
      return [{ role: instructionRole(message.role, context), content: toContent(message.content) }]
    case 'assistant':
      return toAssistantItems(message, at, context)
    case 'tool':
      return [toOutput(message, custom, context)]
    case 'function':
      return [{ type: 'function_call_output', call_id: functionCallId(at, messages), output: message.content ?? '' }]
  }
}

function idsIn(messages: readonly ChatMessage[]): string[] {
  return messages.flatMap((message) => {
    if (message.role === 'tool') return [message.tool_call_id]
    return message.role === 'assistant' ? (message.tool_calls ?? []).map(({ id }) => id) : []
  })
}

function customCallsOf(message: ChatMessage): string[] {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : []
  return calls.filter(({ type }) => type === 'custom').map(({ id }) => id)
}

/** The role of instructions: OpenAI's reasoning models have `developer` (53), other hosts only `system` (39). */
function instructionRole(
  role: 'system' | 'developer',
  { openaiModels, model }: ResponsesContext,
): 'system' | 'developer' {
  if (!openaiModels) return 'system'
  return isReasoningModel(model) ? 'developer' : role
}

/** Images and files of a result stay in place (32). */
function toOutput(
  message: Extract<ChatMessage, { role: 'tool' }>,
  custom: ReadonlySet<string>,
  { callId }: InputContext,
): VendorThing {
  const type = custom.has(message.tool_call_id) ? 'custom_tool_call_output' : 'function_call_output'
  return { type, call_id: callId(message.tool_call_id), output: toContent(message.content) }
}

/** The deprecated `function_call` has no id: a result belongs to the call before it. */
function functionCallId(at: number, messages: readonly ChatMessage[]): string {
  const before = messages.findLastIndex(
    (message, index) => index < at && message.role === 'assistant' && Boolean(message.function_call),
  )
  return legacyCallId(before)
}
