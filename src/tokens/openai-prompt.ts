import type { ChatMessage } from '../contract/chat.js'
import { isRecord } from '../contract/is-record.js'
import { type CallInHistory, callsIn } from './calls-in.js'
import type { MediaRules } from './media-rules.js'
import type { ChatTemplate } from './models.js'
import { forcedFunction, functionsOf, otherTools, Prompt, type PromptSource } from './prompt.js'
import { renderTools } from './render-tools.js'

/** Start, role and end of a message, and the mark between role and text. */
const MESSAGE = 4

/**
 * A chat as OpenAI's models see it. What its cookbook says (how_to_count_tokens_with_tiktoken) is where this begins;
 * the rest is what recorded `usage.prompt_tokens` say, to the token (test/tokens/openai-recordings.test.ts).
 */
export function toOpenAIPrompt(source: PromptSource, template: ChatTemplate, media: MediaRules): Prompt {
  const prompt = new Prompt()
  prompt.tokens += template.request
  const sections = toSections(source, prompt, template)
  const [first] = source.messages
  const leads = sections.length > 0 && (first?.role === 'system' || first?.role === 'developer')
  if (leads) addLeading(first, sections, prompt, template)
  else if (sections.length > 0) addMessage(sections.join('\n\n'), prompt)
  const names = new Map<string, string>()
  for (const message of leads ? source.messages.slice(1) : source.messages)
    addTurn(message, names, prompt, template, media)
  const forced = forcedFunction(source)
  if (forced !== undefined) {
    prompt.tokens += MESSAGE
    prompt.text(` to=functions.${forced}`)
  }
  return prompt
}

/** Tools and the answer's format: they stand in the first message where it is the system's, else in one of their own. */
function toSections(source: PromptSource, prompt: Prompt, template: ChatTemplate): string[] {
  const sections: string[] = []
  const functions = functionsOf(source)
  if (functions.length > 0) {
    prompt.tokens += template.tools
    sections.push(renderTools(functions))
  }
  const others = otherTools(source)
  if (others.length > 0) {
    prompt.certain = false
    prompt.text(JSON.stringify(others))
  }
  const { response_format: format } = source
  if (format?.type !== 'json_schema') return sections
  const { name, description, schema } = format.json_schema
  const about = description ? `// ${description}\n` : ''
  sections.push(`# Response Formats\n\n## ${name}\n\n${about}${JSON.stringify(toShownSchema(schema ?? {}))}`)
  if (functions.length === 0 && !template.headed) {
    prompt.tokens += 2
    prompt.text(name)
  }
  return sections
}

function addLeading(message: ChatMessage, sections: readonly string[], prompt: Prompt, template: ChatTemplate): void {
  const text = typeof message.content === 'string' ? message.content : textOf(message.content)
  addMessage([...(template.headed ? ['# Instructions'] : []), text, ...sections].join('\n\n'), prompt)
  addName(message, prompt)
}

function addTurn(
  message: ChatMessage,
  names: Map<string, string>,
  prompt: Prompt,
  template: ChatTemplate,
  media: MediaRules,
): void {
  const calls = callsIn(message)
  for (const { id, name } of calls) if (id !== undefined) names.set(id, name)
  if (message.role === 'tool' || message.role === 'function') {
    const name = message.role === 'tool' ? names.get(message.tool_call_id) : message.name
    prompt.tokens += MESSAGE + 1
    prompt.text(`functions.${name ?? 'tool'}`)
    prompt.content(message.content, media)
    return
  }
  if (calls.length === 0 || hasText(message.content)) {
    prompt.tokens += MESSAGE + (message.role === 'assistant' ? template.answer : 0)
    prompt.content(message.content, media)
    addName(message, prompt)
  }
  if (message.role === 'assistant' && message.refusal) prompt.text(message.refusal)
  if (calls.length > 0) addCalls(calls, prompt, template)
}

/** Calls side by side are one call of a tool that OpenAI has for that; its newer models write each on its own. */
function addCalls(calls: readonly CallInHistory[], prompt: Prompt, template: ChatTemplate): void {
  prompt.tokens += template.callTurn
  if (calls.length === 1 || template.headed) {
    for (const { name, input } of calls) {
      prompt.tokens += MESSAGE
      prompt.text(` to=functions.${name}`)
      prompt.text(compact(input))
    }
    return
  }
  prompt.tokens += MESSAGE
  prompt.text(' to=multi_tool_use.parallel')
  const uses = calls.map(({ name, input }) => `{"recipient_name":"functions.${name}","parameters":${compact(input)}}`)
  prompt.text(`{"tool_uses":[${uses.join(',')}]}`)
}

function addMessage(text: string, prompt: Prompt): void {
  prompt.tokens += MESSAGE
  prompt.text(text)
}

/** The name on a message: itself, and one. */
function addName(message: ChatMessage, prompt: Prompt): void {
  if (!('name' in message) || !message.name) return
  prompt.tokens += 1
  prompt.text(message.name)
}

function textOf(content: ChatMessage['content']): string {
  if (!Array.isArray(content)) return content ?? ''
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

const hasText = (content: ChatMessage['content']): boolean => textOf(content) !== ''

/** Arguments are written anew without spaces; what is no JSON stays. */
function compact(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json))
  } catch {
    return json
  }
}

/** A schema is shown without what says which keys may be there. */
function toShownSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toShownSchema)
  if (!isRecord(schema)) return schema
  const shown: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if ((key === 'required' && Array.isArray(value)) || (key === 'additionalProperties' && !isRecord(value))) continue
    shown[key] = key === 'properties' && isRecord(value) ? mapValues(value) : toShownSchema(value)
  }
  return shown
}

/** A property may have the name of a keyword. */
const mapValues = (properties: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, toShownSchema(schema)]))
