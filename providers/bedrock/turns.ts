import type { ContentBlock, SystemContentBlock, ToolResultContentBlock } from '@aws-sdk/client-bedrock-runtime'
import type { CallReport, ChatMessage, ContentPart, ToolMessage } from '../../src/provider.js'
import { toAssistantBlocks } from './assistant-turn.js'
import { type CachePoint, isPoint, toCachePoints } from './cache-points.js'
import { isBlank, toBlocks } from './content-parts.js'
import { createDocumentNames, type DocumentNames } from './document-names.js'
import type { ModelFacts } from './models.js'
import { createToolUseIds, functionCallId, type ToolUseIds } from './tool-use-ids.js'

export interface TurnContext {
  facts: ModelFacts
  /** Whether the request offers tools: without, the history may not hold any (quirks.md 91). */
  hasTools: boolean
  ids: ToolUseIds
  documents: DocumentNames
  report: CallReport
}

type Block = ContentBlock | CachePoint

export interface Turn {
  role: 'user' | 'assistant'
  content: Block[]
}

export interface Turns {
  system: SystemContentBlock[]
  turns: Turn[]
}

/** Blank text is refused, and so is a turn without content (quirks.md 89). */
const NO_TEXT = '(no text)'
const NO_RESULT = '(The tool returned nothing.)'
const SEE_DOCUMENT = '(see the attached document)'

/**
 * The messages as Converse wants them: instructions apart, user and assistant in turn, the user first, results of
 * tools first in the turn after their calls (quirks.md 89-93).
 */
export function toTurns(
  messages: readonly ChatMessage[],
  given: Pick<TurnContext, 'facts' | 'hasTools' | 'report'>,
): Turns {
  const context = { ...given, ids: createToolUseIds(messages, given.facts), documents: createDocumentNames() }
  const { facts, report } = context
  const system: Block[] = []
  const turns: Turn[] = []
  for (const [at, message] of messages.entries()) {
    const path = `messages[${at}].content`
    const points = () => toCachePoints('cache_control' in message ? message.cache_control : undefined, facts, report)
    switch (message.role) {
      case 'system':
      case 'developer':
        system.push(...withPoints(toBlocks(message.content, path, context), points()))
        break
      case 'user':
        append(turns, 'user', withPoints(toBlocks(message.content, path, context), points()))
        break
      case 'tool': {
        const id = context.ids.ofResult(message.tool_call_id)
        append(turns, 'user', withPoints(toResult(message, id, path, context), points()))
        break
      }
      case 'function': {
        const id = context.ids.ofResult(functionCallId(message.name))
        append(turns, 'user', toResult({ content: message.content ?? '' }, id, path, context))
        break
      }
      case 'assistant':
        append(turns, 'assistant', toAssistantBlocks(message, context))
    }
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', content: [{ text: NO_TEXT }] })
  return place(
    system,
    turns.map((turn, at) => settle(turn, at === turns.length - 1)),
    facts,
  )
}

/** A message's own point stands after its last block, unless that has one. */
function withPoints(blocks: Block[], points: CachePoint[]): Block[] {
  const last = blocks.at(-1)
  return last === undefined || isPoint(last) ? blocks : [...blocks, ...points]
}

/** An empty assistant turn is left out; a user's is kept, so that the turns keep alternating. */
function append(turns: Turn[], role: Turn['role'], blocks: Block[]): void {
  const last = turns.at(-1)
  if (last?.role === role) last.content.push(...blocks)
  else if (blocks.length > 0) turns.push({ role, content: [...blocks] })
  else if (role === 'user') turns.push({ role, content: [{ text: NO_TEXT }] })
}

/** A result of a call in the history; without tools, or without its call, what it says becomes the user's words. */
function toResult(
  message: Pick<ToolMessage, 'content'>,
  id: string | undefined,
  path: string,
  context: TurnContext,
): Block[] {
  const blocks = toBlocks(message.content as string | ContentPart[], path, context)
  if (id === undefined || !context.hasTools) {
    if (!context.report.droppedParams.includes('tool_calls')) context.report.droppedParams.push('tool_calls')
    return blocks
  }
  const inner = blocks.filter((block) => !isPoint(block))
  // Whatever a result may not hold, Bedrock refuses by its name.
  const content = (inner.length > 0 ? inner : [{ text: NO_RESULT }]) as ToolResultContentBlock[]
  return [{ toolResult: { toolUseId: id, content } }, ...blocks.filter(isPoint).slice(0, 1)]
}

function settle({ role, content }: Turn, isLast: boolean): Turn {
  if (role === 'assistant') return { role, content: isLast ? withoutTrailingSpace(content) : content }
  const results = content.findLastIndex((block) => 'toolResult' in block)
  const ordered = results > 0 ? resultsFirst(content) : content
  // A document wants words beside it.
  const bare = ordered.some((block) => 'document' in block) && !ordered.some((block) => 'text' in block)
  return { role, content: bare ? [...ordered, { text: SEE_DOCUMENT }] : ordered }
}

/** Results before everything else; the point behind one goes with it. */
function resultsFirst(content: Block[]): Block[] {
  const isOfResult = (block: Block, at: number): boolean => {
    const owner = isPoint(block) ? content[at - 1] : block
    return owner !== undefined && 'toolResult' in owner
  }
  return [...content.filter(isOfResult), ...content.filter((block, at) => !isOfResult(block, at))]
}

/** The beginning of an answer may not end in white space (quirks.md 90); a point behind it says nothing. */
function withoutTrailingSpace(content: Block[]): Block[] {
  const at = content.findLastIndex((block) => !isPoint(block))
  const last = content[at]
  if (last === undefined || !('text' in last) || typeof last.text !== 'string') return content
  return content.with(at, { text: last.text.trimEnd() })
}

/** Models without instructions of their own get them as the first words of the user. */
function place(system: Block[], turns: Turn[], facts: ModelFacts): Turns {
  const [first, ...rest] = turns
  if (facts.system || system.length === 0 || first === undefined) return { system: system.filter(isSystemBlock), turns }
  const texts = system.filter((block) => 'text' in block)
  return { system: [], turns: [{ role: 'user', content: [...texts, ...first.content] }, ...rest] }
}

function isSystemBlock(block: Block): block is SystemContentBlock & Block {
  return 'guardContent' in block || isPoint(block) || ('text' in block && !isBlank(String(block.text)))
}
