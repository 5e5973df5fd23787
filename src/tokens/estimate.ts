import type { AnyRequest } from '../contract/hooks.js'

const CHARACTERS_PER_TOKEN = 4

/** Tokens of a request, roughly and at once: no tokenizer is loaded. */
export function estimateTokens(request: AnyRequest): number {
  return Math.ceil(JSON.stringify(request).length / CHARACTERS_PER_TOKEN)
}
