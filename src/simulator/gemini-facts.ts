import type { RequestFacts } from './dialect.js'
import { isObject, type JsonObject, objectsIn, textAt, valueAt } from './json.js'
import type { SimulatedRequest } from './recorded-request.js'
import type { ErrorFields } from './script.js'

/** What a generateContent request asks for. */
export function geminiFacts(body: JsonObject): RequestFacts {
  const config = body['generationConfig']
  const schema = valueAt(config, 'responseJsonSchema') ?? valueAt(config, 'responseSchema')
  const forcedTool = toForcedTool(body)
  const contents = objectsIn(body['contents'])
  const users = contents.filter(({ role }) => role !== 'model').map(textOf)
  const tools = body['tools'] ? JSON.stringify(body['tools']) : ''
  return {
    lastUserText: users.findLast((text) => text !== '') ?? '',
    json: schema === undefined && textAt(config, 'responseMimeType') === 'application/json',
    ...(schema === undefined ? {} : { schema: withSmallTypes(schema) }),
    ...(forcedTool ? { forcedTool } : {}),
    inputCharacters: contents.map(textOf).join('').length + textOf(body['systemInstruction']).length + tools.length,
  }
}

function partsOf(content: unknown): JsonObject[] {
  return objectsIn(valueAt(content, 'parts'))
}

function textOf(content: unknown): string {
  const result = (part: JsonObject) => textAt(part, 'functionResponse', 'response', 'output') ?? ''
  return partsOf(content)
    .map((part) => textAt(part, 'text') ?? result(part))
    .join('')
}

function toForcedTool(body: JsonObject): RequestFacts['forcedTool'] {
  const calling = valueAt(body, 'toolConfig', 'functionCallingConfig')
  if (textAt(calling, 'mode') !== 'ANY') return undefined
  const all = objectsIn(body['tools']).flatMap((tool) => objectsIn(tool['functionDeclarations']))
  const names = valueAt(calling, 'allowedFunctionNames')
  const tool = Array.isArray(names) ? all.find((each) => names.includes(each['name'])) : all[0]
  const name = textAt(tool, 'name')
  if (name === undefined) return undefined
  return { name, schema: valueAt(tool, 'parametersJsonSchema') ?? withSmallTypes(valueAt(tool, 'parameters')) ?? {} }
}

/** The SDK writes types as `STRING`, as OpenAPI's subset has them. */
function withSmallTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withSmallTypes)
  if (!isObject(schema)) return schema
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] =>
    key === 'type' && typeof value === 'string' ? [key, value.toLowerCase()] : [key, withSmallTypes(value)],
  )
  return Object.fromEntries(entries)
}

/** What the API refuses before it calls a model. */
export function refuseGeminiRequest({
  body,
  text,
  model = '',
}: SimulatedRequest): (ErrorFields & { status: number }) | undefined {
  const message = reasonAgainst(body, text, model)
  return message === undefined ? undefined : { status: 400, message }
}

function reasonAgainst(body: JsonObject, text: string, model: string): string | undefined {
  if (!text.trimStart().startsWith('{')) return 'Invalid JSON payload received.'
  const contents = objectsIn(body['contents'])
  if (contents.length === 0) return '* GenerateContentRequest.contents: contents is not specified\n'
  const role = contents.find(({ role: each }) => each !== undefined && each !== 'user' && each !== 'model')
  if (role) return 'Please use a valid role: user, model.'
  const empty = contents.findIndex((content) => partsOf(content).length === 0)
  if (empty >= 0) return `* GenerateContentRequest.contents[${empty}].parts: contents.parts must not be empty.\n`
  for (const [at, content] of contents.entries()) {
    const calls = partsOf(content).filter((part) => isObject(part['functionCall']))
    if (calls.length === 0) continue
    const results = partsOf(contents[at + 1]).filter((part) => isObject(part['functionResponse']))
    if (results.length !== calls.length)
      return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.'
    if (/gemini-[3-9]/.test(model) && !calls[0]?.['thoughtSignature'])
      return 'Function call is missing a thought_signature in functionCall parts.'
  }
  return undefined
}
