import type { ContentBlockParam, TextBlockParam, ToolUnion } from '@anthropic-ai/sdk/resources/messages/messages'
import { type CacheControl, type CallReport, isRecord } from '../../src/provider.js'

/** More are refused (quirks.md 80). */
const MAX_BREAKPOINTS = 4

/** Reasoning takes no breakpoint of its own. */
const isReasoning = ({ type }: { type?: unknown }): boolean => type === 'thinking' || type === 'redacted_thinking'

export function withCacheControl<T extends object>(block: T, control: CacheControl | null | undefined): T {
  return isRecord(control) && !isReasoning(block) ? { ...block, cache_control: control } : block
}

/** A message's own breakpoint stands on its last block. */
export function markLast(
  blocks: readonly ContentBlockParam[],
  control: CacheControl | null | undefined,
): ContentBlockParam[] {
  const last = blocks.findLastIndex((block) => !isReasoning(block))
  return blocks.map((block, at) => (at === last && !hasBreakpoint(block) ? withCacheControl(block, control) : block))
}

/** A message of Anthropic's. */
export interface Turn {
  role: 'user' | 'assistant'
  content: ContentBlockParam[]
}

export interface Prompt {
  tools: ToolUnion[]
  system: TextBlockParam[]
  turns: Turn[]
}

/** The prompt with its first four breakpoints; the others are left out and reported. `taken`: how many the request has elsewhere. */
export function limitBreakpoints({ tools, system, turns }: Prompt, taken: number, report: CallReport): Prompt {
  let left = MAX_BREAKPOINTS - taken
  const keep = <T extends object>(block: T): T => {
    const inner = innerOf(block)
    const kept = inner ? { ...block, content: inner.map(keep) } : block
    if (!hasBreakpoint(kept) || left-- > 0) return kept
    if (!report.droppedParams.includes('cache_control')) report.droppedParams.push('cache_control')
    return { ...kept, cache_control: null }
  }
  return {
    tools: tools.map(keep),
    system: system.map(keep),
    turns: turns.map((turn) => ({ ...turn, content: turn.content.map(keep) })),
  }
}

function hasBreakpoint(block: object): boolean {
  return 'cache_control' in block && isRecord(block.cache_control)
}

/** The blocks inside a tool result, which may hold breakpoints too. */
function innerOf(block: object): object[] | undefined {
  if (!('type' in block) || block.type !== 'tool_result' || !('content' in block)) return undefined
  return Array.isArray(block.content) && block.content.some(hasBreakpoint) ? block.content : undefined
}
