import type { CachePointBlock, ContentBlock, SystemContentBlock, Tool } from '@aws-sdk/client-bedrock-runtime'
import { type CacheControl, type CallReport, isRecord } from '../../src/provider.js'
import type { ModelFacts } from './models.js'

/** More are refused. */
const MAX_POINTS = 4

export interface CachePoint {
  cachePoint: CachePointBlock
}

type Control = CacheControl | null | undefined

/** The point that stands after what `cache_control` marks (quirks.md 95); none where the model takes none. */
export function toCachePoints(control: Control, facts: ModelFacts, report: CallReport): CachePoint[] {
  if (!isRecord(control)) return []
  if (facts.caching === 'none') {
    tell(report)
    return []
  }
  const ttl = facts.longCache && control.ttl === '1h' ? ({ ttl: '1h' } as const) : {}
  return [{ cachePoint: { type: 'default', ...ttl } }]
}

export interface Prompt {
  tools: Tool[]
  system: SystemContentBlock[]
  messages: { role: 'user' | 'assistant'; content: ContentBlock[] }[]
}

/** The prompt with its first four points, each where it may stand; the others are left out and reported. */
export function placeCachePoints({ tools, system, messages }: Prompt, facts: ModelFacts, report: CallReport): Prompt {
  let left = MAX_POINTS
  const keep = <T extends object>(block: T, at: number, blocks: readonly T[]): boolean => {
    if (!isPoint(block)) return true
    const before = blocks[at - 1]
    const misplaced = before === undefined || isPoint(before) || 'reasoningContent' in before
    // Nova takes points after texts and media alone (quirks.md 95).
    const refused = facts.caching === 'texts' && before !== undefined && isToolBlock(before)
    if (misplaced || refused || left === 0) {
      tell(report)
      return false
    }
    left--
    return true
  }
  return {
    tools: tools.filter(keep),
    system: system.filter(keep),
    messages: messages.map((message) => ({ ...message, content: message.content.filter(keep) })),
  }
}

export function isPoint(block: object): boolean {
  return 'cachePoint' in block && block.cachePoint !== undefined
}

function isToolBlock(block: object): boolean {
  return 'toolUse' in block || 'toolResult' in block || 'toolSpec' in block
}

function tell(report: CallReport): void {
  if (!report.droppedParams.includes('cache_control')) report.droppedParams.push('cache_control')
}
