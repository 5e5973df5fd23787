import { isRecord, type Logprobs } from '../../src/provider.js'

/** One entry for each piece of text; a piece of several tokens has their sum. */
export function toLogprobs(items: unknown): Logprobs | undefined {
  const content = (Array.isArray(items) ? items : [items]).filter(isRecord).flatMap(({ text, logprobs }) => {
    if (typeof text !== 'string' || !Array.isArray(logprobs)) return []
    const sum = logprobs.reduce<number>((total, value) => total + (typeof value === 'number' ? value : 0), 0)
    return [{ token: text, logprob: sum, bytes: [...Buffer.from(text)], top_logprobs: [] }]
  })
  return content.length > 0 ? { content, refusal: null } : undefined
}
