import {
  BadRequestError,
  type ChatMessage,
  type ContentPart,
  type ProviderRequest,
  pathSegments,
  type VendorRequest,
  vendorKeys,
} from '../../src/provider.js'

/** What the translation needs of a call. */
export interface RequestContext {
  model: string
  stream: boolean
}

/** A request for a prediction: https://replicate.com/docs/reference/http#predictions.create */
export function toRequest(request: ProviderRequest, { model, stream }: RequestContext): VendorRequest {
  const { path, version } = whereOf(model)
  // Without `Prefer: wait`, whose answer comes with the end: a call that is given up could cancel nothing until then.
  return { body: { input: toInput(request), ...(version && { version }), ...(stream && { stream: true }) }, path }
}

/**
 * Models differ in what they take; nearly all language models know `prompt` and `system_prompt`. Keys of the request
 * that are not OpenAI's are inputs too.
 */
export function toInput(request: ProviderRequest): Record<string, unknown> {
  const maxTokens = request.max_completion_tokens ?? request.max_tokens
  const stop = typeof request.stop === 'string' ? [request.stop] : request.stop
  const { temperature, top_p, top_k, seed } = request
  const numbers = { max_tokens: maxTokens, temperature, top_p, top_k, seed }
  return {
    ...toPrompt(request.messages),
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => typeof value === 'number')),
    ...(stop && stop.length > 0 && { stop_sequences: stop.join(',') }),
    ...vendorKeys(request),
  }
}

/** `owner/name`, `owner/name:version`, or `deployments/owner/name`. */
function whereOf(model: string): { path: string; version?: string } {
  const [name = '', version] = model.split(':')
  if (version) return { path: '/v1/predictions', version: model }
  const path = pathSegments(name)
  return { path: name.startsWith('deployments/') ? `/v1/${path}/predictions` : `/v1/models/${path}/predictions` }
}

/** One question as it is; a conversation as a transcript that the model goes on with. */
function toPrompt(messages: readonly ChatMessage[]): { prompt: string; system_prompt?: string } {
  const system: string[] = []
  const turns: { speaker: 'User' | 'Assistant'; text: string }[] = []
  for (const [at, message] of messages.entries()) {
    const path = `messages[${at}]`
    if (message.role === 'system' || message.role === 'developer') system.push(textOf(message.content, path))
    else if (message.role === 'user') turns.push({ speaker: 'User', text: textOf(message.content, path) })
    else if (message.role === 'assistant' && !message.tool_calls?.length && !message.function_call)
      turns.push({ speaker: 'Assistant', text: assistantText(message.content) })
    else
      throw new BadRequestError(`${path}: models on Replicate call no tools.`, { provider: 'replicate', param: path })
  }
  const [only] = turns
  const transcript = [...turns.map(({ speaker, text }) => `${speaker}: ${text}`), 'Assistant:'].join('\n\n')
  const prompt = turns.length === 1 && only?.speaker === 'User' ? only.text : transcript
  return { prompt, ...(system.length > 0 && { system_prompt: system.join('\n\n') }) }
}

function textOf(content: string | readonly ContentPart[], path: string): string {
  if (typeof content === 'string') return content
  const texts = content.map((part, at) => {
    if (part.type === 'text') return part.text
    throw new BadRequestError(
      `${path}.content[${at}]: models on Replicate differ in how they take files. Pass the model's own input, such as image, beside messages.`,
      { provider: 'replicate', param: `${path}.content[${at}]` },
    )
  })
  return texts.join('\n')
}

function assistantText(content: Extract<ChatMessage, { role: 'assistant' }>['content']): string {
  if (!Array.isArray(content)) return content ?? ''
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('\n')
}
