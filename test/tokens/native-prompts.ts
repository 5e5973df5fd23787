import type { ChatMessage, ChatTool, ContentPart } from '../../src/index.js'
import { isRecord } from '../../src/provider.js'
import { type Exchange, exchangesOf, type RecordedPrompt } from './recorded-prompts.js'

type Body = Record<string, unknown>

/** Recorded prompts in Anthropic's form, text and functions alone, with the count that the vendor gave. */
export function anthropicPrompts(): RecordedPrompt[] {
  return exchangesOf(['anthropic'], ['messages', 'count_tokens']).flatMap((exchange) => {
    const { body } = exchange
    const tools = records(body['tools'])
    // Thinking, formats and the vendor's own tools put in texts that are not to be seen.
    const hidden = ['output_config', 'output_format', 'mcp_servers', 'container', 'thinking'].some((key) => body[key])
    if (hidden || tools.some((tool) => !tool['input_schema'])) return []
    const messages: ChatMessage[] = [
      ...(body['system'] ? [{ role: 'system' as const, content: textOf(body['system']) }] : []),
      ...records(body['messages']).flatMap(fromAnthropic),
    ]
    const promptTokens = anthropicInput(exchange)
    if (promptTokens === 0 || messages.some(isForeign)) return []
    const source = {
      messages,
      tools: tools.map((tool) => toTool(tool['name'], tool['description'], tool['input_schema'])),
      ...(isRecord(body['tool_choice']) &&
        /any|tool/.test(String(body['tool_choice']['type'])) && { tool_choice: 'required' as const }),
    }
    return [{ ...about(exchange, 'anthropic'), source, promptTokens }]
  })
}

function anthropicInput({ answers }: Exchange): number {
  for (const answer of answers.filter(isRecord)) {
    const usage = [answer['usage'], isRecord(answer['message']) && answer['message']['usage'], answer].find(
      (value): value is Body => isRecord(value) && 'input_tokens' in value,
    )
    if (!usage) continue
    const names = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']
    return names.reduce((sum, name) => sum + Number(usage[name] ?? 0), 0)
  }
  return 0
}

function fromAnthropic(message: Body): ChatMessage[] {
  const blocks =
    typeof message['content'] === 'string' ? [{ type: 'text', text: message['content'] }] : records(message['content'])
  const parts: ContentPart[] = []
  const results: ChatMessage[] = []
  const calls: Body[] = []
  for (const block of blocks) {
    if (block['type'] === 'text') parts.push({ type: 'text', text: String(block['text']) })
    else if (block['type'] === 'tool_use') calls.push(block)
    else if (block['type'] === 'tool_result') {
      results.push({ role: 'tool', tool_call_id: String(block['tool_use_id']), content: textOf(block['content']) })
      if (records(block['content']).some(({ type }) => type !== 'text')) parts.push(FOREIGN)
    } else parts.push(FOREIGN)
  }
  if (message['role'] === 'user') return parts.length > 0 ? [...results, { role: 'user', content: parts }] : results
  return [
    toAssistant(
      parts,
      calls.map((call) => [call['id'], call['name'], call['input']]),
    ),
  ]
}

/** Recorded prompts in Gemini's form, text and functions alone. */
export function geminiPrompts(): RecordedPrompt[] {
  const apis = ['generateContent', 'streamGenerateContent', 'count_tokens']
  return exchangesOf(['gemini'], apis).flatMap((exchange) => {
    const body = isRecord(exchange.body['generateContentRequest'])
      ? exchange.body['generateContentRequest']
      : exchange.body
    const tools = records(body['tools'])
    const declared = tools.flatMap((tool) => records(tool['functionDeclarations'] ?? tool['function_declarations']))
    if ((tools.length > 0 && declared.length === 0) || exchange.body['cachedContent']) return []
    const config = isRecord(body['generationConfig']) ? body['generationConfig'] : {}
    if (Object.keys(config).some((key) => /schema/i.test(key))) return []
    const system = body['systemInstruction'] ?? body['system_instruction']
    const messages: ChatMessage[] = [
      ...(isRecord(system) ? [{ role: 'system' as const, content: textOf(system['parts']) }] : []),
      ...records(body['contents']).flatMap(fromGemini),
    ]
    const promptTokens = geminiInput(exchange)
    if (promptTokens === 0 || messages.some(isForeign)) return []
    const functions = declared.map((tool) =>
      toTool(tool['name'], tool['description'], tool['parameters'] ?? tool['parametersJsonSchema']),
    )
    return [{ ...about(exchange, 'gemini'), source: { messages, tools: functions }, promptTokens }]
  })
}

function geminiInput({ answers }: Exchange): number {
  const usage = answers
    .filter(isRecord)
    .map((answer) => answer['usageMetadata'] ?? answer)
    .findLast((value): value is Body => isRecord(value) && ('promptTokenCount' in value || 'totalTokens' in value))
  return Number(usage?.['promptTokenCount'] ?? usage?.['totalTokens'] ?? 0)
}

function fromGemini(content: Body): ChatMessage[] {
  const parts: ContentPart[] = []
  const calls: [unknown, unknown, unknown][] = []
  const results: ChatMessage[] = []
  for (const part of records(content['parts'])) {
    const { functionCall: call, functionResponse: result, text, thought, thoughtSignature } = part
    if (isRecord(call)) calls.push([call['name'], call['name'], call['args'] ?? {}])
    else if (isRecord(result))
      results.push({ role: 'tool', tool_call_id: String(result['name']), content: JSON.stringify(result['response']) })
    else if (typeof text === 'string' && !thought) parts.push({ type: 'text', text })
    else parts.push(FOREIGN)
    // A signature holds thoughts, whose length is not to be seen.
    if (typeof thoughtSignature === 'string' && thoughtSignature.length > 100) parts.push(FOREIGN)
  }
  if (content['role'] === 'model') return [toAssistant(parts, calls)]
  return parts.length > 0 ? [...results, { role: 'user', content: parts }] : results
}

/** What is no text: pictures, files, thoughts. */
const FOREIGN: ContentPart = { type: 'file', file: {} }

function isForeign({ content }: ChatMessage): boolean {
  return Array.isArray(content) && content.some((part) => part.type === 'file')
}

function toAssistant(parts: ContentPart[], calls: readonly (readonly unknown[])[]): ChatMessage {
  return {
    role: 'assistant',
    content: parts as [], // text, or the mark of what is left out
    ...(calls.length > 0 && {
      tool_calls: calls.map(([id, name, input]) => ({
        id: String(id),
        type: 'function' as const,
        function: { name: String(name), arguments: JSON.stringify(input ?? {}) },
      })),
    }),
  }
}

function toTool(name: unknown, description: unknown, parameters: unknown): ChatTool {
  return {
    type: 'function',
    function: {
      name: String(name),
      ...(description ? { description: String(description) } : {}),
      ...(isRecord(parameters) && { parameters }),
    },
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return records(content)
    .map((part) => String(part['text'] ?? ''))
    .join('')
}

/** The objects of a list, or one alone. */
function records(value: unknown): Body[] {
  return (Array.isArray(value) ? value : [value]).filter(isRecord)
}

const about = ({ id, provider, model, body }: Exchange, prefix: string) => ({
  id,
  provider,
  model: `${prefix}/${String(body['model'] ?? model)}`,
})
