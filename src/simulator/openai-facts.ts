import type { RequestFacts } from './dialect.js'
import { type JsonObject, objectsIn, textAt, valueAt } from './json.js'
import { lastUserText, textOf } from './request-text.js'

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

function toForcedTool(body: JsonObject): RequestFacts['forcedTool'] {
  const choice = body['tool_choice']
  const name = textAt(choice, 'function', 'name')
  if (choice !== 'required' && name === undefined) return undefined
  const tools = objectsIn(body['tools'])
  const tool = name === undefined ? tools[0] : tools.find((each) => textAt(each, 'function', 'name') === name)
  const found = textAt(tool, 'function', 'name')
  return found === undefined ? undefined : { name: found, schema: valueAt(tool, 'function', 'parameters') ?? {} }
}
