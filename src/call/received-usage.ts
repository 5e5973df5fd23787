import type { ChatMessage, ProviderCompletion, Usage } from '../contract/chat.js'
import type { AnyRequest } from '../contract/hooks.js'
import { estimateTokens } from '../tokens/estimate.js'

const CHARACTERS_PER_TOKEN = 4

/**
 * The usage of an answer that the vendor did not count to its end: what it stated before, and for the rest a count of
 * what was sent and received.
 */
export function receivedUsage(request: AnyRequest, received: ProviderCompletion | undefined): Usage {
  const stated = received?.usage
  const prompt = stated?.prompt_tokens || estimateTokens(request)
  const characters = received?.choices.reduce((sum, { message }) => sum + lengthOf(message), 0) ?? 0
  // The first counts of a stream say what was read, and next to nothing of the answer (Anthropic's message_start).
  const completion = Math.max(stated?.completion_tokens ?? 0, Math.ceil(characters / CHARACTERS_PER_TOKEN))
  return { ...stated, prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

function lengthOf(message: Extract<ChatMessage, { role: 'assistant' }>): number {
  const { content, reasoning_content: reasoning, tool_calls: calls = [] } = message
  const called = calls.map((call) =>
    call.type === 'custom'
      ? call.custom.name.length + call.custom.input.length
      : call.function.name.length + call.function.arguments.length,
  )
  const spoken = typeof content === 'string' ? content.length : 0
  return called.reduce((sum, length) => sum + length, spoken + (reasoning?.length ?? 0))
}
