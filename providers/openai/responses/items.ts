import { isRecord } from '../../../src/provider.js'

/** An output item as it came. */
export type Item = Readonly<Record<string, unknown>>

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const recordsOf = (value: unknown): Item[] => (Array.isArray(value) ? value.filter(isRecord) : [])

export const isCall = ({ type }: Item): boolean => type === 'function_call' || type === 'custom_tool_call'

/** A message before or between the model's steps: not the answer (61). */
export const isCommentary = ({ type, phase }: Item): boolean => type === 'message' && phase === 'commentary'

/** The parts of an answer's text, in their order; other parts are none. */
export function textsOf(item: Item): string[] {
  return recordsOf(item['content']).map((part) => (part['type'] === 'output_text' ? textOf(part['text']) : ''))
}

export function refusalOf(item: Item): string {
  return recordsOf(item['content'])
    .map((part) => (part['type'] === 'refusal' ? textOf(part['refusal']) : ''))
    .join('')
}

/** What can be read of a reasoning item: its summary, or the reasoning itself where the host shows that (gpt-oss). */
export function reasoningOf(item: Item): string[] {
  const summary = recordsOf(item['summary']).map((part) => textOf(part['text']))
  const shown = summary.some((text) => text !== '') ? summary : reasoningTextsOf(item)
  return shown.filter((text) => text !== '')
}

export function reasoningTextsOf(item: Item): string[] {
  return recordsOf(item['content']).map((part) => textOf(part['text']))
}

/** What stands between two pieces of reasoning or commentary. */
export const PARAGRAPH = '\n\n'

/** The id that the result of a call names. */
export const callIdOf = (item: Item): string => textOf(item['call_id']) || textOf(item['id'])
