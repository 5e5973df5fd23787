import type {
  ContentBlockParam,
  TextBlockParam,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages/messages'
import type { ChatMessage, ToolMessage } from '../../src/provider.js'
import { functionCallId, toAssistantBlocks } from './assistant-turn.js'
import { markLast, type Turn } from './cache-control.js'
import { toBlocks, toTexts } from './content-parts.js'
import type { ModelFacts } from './models.js'
import { createToolUseIds } from './tool-use-ids.js'

/** Bedrock's words in the same place. */
const NO_TEXT = '(no text)'
const IMAGE_ONLY = '(see the attached image)'

/**
 * The messages as Anthropic wants them: instructions apart, user and assistant in turn, results of tools first in
 * the turn after their calls (quirks.md 68-72).
 */
export function toTurns(
  messages: readonly ChatMessage[],
  facts: ModelFacts,
): { system: TextBlockParam[]; turns: Turn[] } {
  const ids = createToolUseIds(messages)
  const system: TextBlockParam[] = []
  const turns: OpenTurn[] = []
  for (const [at, message] of messages.entries()) {
    const path = `messages[${at}].content`
    switch (message.role) {
      case 'system':
      case 'developer':
        // Later instructions join the first: only these are taken without a beta (quirks.md 71).
        for (const block of markLast(toTexts(message.content, path), message.cache_control))
          if (block.type === 'text') system.push(block)
        break
      case 'user':
        append(turns, 'user', markLast(toBlocks(message.content, path), message.cache_control))
        break
      case 'tool':
        append(turns, 'user', [toToolResult(message, ids.ofResult(message.tool_call_id), path)])
        break
      case 'function': {
        const id = ids.ofResult(functionCallId(message.name))
        append(turns, 'user', [toToolResult({ content: message.content ?? '' }, id, path)])
        break
      }
      case 'assistant':
        append(turns, 'assistant', toAssistantBlocks(message, { ids, facts }))
    }
  }
  // The first turn is the user's, and there must be one (quirks.md 68).
  if (turns[0]?.role !== 'user')
    turns.unshift({ role: 'user', content: [{ type: 'text', text: NO_TEXT }], joined: false })
  return { system, turns: turns.map((turn, at) => settle(turn, at === turns.length - 1)) }
}

/** A turn that the next message may still join. */
interface OpenTurn extends Turn {
  joined: boolean
}

function append(turns: OpenTurn[], role: Turn['role'], blocks: readonly ContentBlockParam[]): void {
  if (blocks.length === 0) return
  const last = turns.at(-1)
  if (last?.role !== role) {
    turns.push({ role, content: [...blocks], joined: false })
    return
  }
  last.joined = true
  for (const block of blocks) last.content.push(block)
}

function toToolResult(
  message: Pick<ToolMessage, 'content' | 'cache_control'>,
  id: string,
  path: string,
): ToolResultBlockParam {
  // Whatever a tool result may not hold, the vendor refuses by its name.
  const content = toBlocks(message.content, path) as Extract<ToolResultBlockParam['content'], unknown[]>
  if (content.some(({ type }) => type === 'image') && !content.some(({ type }) => type === 'text'))
    content.unshift({ type: 'text', text: IMAGE_ONLY }) // quirks.md 85
  const [only] = content
  const plain = content.length === 1 && only?.type === 'text' && !only.cache_control ? only.text : content
  const control = message.cache_control
  return {
    type: 'tool_result',
    tool_use_id: id,
    ...(plain.length > 0 && { content: plain }),
    ...(control && { cache_control: control }),
  }
}

function settle({ role, content, joined }: OpenTurn, isLast: boolean): Turn {
  if (role === 'user') {
    const results = content.filter(({ type }) => type === 'tool_result')
    return { role, content: [...results, ...content.filter(({ type }) => type !== 'tool_result')] }
  }
  const ordered = joined ? callsLast(content) : content
  return { role, content: isLast ? withoutTrailingSpace(ordered) : ordered }
}

/**
 * In turns that were joined, tool calls go last in their segment; a thinking block begins a new one, since the order around it is signed
 * (quirks.md 69). Turns with server tools keep the order in which they came.
 */
function callsLast(content: ContentBlockParam[]): ContentBlockParam[] {
  const known = content.every(({ type }) => /^(?:text|tool_use|thinking|redacted_thinking)$/.test(type))
  if (!known) return content
  const ordered: ContentBlockParam[] = []
  let calls: ContentBlockParam[] = []
  for (const block of content) {
    if (block.type === 'thinking' || block.type === 'redacted_thinking') {
      ordered.push(...calls, block)
      calls = []
    } else if (block.type === 'tool_use') calls.push(block)
    else ordered.push(block)
  }
  return [...ordered, ...calls]
}

/** The beginning of an answer may not end in white space (quirks.md 70). */
function withoutTrailingSpace(content: ContentBlockParam[]): ContentBlockParam[] {
  const last = content.at(-1)
  if (last?.type !== 'text') return content
  return [...content.slice(0, -1), { ...last, text: last.text.trimEnd() }]
}
