import type { ChatCompletionChunk, ChatDelta, ChunkChoice, ProviderCompletion } from '../contract/chat.js'

/** A whole reply as the chunks that a stream of it would have had; `accumulate` gives the reply again. */
export function replayChunks(completion: ProviderCompletion): ChatCompletionChunk[] {
  const chunks: ChatCompletionChunk[] = []
  const chunk = (choices: ChunkChoice[]): ChatCompletionChunk => ({
    id: completion.id,
    object: 'chat.completion.chunk',
    created: completion.created,
    model: completion.model,
    choices,
    ...(completion.service_tier !== undefined && { service_tier: completion.service_tier }),
    ...(completion.system_fingerprint !== undefined && { system_fingerprint: completion.system_fingerprint }),
  })
  for (const { index, message, logprobs, finish_reason } of completion.choices) {
    const deltas: ChatDelta[] = []
    if (message.reasoning_content) deltas.push({ reasoning_content: message.reasoning_content })
    if (message.thinking_blocks?.length) deltas.push({ thinking_blocks: message.thinking_blocks })
    if (message.content) deltas.push({ content: message.content })
    if (message.refusal) deltas.push({ refusal: message.refusal })
    if (message.annotations?.length) deltas.push({ annotations: message.annotations })
    if (message.images?.length) deltas.push({ images: message.images })
    if (message.audio) deltas.push({ audio: message.audio })
    if (message.function_call) deltas.push({ function_call: message.function_call })
    if (message.provider_specific_fields) deltas.push({ provider_specific_fields: message.provider_specific_fields })
    message.tool_calls?.forEach((call, position) => {
      if (call.type === 'custom') {
        deltas.push({ tool_calls: [{ index: position, id: call.id, custom: { ...call.custom } }] })
        return
      }
      const { id, type, function: fn } = call
      deltas.push({ tool_calls: [{ index: position, id, type, function: { ...fn } }] })
    })
    if (deltas.length === 0) deltas.push({ content: message.content ?? '' })
    deltas[0] = { role: 'assistant', ...deltas[0] }
    deltas.forEach((delta, at) => {
      const choice: ChunkChoice = { index, delta, finish_reason: null }
      if (at === 0 && logprobs) choice.logprobs = logprobs
      chunks.push(chunk([choice]))
    })
    chunks.push(chunk([{ index, delta: {}, finish_reason }]))
  }
  if (completion.usage) chunks.push({ ...chunk([]), usage: completion.usage })
  return chunks
}
