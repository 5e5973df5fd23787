import type { RequestFacts } from './dialect.js'
import { type JsonObject, objectsIn, textAt, valueAt } from './json.js'
import { lastUserText, textOf } from './request-text.js'

/** What a Messages request asks for. */
export function anthropicFacts(body: JsonObject): RequestFacts {
  const format = valueAt(body, 'output_config', 'format') ?? body['output_format']
  const forcedTool = toForcedTool(body)
  const tools = body['tools'] ? JSON.stringify(body['tools']) : ''
  return {
    lastUserText: lastUserText(body['messages']),
    json: false,
    ...(textAt(format, 'type') === 'json_schema' ? { schema: valueAt(format, 'schema') ?? {} } : {}),
    ...(forcedTool ? { forcedTool } : {}),
    inputCharacters: textOf(body['system'] ?? '').length + textOf(body['messages']).length + tools.length,
  }
}

function toForcedTool(body: JsonObject): RequestFacts['forcedTool'] {
  const choice = textAt(body, 'tool_choice', 'type')
  if (choice !== 'any' && choice !== 'tool') return undefined
  const tools = objectsIn(body['tools'])
  const named = textAt(body, 'tool_choice', 'name')
  const tool = choice === 'any' ? tools[0] : tools.find((each) => each['name'] === named)
  const name = textAt(tool, 'name')
  return name === undefined ? undefined : { name, schema: valueAt(tool, 'input_schema') ?? {} }
}
