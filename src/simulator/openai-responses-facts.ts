import type { RequestFacts } from './dialect.js'
import { type JsonObject, objectsIn, textAt, valueAt } from './json.js'
import { openaiErrorBody } from './openai-errors.js'
import type { SimulatedRequest } from './recorded-request.js'
import { lastUserText, textOf } from './request-text.js'
import type { ErrorFields } from './script.js'

/** What a Responses request asks for. `input` is a text or a list of items. */
export function responsesFacts(body: JsonObject): RequestFacts {
  const { input, instructions, tools } = body
  const format = textAt(body, 'text', 'format', 'type')
  const forcedTool = toForcedTool(body)
  const offered = tools ? JSON.stringify(tools).length : 0
  return {
    lastUserText: typeof input === 'string' ? input : lastUserText(input),
    json: format === 'json_object',
    ...(format === 'json_schema' ? { schema: valueAt(body, 'text', 'format', 'schema') ?? {} } : {}),
    ...(forcedTool ? { forcedTool } : {}),
    inputCharacters: textOf(instructions ?? '').length + textOf(input).length + offered,
  }
}

/** Functions lie flat here, and so does the choice of one. */
function toForcedTool(body: JsonObject): RequestFacts['forcedTool'] {
  const choice = body['tool_choice']
  const named = textAt(choice, 'name')
  if (choice !== 'required' && named === undefined) return undefined
  const tools = objectsIn(body['tools']).filter((tool) => tool['type'] === 'function')
  const tool = named === undefined ? tools[0] : tools.find((each) => each['name'] === named)
  const name = textAt(tool, 'name')
  return name === undefined ? undefined : { name, schema: valueAt(tool, 'parameters') ?? {} }
}

type StatusError = ErrorFields & { status: number }

/** Texts as in openai-responses-… of the recordings with status 400. */
export function refuseResponsesRequest({ body, text }: SimulatedRequest): StatusError | undefined {
  const refuse = (message: string, param: string | null, code: string | null): StatusError => ({
    status: 400,
    type: 'invalid_request_error',
    message,
    param,
    code,
  })
  if (!text.trimStart().startsWith('{')) return refuse('We could not parse the JSON body of your request.', null, null)
  const missing = (param: string) =>
    refuse(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
  if (typeof body['model'] !== 'string' || body['model'] === '') return missing('model')
  const { input } = body
  if (input === undefined) return missing('input')
  if (typeof input !== 'string' && !Array.isArray(input))
    return refuse("Invalid type for 'input': expected a string or an array of items.", 'input', 'invalid_type')
  if (body['messages'] !== undefined) {
    const message = "Unsupported parameter: 'messages'. In the Responses API, this parameter has moved to 'input'."
    return refuse(message, 'messages', 'unsupported_parameter')
  }
  return undefined
}

/** In a stream the fields of an error lie beside the event's type (quirks.md 20). */
export function responsesErrorEvent(error: StatusError): Record<string, unknown> & { type: 'error' } {
  const fields = valueAt(openaiErrorBody(error), 'error')
  const code = textAt(fields, 'code') ?? textAt(fields, 'type') ?? null
  return {
    type: 'error',
    code,
    message: textAt(fields, 'message') ?? '',
    param: textAt(fields, 'param') ?? null,
  }
}
