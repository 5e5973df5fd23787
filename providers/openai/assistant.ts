import { type AssistantMessage, isRecord, type ThinkingBlock } from '../../src/provider.js'
import type { Dialect } from './dialect.js'
import type { MessageContext } from './messages.js'
import { toDetail } from './reasoning-details.js'
import type { VendorMessage, WireMessage, WirePart } from './wire.js'

type ToolCalls = NonNullable<AssistantMessage['tool_calls']>

/** An assistant turn as the host takes it: without our extras, with its reasoning where the host wants it. */
export function toAssistantMessage(message: AssistantMessage, at: number, context: MessageContext): WireMessage {
  if (isPlain(message, context.dialect, context.toolCallId !== undefined)) return message
  const {
    thinking_blocks,
    reasoning_content,
    provider_specific_fields: _1,
    cache_control: _2,
    content: _3,
    tool_calls,
    function_call,
    refusal,
    audio,
    ...rest
  } = message
  const out: VendorMessage = withoutOurs(rest)
  out.content = context.content(message, at)
  if (tool_calls?.length) out['tool_calls'] = toToolCalls(tool_calls, context)
  if (function_call) out['function_call'] = function_call
  if (audio) addAudio(out, audio, context)
  if (refusal) addRefusal(out, refusal, context)
  replayReasoning(out, { blocks: thinking_blocks ?? [], text: reasoning_content ?? '' }, at, context)
  settleContent(out, context)
  return out
}

/** What our replies hold beyond what is taken back. */
function withoutOurs(message: Readonly<Record<string, unknown>> & { role: 'assistant' }): VendorMessage {
  const { parsed: _1, annotations: _2, images: _3, meta: _4, ...rest } = message
  return rest
}

/** Nothing to do: a text in a text's place and no field of ours. `mapsIds`: tool-call ids may have to change. */
export function isPlain(message: AssistantMessage, dialect: Dialect, mapsIds: boolean): boolean {
  if (typeof message.content !== 'string' || message.content === '') return false
  const { tool_calls: calls } = message
  if (calls && (mapsIds || calls.length === 0 || calls.some(isWithoutArguments))) return false
  if (dialect.reasoningReplay?.turns === 'every') return false
  for (const key in message) if (!PLAIN_KEYS.has(key)) return false
  return true
}

const PLAIN_KEYS: ReadonlySet<string> = new Set(['role', 'content', 'name', 'tool_calls'])

function toToolCalls(calls: ToolCalls, { toolCallId }: MessageContext): ToolCalls {
  if (!toolCallId && !calls.some(isWithoutArguments)) return calls
  return calls.map((call) => {
    const made = isWithoutArguments(call) ? { ...call, function: { ...call.function, arguments: '{}' } } : call
    return toolCallId ? { ...made, id: toolCallId(made.id) } : made
  })
}

/** Hosts that read the arguments as JSON fail over an empty text, which stands for none (14). */
function isWithoutArguments(call: ToolCalls[number]): call is Extract<ToolCalls[number], { type: 'function' }> {
  return call.type === 'function' && call.function.arguments.trim() === ''
}

function addAudio(out: VendorMessage, audio: object, { dialect }: MessageContext): void {
  if (dialect.openaiModels) {
    if ('id' in audio && audio.id) out['audio'] = { id: audio.id }
  } else if (!out.content && 'transcript' in audio && typeof audio.transcript === 'string')
    out.content = audio.transcript
}

/** Other hosts do not know the field. */
function addRefusal(out: VendorMessage, refusal: string, { dialect }: MessageContext): void {
  if (dialect.openaiModels) out['refusal'] = refusal
  else if (!out.content) out.content = refusal
}

interface Reasoning {
  blocks: readonly ThinkingBlock[]
  text: string
}

/** Reasoning of this host goes back as it came; of others, its text alone, in front of the content (30). */
function replayReasoning(out: VendorMessage, { blocks, text }: Reasoning, at: number, context: MessageContext): void {
  const { dialect, provider } = context
  const own = blocks.filter((block) => block.provider === provider)
  const foreign = blocks.filter((block) => block.provider !== provider)
  returnExtraContent(out, own)
  const details = dialect.reasoningDetails
    ? context.freshDetails(own.map(toDetail).filter((detail) => detail !== undefined))
    : []
  if (foreign.length > 0) {
    prependText(
      out,
      foreign
        .map((block) => (block.type === 'thinking' ? block.thinking : ''))
        .filter(Boolean)
        .join('\n\n'),
    )
  } else if (dialect.reasoningReplay) {
    replayText(out, text, at, context)
  } else if (dialect.reasoningAsText && own.length === 0) {
    prependText(out, text)
  }
  if (details.length > 0) out['reasoning_details'] = details
}

/** Under the host's own field, in the turns where it wants it (129, 132, 135). */
function replayText(out: VendorMessage, text: string, at: number, { dialect, lastUser }: MessageContext): void {
  const { field = 'reasoning_content', turns = 'all' } = dialect.reasoningReplay ?? {}
  if (turns === 'after-last-user' && at < lastUser) return
  if (text === '' && turns !== 'every') return
  if (field !== 'thinking') out[field] = text
  else if (text !== '')
    out.content = [{ type: 'thinking', thinking: [{ type: 'text', text }], closed: true }, ...toParts(out.content)]
}

function toParts(content: VendorMessage['content']): readonly WirePart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return content ?? []
}

function prependText(out: VendorMessage, text: string): void {
  if (text === '') return
  if (Array.isArray(out.content)) out.content = [{ type: 'text', text }, ...toParts(out.content)]
  else out.content = out.content ? `${text}\n\n${String(out.content)}` : text
}

/** What Google's endpoint signed returns to its place (119). */
function returnExtraContent(out: VendorMessage, own: readonly ThinkingBlock[]): void {
  const ofCalls = new Map<number, Readonly<Record<string, unknown>>>()
  for (const { detail } of own) {
    const extra = detail?.['extra_content']
    if (!isRecord(extra)) continue
    const call = detail?.['call']
    if (typeof call === 'number') ofCalls.set(call, extra)
    else out['extra_content'] = extra
  }
  const calls = out['tool_calls']
  if (ofCalls.size === 0 || !Array.isArray(calls)) return
  out['tool_calls'] = calls.map((item: unknown, at) => {
    const extra = ofCalls.get(at)
    return extra && isRecord(item) ? { ...item, extra_content: extra } : item
  })
}

/** A turn that only calls tools has the content that the host wants there (25); one that does not has a text. */
function settleContent(out: VendorMessage, { dialect }: MessageContext): void {
  if (out.content !== null && out.content !== undefined && out.content.length > 0) return
  if (!out['tool_calls'] && !out['function_call'] && !out['audio'] && !out['refusal']) out.content = ''
  else if (dialect.callsOnlyContent === 'empty') out.content = ''
  else if (dialect.callsOnlyContent === 'absent') Reflect.deleteProperty(out, 'content')
  else out.content = null
}
