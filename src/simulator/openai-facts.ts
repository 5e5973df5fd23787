import type { RequestFacts } from './dialect.js'
import { type JsonObject, objectsIn, textAt, valueAt } from './json.js'

/** What an OpenAI chat request asks for. */
export function openaiFacts(body: JsonObject): RequestFacts {
  const format = textAt(body, 'response_format', 'type')
  const forcedTool = toForcedTool(body)
  return {
    lastUserText: lastUserText(body['messages']),
    json: format === 'json_object',
    ...(format === 'json_schema' ? { schema: valueAt(body, 'response_format', 'json_schema', 'schema') ?? {} } : {}),
    ...(forcedTool ? { forcedTool } : {}),
    inputCharacters: textOf(body['messages']).length + (body['tools'] ? JSON.stringify(body['tools']).length : 0),
  }
}

/** The text of the last user message, whose content is a string or a list of parts in both dialects. */
export function lastUserText(messages: unknown): string {
  const users = objectsIn(messages).filter((message) => message['role'] === 'user')
  const texts = users.map((message) => textOf(message['content'])).filter((text) => text !== '')
  return texts.at(-1) ?? ''
}

/** All text inside a value: strings under `content`, `text`, `arguments` and the like, not ids or media. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).join('')
  return ['content', 'text', 'thinking', 'input', 'tool_calls', 'function', 'name', 'arguments']
    .map((key) => valueAt(value, key))
    .map((inner) => (inner === undefined ? '' : textOf(inner)))
    .join('')
}

function toForcedTool(body: JsonObject): RequestFacts['forcedTool'] {
  const choice = body['tool_choice']
  const name = textAt(choice, 'function', 'name')
  if (choice !== 'required' && name === undefined) return undefined
  const tools = objectsIn(body['tools'])
  const tool = name === undefined ? tools[0] : tools.find((each) => textAt(each, 'function', 'name') === name)
  const found = textAt(tool, 'function', 'name')
  return found === undefined ? undefined : { name: found, schema: valueAt(tool, 'function', 'parameters') ?? {} }
}
