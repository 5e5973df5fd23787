import { type Item, isCall, isCommentary, PARAGRAPH, reasoningOf, recordsOf, refusalOf, textsOf } from './items.js'

/** The texts of an answer. */
export interface OutputTexts {
  content: string
  reasoning: string
  refusal: string
  /** Where the text of an item begins in `content`. Commentary has no place there. */
  offsets: Map<Item, number>
  logprobs: Item[]
}

/**
 * Reads items in their order. Commentary is the content where only calls follow it, as it is with models that say what
 * they will do; before an answer it joins the reasoning (61). `Commentary` in the stream decides the same way.
 */
export function readOutput(items: readonly Item[]): OutputTexts {
  const out: OutputTexts = { content: '', reasoning: '', refusal: '', offsets: new Map(), logprobs: [] }
  const reasoning: string[] = []
  const held: string[] = []
  let called = false
  for (const item of items) {
    if (item['type'] === 'reasoning') reasoning.push(...reasoningOf(item))
    if (isCall(item)) {
      out.content += held.splice(0).join(PARAGRAPH)
      called = true
    }
    if (item['type'] !== 'message') continue
    const text = textsOf(item).join('')
    if (isCommentary(item) && !called) {
      if (text !== '') held.push(text)
      continue
    }
    reasoning.push(...held.splice(0))
    out.offsets.set(item, out.content.length)
    out.content += text
    out.refusal += refusalOf(item)
    for (const part of recordsOf(item['content'])) out.logprobs.push(...recordsOf(part['logprobs']))
  }
  out.content += held.join(PARAGRAPH)
  out.reasoning = reasoning.join(PARAGRAPH)
  return out
}
