import { isRecord } from '../../src/provider.js'
import type { Recording } from './replay.js'

const NAMES = ['total_tokens', 'totalTokens', 'totalTokenCount'] as const

/** The vendor's own sum of all tokens, as its answer states it last; undefined where it states none. */
export function statedTotal({ response: { body } }: Recording): number | undefined {
  const events = typeof body === 'string' ? eventsOf(body) : Array.isArray(body) ? body : [body]
  return events.map(totalIn).findLast((total) => total !== undefined)
}

function eventsOf(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line.replace(/^data:\s*/, ''))]
    } catch {
      return []
    }
  })
}

function totalIn(event: unknown): number | undefined {
  if (!isRecord(event)) return undefined
  const { usage, usageMetadata, response, x_groq, choices, metadata } = event
  for (const place of [
    usage,
    usageMetadata,
    firstUsage(choices),
    usageOf(response),
    usageOf(x_groq),
    usageOf(metadata),
  ])
    if (isRecord(place))
      for (const name of NAMES) if (typeof place[name] === 'number' && place[name] > 0) return place[name]
  return undefined
}

const usageOf = (value: unknown): unknown => (isRecord(value) ? value['usage'] : undefined)
const firstUsage = (choices: unknown): unknown => (Array.isArray(choices) ? usageOf(choices[0]) : undefined)
